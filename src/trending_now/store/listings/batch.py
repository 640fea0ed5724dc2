"""A batch of a source's listings, sorted into those that are new, changed and unchanged."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from trending_now.domain.run import RunCounts
from trending_now.domain.title import Listing
from trending_now.store.matching.matcher import Placed
from trending_now.store.sql.keys import is_among
from trending_now.store.tables import ListingRow


class StoredListing(NamedTuple):
    """What is stored of a listing that comes again."""

    listing_id: int
    title_id: int
    digest: str
    fetched_at: datetime


@dataclass(slots=True)
class Batch:
    """The listings of a batch: `fresh` ones are not stored yet; those `of_this_run` were stored by the same run."""

    fresh: list[Listing] = field(default_factory=list)
    changed: list[Placed] = field(default_factory=list)
    unchanged: list[Placed] = field(default_factory=list)
    new: list[Placed] = field(default_factory=list)
    of_this_run: set[int] = field(default_factory=set)

    @property
    def known(self) -> list[Placed]:
        """All that were stored before."""
        return self.changed + self.unchanged

    def part(self, titles: Mapping[int, int]) -> None:
        """Note the new titles of listings that were parted, by the listings' ids."""
        self._set_titles(lambda place: titles.get(place.listing_id, place.title_id))

    def move(self, titles: Mapping[int, int]) -> None:
        """Note which titles were joined to which."""
        self._set_titles(lambda place: titles.get(place.title_id, place.title_id))

    def counts(self, redated: Collection[int]) -> RunCounts:
        """Count the listings; those unchanged of titles with another date count as updated."""
        redated_listings = sum(1 for place in self.unchanged if place.title_id in redated)
        return RunCounts(
            fetched=len(self.known) + len(self.new),
            new=len(self.new),
            updated=len(self.changed) + redated_listings,
            unchanged=len(self.unchanged) - redated_listings,
        )

    def _set_titles(self, title_of: Callable[[Placed], int]) -> None:
        for placed in (self.changed, self.unchanged, self.new):
            placed[:] = [place._replace(title_id=title_of(place)) for place in placed]


def stored_listings(connection: Connection, source: str, keys: Sequence[str]) -> dict[str, StoredListing]:
    """Return what is stored of a source's listings, by their keys."""
    columns = (ListingRow.source_key, ListingRow.id, ListingRow.title_id, ListingRow.digest, ListingRow.fetched_at)
    asked = is_among(connection, ListingRow.source_key, keys)
    found = connection.execute(select(*columns).where(ListingRow.source == source, asked))
    return {
        key: StoredListing(listing_id, title_id, digest, fetched_at)
        for key, listing_id, title_id, digest, fetched_at in found
    }


def sort_batch(
    listings: Iterable[Listing],
    stored: Mapping[str, StoredListing],
    digests: Mapping[str, str],
    run_began_at: datetime | None,
    now: datetime,
) -> Batch:
    """Tell the listings that are stored, changed or not, from the fresh ones; `digests` are of them all, by key.

    What the same run has stored counts as unchanged, and so does an answer that has only a part of its listing.
    """
    batch = Batch()
    for listing in listings:
        before = stored.get(listing.source_key)
        if before is None:
            batch.fresh.append(listing)
            continue
        # a later time than now was stored while a clock was ahead
        of_this_run = run_began_at is not None and run_began_at < before.fetched_at <= now
        if of_this_run:
            batch.of_this_run.add(before.listing_id)
        same = of_this_run or listing.is_partial or before.digest == digests[listing.source_key]
        (batch.unchanged if same else batch.changed).append(Placed(listing, before.listing_id, before.title_id))
    return batch
