"""Follows reviews to other addresses, which are their keys: a site moves its pages, or corrects a headline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, select

from trending_now.domain.title import Listing
from trending_now.store.listings.changed_keys import rename_listings, unknown_listings
from trending_now.store.matching.match_book import read_denials
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

    Otherwise a title would have the review twice, until the old address expires, and one that a person took out of its
    title would go back. A stored review is not renamed if it comes in this batch under its own address.
    """
    unknown = unknown_listings(connection, listings)
    if not unknown:
        return
    coming = {listing.source_key for listing in listings}
    titles = {tied[listing.source_key] for listing in unknown}
    source = listings[0].source
    known = chain(_taken_out(connection, source, titles), _stored(connection, source, titles))
    stored = {said: key for said, key in known if key not in coming}
    new_keys: dict[str, str] = {}
    for listing in unknown:
        said = [_Said(tied[listing.source_key], x.author, x.published, x.text) for x in listing.reviews]
        if len(said) == 1 and (old := stored.pop(said[0], None)):
            new_keys[old] = listing.source_key
    rename_listings(connection, source, new_keys)


def _stored(connection: Connection, source: str, titles: set[int]) -> Iterator[tuple[_Said, str]]:
    columns = (ReviewRow.title_id, ReviewRow.author, ReviewRow.published, ReviewRow.text, ListingRow.source_key)
    query = select(*columns).join(ListingRow, ListingRow.id == ReviewRow.listing_id).where(ListingRow.source == source)
    for ids in slices(titles):
        for title, author, published, text, key in connection.execute(query.where(ReviewRow.title_id.in_(ids))):
            yield _Said(title, author, published, text), key


def _taken_out(connection: Connection, source: str, titles: set[int]) -> Iterator[tuple[_Said, str]]:
    """Yield the reviews that people took out of these titles, as of the title that each was taken out of."""
    denied = {key: others for (whose, key), others in read_denials(connection).items() if whose == source}
    columns = (ListingRow.source, ListingRow.source_key, ListingRow.title_id)
    title_of: dict[tuple[str, str], int] = {}
    for ids in slices(titles) if denied else ():
        listed = connection.execute(select(*columns).where(ListingRow.title_id.in_(ids)))
        title_of |= {(whose, key): title for whose, key, title in listed}
    said = (ReviewRow.author, ReviewRow.published, ReviewRow.text)
    query = select(*said).join(ListingRow, ListingRow.id == ReviewRow.listing_id).where(ListingRow.source == source)
    for key, others in denied.items():
        for title in {title_of[other] for other in others if other in title_of}:
            for author, published, text in connection.execute(query.where(ListingRow.source_key == key)):
                yield _Said(title, author, published, text), key
