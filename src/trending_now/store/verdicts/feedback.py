"""Viewers' verdicts on genres: all are kept, and the newest of each visitor counts."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, select
from sqlalchemy.exc import IntegrityError

from trending_now.domain.feedback import DisputedGenre, Feedback, GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Clock
from trending_now.domain.title import TitleId
from trending_now.errors import StoreError, TitleNotFound
from trending_now.store.journal_tables import FeedbackRow
from trending_now.store.sql.column_types import LARGEST_NUMBER
from trending_now.store.sql.genre_bits import BIT
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.tables import TitleRow
from trending_now.store.verdicts.append_only import AppendOnlyDatabase

BY_GENRE = (FeedbackRow.title_id, FeedbackRow.genre)
YES = func.count(case((FeedbackRow.holds.is_(True), 1)))
NO = func.count(case((FeedbackRow.holds.is_(False), 1)))


class FeedbackBook:
    """Stores viewers' verdicts, each as a new row.

    Its handle may not change a title's row, so the next refresh updates how far the title is in dispute
    (`CatalogueWriter.hear_viewers`).
    """

    def __init__(self, database: AppendOnlyDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def give(self, title_id: int, genre: Genre, visitor: str, *, holds: bool | None) -> Feedback:
        """Store that a visitor finds a title to be of a genre or not, or takes that back; a repetition adds no row.

        Raises:
            TitleNotFound: there is no such title.
        """
        gone = TitleNotFound(f"There is no title {title_id}; it may have left the catalogue.")
        try:
            with self._database.append() as connection:
                known = select(TitleRow.engine).where(TitleRow.id == title_id)
                engines = connection.scalars(known).all() if 0 < title_id <= LARGEST_NUMBER else []
                if not engines:
                    raise gone
                said = Feedback(TitleId(title_id), genre, holds, visitor, engines[0], self._clock())
                if words_of_visitor(connection, title_id, visitor).get(genre) is not holds:
                    connection.execute(insert(FeedbackRow).values(**_columns(said)))
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):  # on PostgreSQL a title may leave between two statements
                raise gone from error
            raise
        return said


def feedback_of(connection: Connection, title_ids: Collection[int]) -> dict[int, tuple[GenreFeedback, ...]]:
    """Return viewers' verdicts on the genres of each of these titles that has any, in the taxonomy's order."""
    found: defaultdict[int, list[GenreFeedback]] = defaultdict(list)
    for ids in slices(sorted(set(title_ids))):
        in_force = _in_force(FeedbackRow.title_id.in_(ids))
        for title, genre, yes, no in connection.execute(in_force.with_only_columns(*BY_GENRE, YES, NO)):
            found[title].append(GenreFeedback(Genre(genre), yes, no))
    order = list(Genre)
    return {title: tuple(sorted(said, key=lambda one: order.index(one.genre))) for title, said in found.items()}


def words_of_visitor(connection: Connection, title_id: int, visitor: str) -> dict[Genre, bool]:
    """Return a visitor's newest verdict on each of a title's genres."""
    mine = (FeedbackRow.title_id == title_id, FeedbackRow.visitor == visitor)
    rows = connection.execute(select(FeedbackRow.genre, FeedbackRow.holds).where(*mine).order_by(FeedbackRow.id))
    return {Genre(genre): holds for genre, holds in {row.genre: row.holds for row in rows}.items() if holds is not None}


def titles_judged_since(connection: Connection, moment: datetime) -> list[int]:
    """Return the titles on which a viewer gave a verdict, or took one back, at this moment or later."""
    judged = select(FeedbackRow.title_id).where(FeedbackRow.given_at >= moment)
    return list(connection.scalars(judged.distinct().order_by(FeedbackRow.title_id)))


def most_disputed(connection: Connection, limit: int) -> list[DisputedGenre]:
    """Return the genres that most viewers object to; of equal ones, the one with the newest verdict first."""
    bit = case({genre.value: BIT[genre] for genre in Genre}, value=FeedbackRow.genre)
    shown = TitleRow.chosen_bits.bitwise_and(bit) != 0
    objections = func.count(case((FeedbackRow.holds != shown, 1)))
    newest = func.max(FeedbackRow.given_at)
    columns = (*BY_GENRE, TitleRow.name, YES, NO, newest, func.min(case((shown, 1), else_=0)))
    query = _in_force().join(TitleRow, TitleRow.id == FeedbackRow.title_id).with_only_columns(*columns)
    query = query.group_by(TitleRow.name).having(objections > 0)
    rows = connection.execute(query.order_by(objections.desc(), newest.desc(), *BY_GENRE).limit(limit))
    return [
        DisputedGenre(TitleId(title), name, Genre(genre), bool(is_shown), yes, no, when)
        for title, genre, name, yes, no, when, is_shown in rows
    ]


def _in_force(*within: Any) -> Select[Any]:
    """Return the verdicts that count, by title and genre: the newest of each visitor, unless it was taken back."""
    newest = is_newest(*BY_GENRE, FeedbackRow.visitor, within=within)
    return select(FeedbackRow.id).where(newest, FeedbackRow.holds.is_not(None)).group_by(*BY_GENRE)


def _columns(said: Feedback) -> dict[str, Any]:
    return {
        "title_id": said.title_id,
        "genre": said.genre.value,
        "holds": said.holds,
        "visitor": said.visitor,
        "engine": said.engine,
        "given_at": said.given_at,
    }
