"""The writing side of the catalogue: what a source says becomes titles, each batch in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock
from trending_now.domain.run import RunCounts, Violation
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.title import ExternalId, Listing, Namespace
from trending_now.store.database import Database
from trending_now.store.joining import join_same_titles
from trending_now.store.listing_rows import (
    Row,
    fact_columns,
    listing_digest,
    merged,
    plot_rows,
    popularity_rows,
    release_rows,
    review_rows,
    vote_rows,
)
from trending_now.store.matching import Candidate, Matcher, name_keys
from trending_now.store.names import name_key
from trending_now.store.policies import save_policy
from trending_now.store.projection import UNDATED, drop_empty_titles, refresh_release_dates, refresh_titles
from trending_now.store.tables import (
    ExternalIdRow,
    ListingRow,
    PlotRow,
    PopularityRow,
    ReleaseRow,
    ReviewRow,
    TitleRow,
    VoteRow,
)
from trending_now.store.upsert import insert_new, insert_or_update

DEMO_SOURCE = "demo"
REPLACED = (PlotRow, ReviewRow, VoteRow)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: counts of listings, and the rules that were broken without refusing one."""

    counts: RunCounts
    violations: tuple[Violation, ...] = ()


@dataclass(slots=True)
class _Batch:
    """The work on one batch: each listing with its place in the tables."""

    known: dict[str, tuple[int, int, str]]
    changed: list[tuple[Listing, int, int]] = field(default_factory=list)
    unchanged: list[tuple[Listing, int, int]] = field(default_factory=list)
    new: list[tuple[Listing, int, int]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    violations: list[Violation] = field(default_factory=list)

    @property
    def stored(self) -> list[tuple[Listing, int, int]]:
        return self.changed + self.unchanged + self.new


class CatalogueWriter:
    """Stores listings, matched to titles."""

    def __init__(self, database: Database, taxonomy: Taxonomy, clock: Clock) -> None:
        self._database = database
        self._taxonomy = taxonomy
        self._clock = clock

    def record(
        self, listings: Sequence[Listing], policy: Policy, fetched_at: datetime, run_began_at: datetime | None = None
    ) -> Recorded:
        """Store what one source says, matched to titles, in one transaction; the same again changes nothing.

        A listing whose facts, texts or tags changed is `updated`, and so is one with a release not known before.
        A listing stored after `run_began_at` keeps its facts: of answers about one title in one run the first counts,
        and the others add releases, so that answers that differ do not undo each other run after run.
        """
        if not listings:
            return Recorded(RunCounts())
        by_key: defaultdict[str, list[Listing]] = defaultdict(list)
        for listing in listings:
            by_key[listing.source_key].append(listing)
        with self._database.write() as connection:
            listings = [merged(same) for same in by_key.values()]
            batch = self._sort(connection, listings, run_began_at)
            return self._record(connection, batch, listings, policy, fetched_at)

    def is_empty(self) -> bool:
        """Tell whether there is no title yet."""
        with self._database.read() as connection:
            return connection.scalar(select(TitleRow.id).limit(1)) is None

    def holds_real_titles(self) -> bool:
        """Tell whether a source other than the demo has given a title."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(exists().where(ListingRow.source != DEMO_SOURCE))))

    def pass_day(self) -> None:
        """Choose again the release shown where time has passed: what was upcoming comes out."""
        with self._database.write() as connection:
            refresh_release_dates(connection, self._clock().date())

    def drop_source(self, source: str) -> int:
        """Remove all that came from a source; a title that no other source lists goes too. Returns its listings."""
        with self._database.write() as connection:
            return _drop_source(connection, source, self._clock())

    def expire(self) -> int:
        """Remove every listing whose policy's time is over; returns how many went."""
        now = self._clock()
        with self._database.write() as connection:
            expired = select(ListingRow.title_id).where(ListingRow.expires_at <= now)
            titles = list(connection.scalars(expired))
            gone = connection.execute(delete(ListingRow).where(ListingRow.expires_at <= now)).rowcount
            drop_empty_titles(connection, titles)
            refresh_titles(connection, titles, now.date())
        return gone

    def _record(
        self, connection: Connection, batch: _Batch, listings: list[Listing], policy: Policy, fetched_at: datetime
    ) -> Recorded:
        source = listings[0].source
        if source != DEMO_SOURCE and connection.scalar(select(exists().where(ListingRow.source == DEMO_SOURCE))):
            _drop_source(connection, DEMO_SOURCE, self._clock())
        save_policy(connection, policy)
        self._insert_new(
            connection, batch, [x for x in listings if x.source_key not in batch.known], policy, fetched_at
        )
        self._replace_changed(connection, batch)
        _join(connection, batch)
        _renew(connection, batch, policy, fetched_at)
        grown = _add_releases(connection, batch)
        _add_popularity(connection, batch.stored)
        touched = {title for _, _, title in batch.new + batch.changed} | grown | batch.joined
        touched |= {title for listing, _, title in batch.unchanged if listing.popularity}
        refresh_titles(connection, touched, self._clock().date())
        return Recorded(_counts(batch, grown), tuple(batch.violations))

    def _sort(self, connection: Connection, listings: list[Listing], run_began_at: datetime | None) -> _Batch:
        """Tell the listings stored before, changed or not, from the new ones."""
        source, keys = listings[0].source, [listing.source_key for listing in listings]
        columns = (ListingRow.source_key, ListingRow.id, ListingRow.title_id, ListingRow.digest, ListingRow.fetched_at)
        found = connection.execute(
            select(*columns).where(ListingRow.source == source, ListingRow.source_key.in_(keys))
        ).all()
        batch = _Batch({key: (listing_id, title_id, digest) for key, listing_id, title_id, digest, _ in found})
        of_this_run = {key for key, *_, fetched_at in found if run_began_at and fetched_at > run_began_at}
        for listing in listings:
            if listing.source_key in batch.known:
                listing_id, title_id, digest = batch.known[listing.source_key]
                same = listing.source_key in of_this_run or digest == listing_digest(listing, self._taxonomy.version)
                (batch.unchanged if same else batch.changed).append((listing, listing_id, title_id))
        return batch

    def _insert_new(
        self, connection: Connection, batch: _Batch, listings: list[Listing], policy: Policy, fetched_at: datetime
    ) -> None:
        if not listings:
            return
        matcher = Matcher(_candidates(connection, listings))
        places = [_place(matcher, listing) for listing in listings]
        _insert_titles(connection, {id(c): (c, x) for c, x in zip(places, listings, strict=True)}.values())
        rows = [
            fact_columns(listing)
            | {
                "source": listing.source,
                "source_key": listing.source_key,
                "title_id": candidate.title_id,
                "policy": policy.name,
                "digest": listing_digest(listing, self._taxonomy.version),
                "fetched_at": fetched_at,
                "expires_at": policy.expires_at(fetched_at),
            }
            for listing, candidate in zip(listings, places, strict=True)
        ]
        ids = connection.scalars(insert(ListingRow).returning(ListingRow.id, sort_by_parameter_order=True), rows).all()
        batch.new = [
            (listing, listing_id, candidate.title_id or 0)
            for listing, listing_id, candidate in zip(listings, ids, places, strict=True)
        ]
        self._add_said(connection, batch.new)

    def _replace_changed(self, connection: Connection, batch: _Batch) -> None:
        """Replace what the changed listings said before; releases and popularity stay."""
        if not batch.changed:
            return
        ids = [listing_id for _, listing_id, _ in batch.changed]
        for table in REPLACED:
            connection.execute(delete(table).where(table.listing_id.in_(ids)))
        for listing, listing_id, _ in batch.changed:
            digest = listing_digest(listing, self._taxonomy.version)
            connection.execute(
                update(ListingRow).where(ListingRow.id == listing_id).values(**fact_columns(listing), digest=digest)
            )
        self._add_said(connection, batch.changed)

    def _add_said(self, connection: Connection, placed: list[tuple[Listing, int, int]]) -> None:
        """Insert the external ids, texts and votes of listings."""
        ids = [
            {"namespace": x.namespace.value, "value": x.value, "title_id": title}
            for listing, _, title in placed
            for x in listing.external_ids
        ]
        insert_new(connection, ExternalIdRow, ids)
        votes: list[Row] = []
        for listing, listing_id, title_id in placed:
            votes += vote_rows(listing, listing_id, title_id, self._taxonomy)
        for table, rows in (
            (PlotRow, [row for place in placed for row in plot_rows(*place)]),
            (ReviewRow, [row for place in placed for row in review_rows(*place)]),
            (VoteRow, votes),
        ):
            if rows:
                connection.execute(insert(table), rows)


def _drop_source(connection: Connection, source: str, now: datetime) -> int:
    titles = list(connection.scalars(select(ListingRow.title_id).where(ListingRow.source == source)))
    gone = connection.execute(delete(ListingRow).where(ListingRow.source == source)).rowcount
    drop_empty_titles(connection, titles)
    refresh_titles(connection, titles, now.date())
    return gone


def _candidates(connection: Connection, listings: list[Listing]) -> Iterable[Candidate]:
    """Load the titles that these listings may be about, in the order they were first stored."""
    keys = {key for listing in listings for key in name_keys(listing) if listing.year is not None}
    values = {external_id.value for listing in listings for external_id in listing.external_ids}
    ids = (
        set(connection.scalars(select(ExternalIdRow.title_id).where(ExternalIdRow.value.in_(values))))
        if values
        else set()
    )
    if keys:
        ids |= set(connection.scalars(select(TitleRow.id).where(TitleRow.name_key.in_(keys))))
    if not ids:
        return []
    columns = (TitleRow.id, TitleRow.name_key, TitleRow.original_name, TitleRow.kind, TitleRow.year)
    found = {
        title: Candidate(title, {key} | ({name_key(original)} if original else set()), kind, year)
        for title, key, original, kind, year in connection.execute(
            select(*columns).where(TitleRow.id.in_(ids)).order_by(TitleRow.id)
        )
    }
    for title, source in connection.execute(
        select(ListingRow.title_id, ListingRow.source).where(ListingRow.title_id.in_(ids))
    ):
        found[title].sources.add(source)
    columns_of_ids = (ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
    for title, namespace, value in connection.execute(select(*columns_of_ids).where(ExternalIdRow.title_id.in_(ids))):
        found[title].external_ids.add(ExternalId(Namespace(namespace), value))
    return found.values()


def _insert_titles(connection: Connection, places: Iterable[tuple[Candidate, Listing]]) -> None:
    """Give each candidate that is new an id; the projection fills the row."""
    fresh = [(candidate, listing) for candidate, listing in places if candidate.title_id is None]
    if not fresh:
        return
    rows = [
        {"name": listing.name, "name_key": name_key(listing.name), "sort_date": UNDATED, "shown_scores": None}
        for _, listing in fresh
    ]
    ids = connection.scalars(insert(TitleRow).returning(TitleRow.id, sort_by_parameter_order=True), rows).all()
    for (candidate, _), title_id in zip(fresh, ids, strict=True):
        candidate.title_id = title_id


def _place(matcher: Matcher, listing: Listing) -> Candidate:
    """Return the title a new listing is about, a new one if there is none yet."""
    candidate = matcher.match(listing) or Candidate(None, set(), listing.kind, listing.year)
    matcher.claim(candidate, listing)
    return candidate


def _join(connection: Connection, batch: _Batch) -> None:
    """Join the titles that turn out to be one, and note the ids that two titles claim."""
    joined = join_same_titles(connection, batch.stored, batch.changed)
    if joined.moved:
        for placed in (batch.new, batch.changed, batch.unchanged):
            placed[:] = [(listing, number, joined.moved.get(title, title)) for listing, number, title in placed]
    batch.joined = set(joined.moved.values())
    batch.violations += [
        Violation(
            link.listing.source,
            "external id of another title",
            link.listing.source_key,
            f"{link.listing.source} gives {link.external_id.namespace} {link.external_id.value} to "
            f"{link.listing.name!r}, but another title has it; the id stays with the other.",
        )
        for link in joined.disputed
    ]


def _renew(connection: Connection, batch: _Batch, policy: Policy, fetched_at: datetime) -> None:
    """Note that the listings were seen again: their policy's time starts anew."""
    ids = [listing_id for _, listing_id, _ in batch.changed + batch.unchanged]
    if ids:
        values = {"fetched_at": fetched_at, "expires_at": policy.expires_at(fetched_at), "policy": policy.name}
        connection.execute(update(ListingRow).where(ListingRow.id.in_(ids)).values(**values))


def _add_releases(connection: Connection, batch: _Batch) -> set[int]:
    """Add the releases not known before; returns the titles that got one."""
    columns = (ReleaseRow.listing_id, ReleaseRow.date, ReleaseRow.type, ReleaseRow.region, ReleaseRow.platform)
    ids = [listing_id for _, listing_id, _ in batch.changed + batch.unchanged]
    known = set(connection.execute(select(*columns).where(ReleaseRow.listing_id.in_(ids))).tuples()) if ids else set()
    rows = [row for place in batch.stored for row in release_rows(*place)]
    fresh = [r for r in rows if (r["listing_id"], r["date"], r["type"], r["region"], r["platform"]) not in known]
    if fresh:
        connection.execute(insert(ReleaseRow), fresh)
    return {row["title_id"] for row in fresh}


def _add_popularity(connection: Connection, placed: list[tuple[Listing, int, int]]) -> None:
    rows = [row for place in placed for row in popularity_rows(*place)]
    insert_or_update(connection, PopularityRow, rows, ("listing_id", "source", "measure", "day"), ("value",))


def _counts(batch: _Batch, grown: set[int]) -> RunCounts:
    grown_listings = sum(1 for _, _, title in batch.unchanged if title in grown)
    return RunCounts(
        fetched=len(batch.stored),
        new=len(batch.new),
        updated=len(batch.changed) + grown_listings,
        unchanged=len(batch.unchanged) - grown_listings,
    )
