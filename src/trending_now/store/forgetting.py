"""Removes all that came from one source: out of every table, the lake and the shelf of pictures."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select

from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.journal_tables import QuarantineRow, SeenPageRow, SiteHealthRow, ViolationRow
from trending_now.store.lake import RawLake
from trending_now.store.posters import PosterShelf
from trending_now.store.runs import RunLog
from trending_now.store.tables import ListingRow

LEFT_BY_RUNS = {
    QuarantineRow: QuarantineRow.source,
    ViolationRow: ViolationRow.source,
    SeenPageRow: SeenPageRow.site,
    SiteHealthRow: SiteHealthRow.site,
}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was removed: listings (with their texts, votes and releases), files, and rows that runs left."""

    listings: int
    files: int
    rest: int

    @property
    def anything(self) -> bool:
        """Tell whether there was anything."""
        return bool(self.listings + self.files + self.rest)


def forget_source(
    source: str, database: Database, runs: RunLog, catalogue: CatalogueWriter, lake: RawLake, shelf: PosterShelf
) -> Forgotten:
    """Remove all that came from a source; titles that no other source lists go with it.

    The counts of its runs stay, but not which records they found broken. Its runs that are under way store nothing
    more. Backups are not touched.

    Raises:
        StoreError: something cannot be removed; what was removed until then is gone, and a second call goes on.
    """
    runs.call_off(source)
    posters = _pictures(database, ListingRow.source == source)  # only its listings name its pictures, so they go last
    files = lake.drop_source(source) + shelf.drop(posters)
    listings = catalogue.drop_source(source)
    files += shelf.drop(posters)  # a page may have fetched one meanwhile
    files += shelf.drop_all_but(_pictures(database))  # it may have named others before
    with database.write() as connection:
        rest = sum(_drop(connection, source))
    database.scrub()
    return Forgotten(listings, files, rest)


def _pictures(database: Database, *of: ColumnElement[bool]) -> list[str]:
    query = select(ListingRow.poster_url).where(ListingRow.poster_url.is_not(None), *of)
    with database.read() as connection:
        return [url for url in connection.scalars(query) if url]


def _drop(connection: Connection, source: str) -> list[int]:
    return [
        connection.execute(delete(table).where(column == source)).rowcount for table, column in LEFT_BY_RUNS.items()
    ]
