"""Keeps the releases of listings as their sources name them: new ones are added, and retracted ones removed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from trending_now.domain.run import Window
from trending_now.domain.title import Listing
from trending_now.store.listings.listing_rows import BARE, RELEASE_KEY, Row, release_rows
from trending_now.store.matching.matcher import Placed
from trending_now.store.sql.keys import slices
from trending_now.store.sql.upsert import insert_or_update
from trending_now.store.tables import ListingRow, ReleaseRow

KEY = ("listing_id", *RELEASE_KEY)
NEWS = ("at", "season", "episode")

Key = tuple[object, ...]
Airing = tuple[str, date, str, str, str]
"""A source's key of a title, and a release of it as stored: day, type, region and platform."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A release as it is stored."""

    id: int
    listing_id: int
    at: datetime | None
    season: int | None
    episode: int | None

    def with_news(self, row: Row) -> Row | None:
        """Return the stored release updated from a row; None if the row says nothing new."""
        known = {"at": self.at, "season": self.season, "episode": self.episode}
        names_episode = row["season"] is not None or row["episode"] is not None
        told = {name: row[name] for name in NEWS if (row["at"] if name == "at" else names_episode)}
        return None if known | told == known else row | known | told


def renew_releases(connection: Connection, known: Sequence[Placed], of_this_run: Collection[int]) -> set[int]:
    """Update the releases of listings that come again; returns the titles whose releases changed.

    If an answer names all releases, those that it does not name are removed. But an answer without any release removes
    none, for it may just lack that part; nor does a second answer about a listing in one run, for several together may
    name all. A moment or an episode that is no longer named stays, since TVmaze also sends shows without their
    schedule. For the same reason a release with details is not replaced by the bare day.
    """
    stored = _read(connection, [place.listing_id for place in known])
    said = {tuple(row[name] for name in KEY): row for place in known for row in release_rows(*place)}
    told_better = _told_better({place.listing_id for place in known if not _says_all(place.listing)}, {*said, *stored})
    fresh = [row for key, row in said.items() if key not in stored and key not in told_better]
    fresh += [news for key, row in said.items() if key in stored and (news := stored[key].with_news(row))]
    insert_or_update(connection, ReleaseRow, fresh, KEY, NEWS)
    whole = {place.listing_id for place in known if _says_all(place.listing) and place.listing_id not in of_this_run}
    unsaid = {key: old for key, old in stored.items() if key not in said}
    gone = [old for key, old in unsaid.items() if old.listing_id in whole or key in told_better]
    _delete(connection, [old.id for old in gone])
    titles = {place.listing_id: place.title_id for place in known}
    return {row["title_id"] for row in fresh} | {titles[old.listing_id] for old in gone}


def airings_of(listing: Listing) -> Iterator[Airing]:
    """Yield a listing's releases, each with the listing's key."""
    for row in release_rows(listing, 0, 0):
        yield listing.source_key, row["date"], row["type"], row["region"], row["platform"]


def take_back(
    connection: Connection,
    source: str,
    days: Window,
    named: Collection[Airing],
    unread: Collection[date],
    today: date,
) -> set[int]:
    """Delete a source's releases on these days that it no longer names; returns their titles.

    Days in `unread` were not read completely, and keep their releases. A past release stays unless the source now
    tells its day differently. A release with details stays if the source still names the bare day.
    """
    columns = (ReleaseRow.date, ReleaseRow.type, ReleaseRow.region, ReleaseRow.platform)
    on_these = select(ReleaseRow.id, ReleaseRow.title_id, ListingRow.source_key, *columns)
    on_these = on_these.join(ListingRow, ListingRow.id == ReleaseRow.listing_id)
    on_these = on_these.where(ListingRow.source == source, ReleaseRow.date.between(days.first, days.last))
    told = {airing[:2]: False for airing in named} | {airing[:2]: True for airing in named if airing[2:] != BARE}
    gone = {
        release_id: title
        for release_id, title, key, day, *how in connection.execute(on_these)
        if day not in unread and (key, day, *how) not in named and told.get((key, day), day >= today)
    }
    _delete(connection, gone)
    return set(gone.values())


def _delete(connection: Connection, release_ids: Collection[int]) -> None:
    for ids in slices(release_ids):
        connection.execute(delete(ReleaseRow).where(ReleaseRow.id.in_(ids)))


def _told_better(listings: Collection[int], releases: Collection[Key]) -> set[Key]:
    """Return the bare releases of these listings for whose day another release of the listing gives details.

    These come of partial answers: a show of TVmaze, for one, names only the day on which it began.
    """
    of_these = [key for key in releases if key[0] in listings]
    told = {key[:2] for key in of_these if key[2:] != BARE}
    return {key for key in of_these if key[2:] == BARE and key[:2] in told}


def _says_all(listing: Listing) -> bool:
    return listing.names_all_releases and bool(listing.releases)


def _read(connection: Connection, listing_ids: Collection[int]) -> dict[Key, _Stored]:
    columns = [getattr(ReleaseRow, name) for name in (*KEY, "id", *NEWS)]
    stored: dict[Key, _Stored] = {}
    for ids in slices(listing_ids):
        for row in connection.execute(select(*columns).where(ReleaseRow.listing_id.in_(ids))):
            stored[tuple(row[: len(KEY)])] = _Stored(row.id, row.listing_id, *row[len(KEY) + 1 :])
    return stored
