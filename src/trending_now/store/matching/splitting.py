"""Takes listings out of a title, which then have a title of their own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update

from trending_now.errors import WrongUse
from trending_now.store.disputes import refresh_dispute
from trending_now.store.gone_texts import forget_gone_texts
from trending_now.store.matching.match_book import keep_apart
from trending_now.store.matching.matcher import ListingKey
from trending_now.store.projection import Said, insert_titles, refresh_titles
from trending_now.store.sql.row_ids import reserve_ids
from trending_now.store.tables import ExternalIdRow, ListingRow, Table, TitleRow
from trending_now.store.title_ids import require_title


def split(connection: Connection, title_id: int, listing: ListingKey, now: datetime) -> int:
    """Make a listing a title of its own, as a person says, for ever; returns its number.

    Its texts, votes, releases and popularity go with it, and the ids that it alone names. Locks, feedback and engines'
    answers stay, since they were about the title as it was; engines read both titles again.

    Raises:
        TitleNotFound: there is no such title.
        WrongUse: the listing is not of that title, or the only one of it.
    """
    require_title(connection, title_id)
    rows = connection.execute(select(ListingRow.__table__).where(ListingRow.title_id == title_id)).mappings().all()
    taken = next((row for row in rows if (row["source"], row["source_key"]) == listing), None)
    if taken is None or len(rows) == 1:
        what = "is not of" if taken is None else "is the only one of"
        raise WrongUse(
            f"The listing {' '.join(listing)} {what} title {title_id}; `trending-now match split {title_id}` lists "
            "those that are."
        )
    left = [row for row in rows if row is not taken]
    keep_apart(connection, listing, [(row["source"], row["source_key"]) for row in left], now)
    return take_out(connection, title_id, [taken], left, now)


def take_out(
    connection: Connection, title_id: int, taken: Sequence[RowMapping], left: Sequence[RowMapping], now: datetime
) -> int:
    """Make some listings of a title, given as rows, a new title, as `split` does; returns its number."""
    (new,) = reserve_ids(connection, TitleRow, 1)
    listing_ids = [row["id"] for row in taken]
    insert_titles(connection, {new: Said(listings=[dict(row) for row in taken])}, now.date())
    move_listings(connection, listing_ids, new)
    for space, value in _named(taken) - _named(left):
        is_it = (ExternalIdRow.namespace == space, ExternalIdRow.value == value, ExternalIdRow.title_id == title_id)
        connection.execute(update(ExternalIdRow).where(*is_it).values(title_id=new))
    forget_gone_texts(connection, [title_id])
    refresh_titles(connection, [title_id, new], now.date())
    refresh_dispute(connection, [title_id, new])
    return new


def move_listings(connection: Connection, listing_ids: Sequence[int], title_id: int) -> None:
    """Move listings to a title, with their texts, votes, releases and popularity."""
    for table in Table.metadata.sorted_tables:
        if "listing_id" in table.columns:
            connection.execute(update(table).where(table.c.listing_id.in_(listing_ids)).values(title_id=title_id))
    connection.execute(update(ListingRow).where(ListingRow.id.in_(listing_ids)).values(title_id=title_id))


def _named(rows: Sequence[RowMapping]) -> set[tuple[str, ...]]:
    return {tuple(pair) for row in rows for pair in row["external_ids"]}
