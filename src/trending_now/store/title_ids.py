"""Titles by their numbers: whether one is there, and which it is now if it was joined to another."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from trending_now.errors import TitleMoved, TitleNotFound
from trending_now.store.sql.column_types import LARGEST_NUMBER
from trending_now.store.sql.keys import slices
from trending_now.store.tables import MovedTitleRow, TitleRow


def require_title(connection: Connection, title_id: int) -> None:
    """Make sure that a title is there.

    Raises:
        TitleMoved: it was joined to another.
        TitleNotFound: there is no such title.
    """
    within = 0 < title_id <= LARGEST_NUMBER
    if within and connection.scalar(select(TitleRow.id).where(TitleRow.id == title_id)) is not None:
        return
    moved = select(MovedTitleRow.title_id).where(MovedTitleRow.id == title_id)
    now = connection.scalar(moved) if within else None
    if now is not None:
        raise TitleMoved(f"Title {title_id} is title {now} now.", now)
    raise TitleNotFound(f"There is no title {title_id}; it may have left the catalogue.")


def numbers_now(connection: Connection, title_ids: Collection[int]) -> dict[int, int]:
    """Return the number that each title has now, by the one asked for, whether or not there is such a title."""
    now = {title_id: title_id for title_id in title_ids if 0 < title_id <= LARGEST_NUMBER}
    for some in slices(list(now)):
        moves = connection.execute(select(MovedTitleRow.id, MovedTitleRow.title_id).where(MovedTitleRow.id.in_(some)))
        now |= {move.id: move.title_id for move in moves}
    return now
