"""Keeps the releases of listings as their sources tell them: new ones are added, and those taken back go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from trending_now.domain.run import Window
from trending_now.domain.title import Listing
from trending_now.store.joining import Placed
from trending_now.store.listing_rows import RELEASE_KEY, Row, release_rows
from trending_now.store.projection import slices
from trending_now.store.tables import ListingRow, ReleaseRow
from trending_now.store.upsert import insert_or_update

KEY = ("listing_id", *RELEASE_KEY)

Key = tuple[object, ...]
Airing = tuple[str, date]
"""A source's key of a title, and a day on which that is released."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A release as it is stored."""

    id: int
    listing_id: int
    at: datetime | None


def renew_releases(connection: Connection, known: Sequence[Placed], of_this_run: Collection[int]) -> set[int]:
    """Store what listings that come again say of their releases; returns the titles whose releases changed.

    Where an answer names all releases, those it does not name are taken back. An answer that names none at all takes
    none back, for a part that it lacks reads the same; nor does one after the first about a listing in a run, for
    several together may tell the whole. A moment that is not named any more stays: TVmaze's shows come without the
    schedule, too.
    """
    stored = _read(connection, [listing_id for _, listing_id, _ in known])
    said = {tuple(row[name] for name in KEY): row for place in known for row in release_rows(*place)}
    fresh = [row for key, row in said.items() if key not in stored or _has_other_moment(row, stored[key])]
    insert_or_update(connection, ReleaseRow, fresh, KEY, ("at",))
    whole = {place[1]: place[2] for place in known if _says_all(place[0]) and place[1] not in of_this_run}
    gone = [old for key, old in stored.items() if key not in said and old.listing_id in whole]
    _delete(connection, [old.id for old in gone])
    return {row["title_id"] for row in fresh} | {whole[old.listing_id] for old in gone}


def take_back(connection: Connection, source: str, days: Window, named: Collection[Airing]) -> set[int]:
    """Delete a source's releases on these days, but those that it names; returns their titles."""
    columns = (ReleaseRow.id, ReleaseRow.title_id, ListingRow.source_key, ReleaseRow.date)
    on_these = select(*columns).join(ListingRow, ListingRow.id == ReleaseRow.listing_id)
    stored = connection.execute(
        on_these.where(ListingRow.source == source, ReleaseRow.date.between(days.first, days.last))
    )
    gone = {release_id: title for release_id, title, key, day in stored if (key, day) not in named}
    _delete(connection, gone)
    return set(gone.values())


def _delete(connection: Connection, release_ids: Collection[int]) -> None:
    for ids in slices(release_ids):
        connection.execute(delete(ReleaseRow).where(ReleaseRow.id.in_(ids)))


def _says_all(listing: Listing) -> bool:
    return listing.names_all_releases and bool(listing.releases)


def _read(connection: Connection, listing_ids: Collection[int]) -> dict[Key, _Stored]:
    columns = [getattr(ReleaseRow, name) for name in (*KEY, "id", "at")]
    stored: dict[Key, _Stored] = {}
    for ids in slices(listing_ids):
        for *key, release_id, at in connection.execute(select(*columns).where(ReleaseRow.listing_id.in_(ids))):
            stored[tuple(key)] = _Stored(release_id, key[0], at)
    return stored


def _has_other_moment(row: Row, stored: _Stored) -> bool:
    return bool(row["at"]) and row["at"] != stored.at
