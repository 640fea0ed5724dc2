"""Follows listings that have no id: their key is a digest of what they say, so it changes when that changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Connection, Text, bindparam, func, select, true, update

from trending_now.domain.matching.text_clues import LONGEST_READ
from trending_now.domain.title import Listing
from trending_now.store.matching.match_book import rename_asked
from trending_now.store.matching.matcher import texts_of
from trending_now.store.sql.keys import is_among
from trending_now.store.tables import ListingRow, PlotRow

LEAST_ALIKE = 75
"""How many words, 0 to 100, two texts must share. Of 3,000 random pairs of plots only copies have more than 60."""
MOST_NAMESAKES = 20
LETTERS_OF_TEXT_KEY = 32


class _Stored(NamedTuple):
    """A listing as an earlier run stored it."""

    id: int
    key: str
    plot: str


class _Pair(NamedTuple):
    """A stored listing, a new one that may be the same with another text, and how alike they are, 0 to 100."""

    stored: _Stored
    listing: Listing
    alike: float


def follow_changed_keys(connection: Connection, listings: Sequence[Listing], run_began_at: datetime | None) -> None:
    """Give stored listings that come again with a changed text, or now with an id, their new keys.

    A listing is recognised by its name, kind and year, and by a text much like the stored one. A stored listing is not
    renamed if the same run stored it, if it comes in this batch under its own key, or if both have an id.
    """
    earlier = true() if run_began_at is None else ListingRow.fetched_at <= run_began_at
    keyed = [listing for listing in listings if listing.is_keyed_by_text]
    if not keyed and not _was_keyed_by_text(connection, listings[0].source, earlier):
        return
    unknown = unknown_listings(connection, listings)
    if not unknown:
        return
    coming = {listing.source_key for listing in listings}
    new_keys: dict[str, str] = {}
    placed: set[int | str] = set()
    for stored, listing, _ in sorted(_pairs(connection, unknown, earlier), key=attrgetter("alike"), reverse=True):
        if stored.key not in coming and placed.isdisjoint((stored.id, listing.source_key)):
            placed |= {stored.id, listing.source_key}
            new_keys[stored.key] = listing.source_key
    rename_listings(connection, listings[0].source, new_keys)


def rename_listings(connection: Connection, source: str, new_keys: Mapping[str, str]) -> None:
    """Give listings their new keys, also in the questions about them."""
    if new_keys:
        is_it = (ListingRow.source == source, ListingRow.source_key == bindparam("old"))
        renamed = update(ListingRow.__table__).where(*is_it).values(source_key=bindparam("new"))  # type: ignore[arg-type]
        connection.execute(renamed, [{"old": old, "new": new} for old, new in new_keys.items()])
        rename_asked(connection, source, new_keys)


def unknown_listings(connection: Connection, listings: Sequence[Listing]) -> list[Listing]:
    """Return the listings whose keys are not stored."""
    asked = is_among(connection, ListingRow.source_key, [listing.source_key for listing in listings])
    known = select(ListingRow.source_key).where(ListingRow.source == listings[0].source, asked)
    keys = set(connection.scalars(known))
    return [listing for listing in listings if listing.source_key not in keys]


def _was_keyed_by_text(connection: Connection, source: str, earlier: ColumnElement[bool]) -> bool:
    """Tell whether a source listed anything earlier that had no id of its own."""
    looks_so = func.length(ListingRow.source_key) == LETTERS_OF_TEXT_KEY
    return bool(connection.scalar(select(ListingRow.id).where(ListingRow.source == source, looks_so, earlier).limit(1)))


def _pairs(connection: Connection, listings: Sequence[Listing], earlier: ColumnElement[bool]) -> Iterator[_Pair]:
    """Yield each stored listing of the same name with each new one that may be the same."""
    named: defaultdict[tuple[str, str | None, int | None], list[Listing]] = defaultdict(list)
    for listing in listings:
        named[listing.name, listing.kind, listing.year].append(listing)
    opening = func.substr(PlotRow.text, 1, LONGEST_READ, type_=Text)
    columns = (ListingRow.name, ListingRow.kind, ListingRow.year, ListingRow.id, ListingRow.source_key, opening)
    asked = is_among(connection, ListingRow.name, {listing.name for listing in listings})
    query = select(*columns).join(PlotRow, PlotRow.listing_id == ListingRow.id).where(earlier, asked)
    rows = connection.execute(query.where(ListingRow.source == listings[0].source))
    for name, kind, year, listing_id, key, plot in rows:
        known = _Stored(listing_id, key, plot)
        for listing in named.get((name, kind, year), [])[:MOST_NAMESAKES]:
            if not listing.is_keyed_by_text and len(key) != LETTERS_OF_TEXT_KEY:
                continue
            for text in texts_of(listing):
                if fuzz.token_set_ratio(known.plot, text) >= LEAST_ALIKE:
                    yield _Pair(known, listing, fuzz.ratio(known.plot, text))
