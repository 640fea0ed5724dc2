"""Follows reviews to other addresses, which are their keys: a site moves its pages, or corrects a headline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from trending_now.domain.title import Listing
from trending_now.store.listings.changed_keys import rename_listings, unknown_listings
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ListingRow, ReviewRow


class _Said(NamedTuple):
    """What a review is known by: its title, who wrote it and when, and its text as it is kept."""

    title_id: int
    author: str | None
    published: date | None
    text: str


def follow_moved_reviews(connection: Connection, listings: Sequence[Listing], tied: Mapping[str, int]) -> None:
    """Give stored reviews that come again at another address their new keys; `tied` has each review's title.

    Otherwise a title would have the review twice, until the old address expires. A stored review is not renamed if it
    comes in this batch under its own address.
    """
    unknown = unknown_listings(connection, listings)
    if not unknown:
        return
    coming = {listing.source_key for listing in listings}
    titles = {tied[listing.source_key] for listing in unknown}
    stored = {said: key for said, key in _stored(connection, listings[0].source, titles) if key not in coming}
    new_keys: dict[str, str] = {}
    for listing in unknown:
        said = [_Said(tied[listing.source_key], x.author, x.published, x.text) for x in listing.reviews]
        if len(said) == 1 and (old := stored.pop(said[0], None)):
            new_keys[old] = listing.source_key
    rename_listings(connection, listings[0].source, new_keys)


def _stored(connection: Connection, source: str, titles: set[int]) -> Iterator[tuple[_Said, str]]:
    columns = (ReviewRow.title_id, ReviewRow.author, ReviewRow.published, ReviewRow.text, ListingRow.source_key)
    query = select(*columns).join(ListingRow, ListingRow.id == ReviewRow.listing_id).where(ListingRow.source == source)
    for ids in slices(titles):
        for title, author, published, text, key in connection.execute(query.where(ReviewRow.title_id.in_(ids))):
            yield _Said(title, author, published, text), key
