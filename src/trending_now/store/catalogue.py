"""The writing side of the catalogue: what a source says becomes titles, each batch in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Select, delete, exists, select, update

from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock
from trending_now.domain.run import RunCounts, Window
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.title import Listing
from trending_now.errors import WrongUse
from trending_now.store.database import Database
from trending_now.store.disputes import refresh_dispute
from trending_now.store.gone_texts import forget_gone_texts
from trending_now.store.listings.listing_rows import listing_digest, merged, vote_columns_of
from trending_now.store.listings.recording import DEMO_SOURCE, Recorded, Recording
from trending_now.store.listings.releases import Airing, take_back
from trending_now.store.listings.retying import retie
from trending_now.store.matching.joining import drop_unsaid_ids, join_as_told
from trending_now.store.matching.match_book import Settled, keep_together, note_answer
from trending_now.store.matching.matcher import ListingKey
from trending_now.store.matching.splitting import split
from trending_now.store.policies import save_policy
from trending_now.store.projection import (
    drop_empty_titles,
    refresh_attention,
    refresh_release_dates,
    refresh_titles,
)
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ListingRow, PolicyRow, PopularityRow, TitleRow
from trending_now.store.title_ids import numbers_now, require_title
from trending_now.store.verdicts.feedback import titles_judged_since


class CatalogueWriter:
    """Stores listings, matched to titles."""

    def __init__(self, database: Database, taxonomy: Taxonomy, clock: Clock) -> None:
        self._database = database
        self._taxonomy_version = taxonomy.version
        self._vote_columns = vote_columns_of(taxonomy)
        self._clock = clock
        self._owes_scrub = True  # an earlier program may have been killed after it deleted, before it scrubbed

    def record(
        self,
        listings: Sequence[Listing],
        policy: Policy,
        fetched_at: datetime,
        run_began_at: datetime | None = None,
        tied: Mapping[str, int] | None = None,
    ) -> Recorded:
        """Store what one source says, matched to titles, in one transaction; the same again changes nothing.

        A listing counts as `updated` if its facts, texts or tags changed, if it has a new release, or if its source
        names all its releases and no longer names one that is stored.

        Of several answers about a title in one run the first counts: a listing stored after `run_began_at` keeps its
        facts, and later answers only add releases. Otherwise answers that differ would undo each other in every run.

        `tied` is given for listings that only review titles, and maps their keys to these titles. A title that was
        joined to another since is followed; a review of a title that has left the catalogue is skipped.
        """
        if not listings:
            return Recorded(RunCounts())
        by_key: defaultdict[str, list[Listing]] = defaultdict(list)
        for listing in listings:
            by_key[listing.source_key].append(listing)
        now = self._clock()
        digests = {key: listing_digest(same[0], self._taxonomy_version) for key, same in by_key.items()}
        with self._database.write() as connection:
            if not _makes_room(connection, listings[0].source, now):
                return Recorded(RunCounts())
            save_policy(connection, policy)
            places = None if tied is None else _titles_now(connection, tied)
            recording = Recording(connection, policy, fetched_at, now, digests, self._vote_columns, places)
            there = [merged(same) for key, same in by_key.items() if places is None or key in places]
            return recording.record(there, run_began_at) if there else Recorded(RunCounts())

    def retie(self, reviews: Sequence[Listing], tied: Mapping[str, int], weighed: Collection[int]) -> None:
        """Give one site's stored reviews to the titles that they are `tied` to now, by key, where these are others.

        Reviews leave only titles that were `weighed` as well, or that are known from reviews alone (`retying.py`).
        """
        with self._database.write() as connection:
            places = _titles_now(connection, tied)
            if there := [review for review in reviews if review.source_key in places]:
                retie(connection, there, places, weighed, self._clock())

    def renew(self, source: str, keys: Sequence[str], policy: Policy, fetched_at: datetime) -> None:
        """Note that listings are unchanged: the time that their policy allows starts again."""
        values = {"fetched_at": fetched_at, "expires_at": policy.expires_at(fetched_at)}
        with self._database.write() as connection:
            for some in slices(keys):
                asked = update(ListingRow).where(ListingRow.source == source, ListingRow.source_key.in_(some))
                connection.execute(asked.values(**values))

    def take_back(self, source: str, window: Window, named: Collection[Airing], unread: Collection[date] = ()) -> None:
        """Remove the upcoming releases in a window that a source no longer names.

        A past release stays, unless the source now tells the same day differently, on another channel say. Days in
        `unread` were not read completely, and stay as they are.
        """
        today = self._clock().date()
        with self._database.write() as connection:
            titles = take_back(connection, source, window, named, unread, today)
            refresh_titles(connection, titles, today)

    def is_empty(self) -> bool:
        """Tell whether there is no title yet."""
        with self._database.read() as connection:
            return connection.scalar(select(TitleRow.id).limit(1)) is None

    def holds_real_titles(self) -> bool:
        """Tell whether a source other than the demo has given a title."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(exists().where(ListingRow.source != DEMO_SOURCE))))

    def pass_day(self) -> None:
        """Update what changes with time alone: upcoming releases come out, and measures of popularity grow too old."""
        with self._database.write() as connection:
            refresh_release_dates(connection, self._clock().date())
            refresh_attention(connection, self._clock().date())

    def hear_viewers(self, since: datetime) -> None:
        """Update how far the titles are in dispute that viewers have judged since this moment.

        The handle that takes viewers' feedback may only add rows, so it cannot update a title itself.
        """
        with self._database.write() as connection:
            refresh_dispute(connection, titles_judged_since(connection, since))

    def settle(self, number: int, *, is_same: bool) -> Settled:
        """Note a person's answer about two listings that look alike, and join their titles if they are the same.

        Raises:
            WrongUse: there is no such question, or two listings that are of one title are said to be different.
        """
        with self._database.write() as connection:
            now = self._clock()
            one, other = note_answer(connection, number, now, is_same=is_same)
            title = connection.scalar(_title_of(one))
            if not is_same and title is not None and title == connection.scalar(_title_of(other)):
                raise WrongUse(f"They are one title; `trending-now match split {title}` takes a listing out of it.")
            return Settled(one, other, _join_listings(connection, one, other, now) if is_same else None)

    def join(self, title_id: int, other_id: int) -> int:
        """Make two titles one, as a person says; returns the number that stays, the lower one.

        Raises:
            TitleNotFound: there is no title of one of these numbers.
            WrongUse: they are the same number.
        """
        if title_id == other_id:
            raise WrongUse(f"Both are title {title_id}; name two titles.")
        with self._database.write() as connection:
            for number in (title_id, other_id):
                require_title(connection, number)
            now = self._clock()
            keep_together(connection, title_id, other_id, now)
            return _join(connection, title_id, other_id, now)

    def split(self, title_id: int, listing: ListingKey) -> int:
        """Make a listing of a title a title of its own, as a person says; returns its number.

        Raises:
            TitleNotFound: there is no such title.
            WrongUse: the listing is not of that title, or the only one of it.
        """
        with self._database.write() as connection:
            return split(connection, title_id, listing, self._clock())

    def drop_source(self, source: str) -> int:
        """Remove all that came from a source; a title that no other source lists goes too. Returns its listings."""
        with self._database.write() as connection:
            return _drop_source(connection, source, self._clock())

    def drop_listings(self, source: str, keys: Collection[str]) -> None:
        """Remove a source's listings of these keys; a title that nobody else lists goes too."""
        if not keys:
            return
        with self._database.write() as connection:
            for some in slices(keys):
                is_it = (ListingRow.source == source, ListingRow.source_key.in_(some))
                titles = list(connection.scalars(select(ListingRow.title_id).where(*is_it)))
                connection.execute(delete(ListingRow).where(*is_it))
                _tidy(connection, titles, self._clock())

    def scrub(self, *, gone: int) -> None:
        """Scrub the database's files if records are `gone`, or if an earlier scrub did not succeed."""
        if gone or self._owes_scrub:
            self._owes_scrub = not self._database.scrub()

    def expire(self) -> int:
        """Remove every listing and every measure whose policy's time is over; returns how many went."""
        now = self._clock()
        with self._database.write() as connection:
            expired = select(ListingRow.title_id).where(ListingRow.expires_at <= now)
            titles = list(connection.scalars(expired))
            gone = connection.execute(delete(ListingRow).where(ListingRow.expires_at <= now)).rowcount
            measured = _drop_old_measures(connection, now)
            _tidy(connection, [*titles, *measured], now)
        return gone + len(measured)


def _join_listings(connection: Connection, one: ListingKey, other: ListingKey, now: datetime) -> int | None:
    first, second = (connection.scalar(_title_of(key)) for key in (one, other))
    return None if first is None or second is None else _join(connection, first, second, now)


def _join(connection: Connection, title_id: int, other_id: int, now: datetime) -> int:
    keep = join_as_told(connection, title_id, other_id)
    refresh_titles(connection, [keep], now.date())
    refresh_dispute(connection, [keep])
    return keep


def _title_of(key: ListingKey) -> Select[int]:
    return select(ListingRow.title_id).where(ListingRow.source == key[0], ListingRow.source_key == key[1])


def _titles_now(connection: Connection, tied: Mapping[str, int]) -> dict[str, int]:
    """Return each review's title as it is now, by the review's key; without those that have left the catalogue."""
    now = numbers_now(connection, set(tied.values()))
    there: set[int] = set()
    for ids in slices(set(now.values())):
        there |= set(connection.scalars(select(TitleRow.id).where(TitleRow.id.in_(ids))))
    return {key: now[title] for key, title in tied.items() if now.get(title) in there}


def _makes_room(connection: Connection, source: str, now: datetime) -> bool:
    """Drop the demo's titles before a real source's first ones are stored; tells whether `source` may be stored.

    The demo may not, once there are real titles: another process may have stored some since the demo was asked for.
    """
    if source == DEMO_SOURCE:
        return not connection.scalar(select(exists().where(ListingRow.source != DEMO_SOURCE)))
    if connection.scalar(select(exists().where(ListingRow.source == DEMO_SOURCE))):
        _drop_source(connection, DEMO_SOURCE, now)
    return True


def _drop_source(connection: Connection, source: str, now: datetime) -> int:
    titles = list(connection.scalars(select(ListingRow.title_id).where(ListingRow.source == source)))
    gone = connection.execute(delete(ListingRow).where(ListingRow.source == source)).rowcount
    _tidy(connection, titles, now)
    return gone


def _drop_old_measures(connection: Connection, now: datetime) -> set[int]:
    """Delete the measures of popularity that are too old by their source's policy; returns their titles.

    A listing that is fetched again and again stays, but the old measures of it do not. The measures of a listing's last
    fetch go when the listing does.
    """
    titles: set[int] = set()
    limited = select(PolicyRow.name, PolicyRow.retention_days).where(PolicyRow.retention_days.is_not(None))
    for policy, days in connection.execute(limited).all():
        last_day = (now - timedelta(days=days or 0)).date()  # up to a day too early, never late
        later = datetime.combine(last_day + timedelta(days=1), time(), UTC)
        fresh = select(ListingRow.id).where(ListingRow.policy == policy, ListingRow.fetched_at >= later)
        old = (PopularityRow.day <= last_day, PopularityRow.listing_id.in_(fresh))
        titles |= set(connection.scalars(select(PopularityRow.title_id).where(*old)))
        connection.execute(delete(PopularityRow).where(*old))
    return titles


def _tidy(connection: Connection, titles: Sequence[int], now: datetime) -> None:
    """Update titles that lost a listing from their other listings; remove those that have none left."""
    drop_unsaid_ids(connection, titles)
    drop_empty_titles(connection, titles)
    forget_gone_texts(connection, titles)
    refresh_titles(connection, titles, now.date())
    refresh_dispute(connection, titles)
