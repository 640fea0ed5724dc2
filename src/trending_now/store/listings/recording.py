"""Records one batch of a source's listings inside a transaction: sorts, matches, stores and counts them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import Policy
from trending_now.domain.run import ID_OF_ANOTHER, RunCounts, Violation
from trending_now.domain.title import Listing
from trending_now.store.disputes import refresh_dispute
from trending_now.store.gone_texts import forget_gone_texts
from trending_now.store.journal_tables import QuarantineRow
from trending_now.store.listings.batch import Batch, sort_batch, stored_listings
from trending_now.store.listings.changed_keys import follow_changed_keys
from trending_now.store.listings.kept_texts import keep_ids
from trending_now.store.listings.listing_rows import (
    Row,
    external_id_rows,
    fact_columns,
    name_form_rows,
    plot_rows,
    popularity_rows,
    release_rows,
    review_rows,
    vote_rows,
)
from trending_now.store.listings.moved_reviews import follow_moved_reviews
from trending_now.store.listings.releases import renew_releases
from trending_now.store.matching.candidates import load_candidates
from trending_now.store.matching.joining import DisputedLink, drop_unsaid_ids, join_same_titles
from trending_now.store.matching.match_book import ask, read_answers, read_parted
from trending_now.store.matching.matcher import Candidate, Doubt, Matcher, Placed
from trending_now.store.matching.parting import part_untied, that_took_back
from trending_now.store.projection import gather, insert_titles, refresh_titles
from trending_now.store.sql.keys import slices
from trending_now.store.sql.row_ids import reserve_ids
from trending_now.store.sql.upsert import insert_new, insert_or_update, insert_rows
from trending_now.store.tables import (
    ExternalIdRow,
    ListingRow,
    NameFormRow,
    PlotRow,
    PopularityRow,
    ReleaseRow,
    ReviewRow,
    Table,
    TitleRow,
    VoteRow,
)

DEMO_SOURCE = "demo"
REPLACED = (PlotRow, ReviewRow, VoteRow, NameFormRow)
POPULARITY_KEY = ("listing_id", "source", "measure", "day")

Rows = Mapping[type[Table], list[Row]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: counts of listings, and broken rules for which no listing was refused."""

    counts: RunCounts
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """Records a batch of one source; `digests` are of its listings by key, `vote_columns` gives a tag's columns.

    `tied` is given for listings that only review titles: it maps their keys to stored titles, and they are not matched.
    """

    connection: Connection
    policy: Policy
    fetched_at: datetime
    now: datetime
    digests: Mapping[str, str]
    vote_columns: Callable[[SourceTag], Row]
    tied: Mapping[str, int] | None = None

    def record(self, listings: Sequence[Listing], run_began_at: datetime | None) -> Recorded:
        """Store a batch, each listing in it once."""
        if self.tied is None:
            follow_changed_keys(self.connection, listings, run_began_at)
        else:
            follow_moved_reviews(self.connection, listings, self.tied)
        batch = self._sorted(listings, run_began_at)
        joining_in = self._insert_new(batch)
        self._replace_changed(batch)
        matched = self.tied is None
        joined = join_same_titles(self.connection, batch.known + batch.new, batch.changed if matched else [])
        if joined.moved:
            batch.move(joined.moved)
        self._claim_ids(batch)
        self._renew(batch)
        whole = [place for place in batch.known if not place.listing.is_partial]
        redated = renew_releases(self.connection, whole, batch.of_this_run)
        said_anew = {place.title_id for place in batch.changed}
        said_anew |= (joining_in - set(joined.moved)) | set(joined.moved.values())
        refresh_titles(self.connection, said_anew | redated | self._add_popularity(batch), self.now.date())
        refresh_dispute(self.connection, said_anew)
        ask(self.connection, [_doubt(link) for link in joined.disputed], self.fetched_at)
        disputed = tuple(_violation(link) for link in joined.disputed)
        self._let_go_of_settled(listings, {violation.subject for violation in disputed})
        return Recorded(batch.counts(redated), disputed)

    def _let_go_of_settled(self, listings: Sequence[Listing], disputed: Collection[str]) -> None:
        """Take out of quarantine the listings that no longer give another title's id."""
        waiting = (QuarantineRow.source == listings[0].source, QuarantineRow.rule == ID_OF_ANOTHER)
        subjects = set(self.connection.scalars(select(QuarantineRow.subject).where(*waiting)))
        settled = subjects.intersection(listing.source_key for listing in listings).difference(disputed)
        for some in slices(sorted(settled)):
            self.connection.execute(delete(QuarantineRow).where(*waiting, QuarantineRow.subject.in_(some)))

    def _sorted(self, listings: Sequence[Listing], run_began_at: datetime | None) -> Batch:
        """Return the batch, without the reviews that a person took out of their title: they are of no other."""
        stored = stored_listings(self.connection, listings[0].source, [listing.source_key for listing in listings])
        parted = (read_parted(self.connection, listings, self.tied) if self.tied else set()) - stored.keys()
        kept = [listing for listing in listings if listing.source_key not in parted]
        return sort_batch(kept, stored, self.digests, run_began_at, self.now)

    def _insert_new(self, batch: Batch) -> set[int]:
        """Insert the fresh listings; returns the existing titles that they were matched to."""
        candidates, answers = load_candidates(self.connection, batch.fresh), read_answers(self.connection, batch.fresh)
        matcher = Matcher(candidates, answers, batch.fresh)
        places = [self._tied_place(listing) or _place(matcher, listing) for listing in batch.fresh]
        ask(self.connection, matcher.doubts, self.fetched_at)
        without_id = list({id(candidate): candidate for candidate in places if candidate.title_id is None}.values())
        titles = reserve_ids(self.connection, TitleRow, len(without_id))
        for candidate, title in zip(without_id, titles, strict=True):
            candidate.title_id = title
        ids = reserve_ids(self.connection, ListingRow, len(places))
        batch.new = [Placed(x, i, c.title_id or 0) for x, i, c in zip(batch.fresh, ids, places, strict=True)]
        rows = self._rows(batch.new)
        insert_titles(self.connection, gather(rows, titles), self.now.date())
        self._insert(rows)
        return {place.title_id for place in batch.new} - set(titles)

    def _tied_place(self, listing: Listing) -> Candidate | None:
        title_id = (self.tied or {}).get(listing.source_key)
        return None if title_id is None else Candidate(title_id, set(), None, None)

    def _rows(self, placed: Sequence[Placed]) -> Rows:
        """Return all rows of new listings."""
        same = {
            "source": placed[0].listing.source if placed else "",
            "policy": self.policy.name,
            "fetched_at": self.fetched_at,
            "expires_at": self.policy.expires_at(self.fetched_at),
            "is_review": self.tied is not None,
        }
        listings = [
            {
                "id": listing_id,
                "source_key": listing.source_key,
                "title_id": title_id,
                "digest": self.digests[listing.source_key],
                **same,
                **fact_columns(listing),
            }
            for listing, listing_id, title_id in placed
        ]
        releases = [row for place in placed for row in release_rows(*place)]
        popularity = [row for place in placed for row in popularity_rows(*place)]
        return {ListingRow: listings, ReleaseRow: releases, PopularityRow: popularity} | self._said_rows(placed)

    def _said_rows(self, placed: Sequence[Placed]) -> dict[type[Table], list[Row]]:
        """Return the rows of ids, names, texts and votes, which are replaced whenever a listing changes."""
        plots = [row for place in placed for row in plot_rows(*place)]
        reviews = [row for place in placed for row in review_rows(*place)]
        votes = [row for place in placed for row in vote_rows(*place, self.vote_columns)]
        ids = [row for listing, _, title_id in placed for row in external_id_rows(listing, title_id)]
        forms = [] if self.tied else [row for place in placed for row in name_form_rows(*place)]
        for table, rows in ((PlotRow, plots), (ReviewRow, reviews)):
            for row, text_id in zip(rows, reserve_ids(self.connection, table, len(rows)), strict=True):
                row["id"] = text_id
        return {PlotRow: plots, ReviewRow: reviews, VoteRow: votes, NameFormRow: forms, ExternalIdRow: ids}

    def _insert(self, rows: Rows) -> None:
        for table, some in rows.items():
            if table is ExternalIdRow:
                insert_new(self.connection, table, some)
            else:
                insert_rows(self.connection, table, some)

    def _replace_changed(self, batch: Batch) -> None:
        """Replace what changed listings said before.

        Releases and popularity are updated elsewhere, except the demo's, whose days move on every day.
        """
        if not batch.changed:
            return
        is_demo = batch.changed[0].listing.source == DEMO_SOURCE
        replaced = (*REPLACED, ReleaseRow, PopularityRow) if is_demo else REPLACED
        said = self._said_rows(batch.changed)
        keep_ids(self.connection, said)
        for ids in slices([place.listing_id for place in batch.changed]):
            for table in replaced:
                self.connection.execute(delete(table).where(table.listing_id.in_(ids)))
        loose = that_took_back(self.connection, batch.changed) if self.tied is None else []
        rows = [
            fact_columns(listing) | {"key": listing_id, "digest": self.digests[listing.source_key]}
            for listing, listing_id, _ in batch.changed
        ]
        self.connection.execute(update(ListingRow.__table__).where(ListingRow.id == bindparam("key")), rows)  # type: ignore[arg-type]
        self._insert(said)
        titles = [place.title_id for place in batch.changed]
        drop_unsaid_ids(self.connection, titles)
        forget_gone_texts(self.connection, titles)
        if parted := part_untied(self.connection, loose, self.now):
            batch.part(parted)

    def _claim_ids(self, batch: Batch) -> None:
        """Give titles the ids that their listings name, if no title has them: another may have lost them just now."""
        told = [place for place in batch.known if place.listing_id not in batch.of_this_run]
        rows = [row for place in told for row in external_id_rows(place.listing, place.title_id)]
        insert_new(self.connection, ExternalIdRow, rows)

    def _renew(self, batch: Batch) -> None:
        """Note that the listings were seen again: the time that their policy allows starts again.

        A listing seen later than this answer, which is an old one read again, keeps its time. So does one that is
        partial in this answer, for the rest of it is as old as it was.
        """
        times = {"fetched_at": self.fetched_at, "expires_at": self.policy.expires_at(self.fetched_at)}
        for ids in slices([place.listing_id for place in batch.known if not place.listing.is_partial]):
            at = ListingRow.fetched_at
            seen = update(ListingRow).where(ListingRow.id.in_(ids), or_(at <= self.fetched_at, at > self.now))
            self.connection.execute(seen.values(**times, policy=self.policy.name))

    def _add_popularity(self, batch: Batch) -> set[int]:
        """Add or correct the popularity of known listings; returns their titles."""
        rows = [row for place in batch.known for row in popularity_rows(*place)]
        insert_or_update(self.connection, PopularityRow, rows, POPULARITY_KEY, ("value",))
        return {row["title_id"] for row in rows}


def _place(matcher: Matcher, listing: Listing) -> Candidate:
    """Return the title that a new listing is about, or a new title."""
    candidate = matcher.match(listing) or Candidate(None, set(), listing.kind, listing.year)
    matcher.claim(candidate, listing)
    return candidate


def _doubt(link: DisputedLink) -> Doubt:
    return Doubt(link.listing, link.other, f"both are given {link.external_id.namespace} {link.external_id.value}")


def _violation(link: DisputedLink) -> Violation:
    source, external_id = link.listing.source, link.external_id
    return Violation(
        source,
        ID_OF_ANOTHER,
        link.listing.source_key,
        f"{source} gives {external_id.namespace} {external_id.value} to {link.listing.name!r}, "
        "but another title has it; the id stays with the other. `trending-now match review` asks whether they are one.",
    )
