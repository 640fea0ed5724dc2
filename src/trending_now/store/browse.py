"""Finds titles: filters, search and order as one query on one table, a page at a time by keyset."""

import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.domain.title import Kind, Release, ReleaseType, Title, TitleId
from trending_now.errors import WrongUse
from trending_now.store.column_types import is_storable
from trending_now.store.genres_shown import bits_of
from trending_now.store.score_json import Standing, scores_from_json
from trending_now.store.search import matches
from trending_now.store.shown import CardPage, Sort, TitleCard, TitleQuery
from trending_now.store.tables import ReleaseRow, TitleRow

CARD_COLUMNS = tuple(
    column
    for column in TitleRow.__table__.columns
    if column.name not in ("chosen_bits", "document_digest", "poster_policy")
)
ORDER: dict[Sort, tuple[InstrumentedAttribute[Any], bool]] = {
    Sort.NEWEST: (TitleRow.sort_date, True),
    Sort.POPULAR: (TitleRow.popularity, True),
    Sort.NAME: (TitleRow.name_key, False),
}
PARSE: dict[Sort, Callable[[Any], object]] = {Sort.NEWEST: date.fromisoformat, Sort.POPULAR: float, Sort.NAME: str}


def browse(connection: Connection, query: TitleQuery) -> CardPage:
    """Return the page of titles that a query asks for.

    Raises:
        WrongUse: the cursor is none of ours, or of another order.
    """
    rows = connection.execute(_statement(query, connection.dialect.name)).all()
    page = rows[: query.limit]
    return CardPage(
        tuple(card_of(row) for row in page), _cursor(query.sort, page[-1]) if len(rows) > query.limit else None
    )


def card_of(row: Row[Any]) -> TitleCard:
    """Return a row of the titles table as a card."""
    scores = scores_from_json(row.shown_scores)
    return TitleCard(
        title=Title(
            id=TitleId(row.id),
            name=row.name,
            kind=Kind(row.kind) if row.kind else None,
            year=row.year,
            original_name=row.original_name,
            language=row.language,
            countries=tuple(row.countries.split(",")) if row.countries else (),
            runtime_minutes=row.runtime_minutes,
            poster_url=row.poster_url,
            is_demo=row.is_demo,
        ),
        release=_release(row),
        popularity=row.popularity or None,
        engine=row.engine,
        genres=scores[Standing.CHOSEN],
        uncertain=scores[Standing.UNCERTAIN],
    )


def _release(row: Row[Any]) -> Release | None:
    if row.release_date is None:
        return None
    return Release(row.release_date, ReleaseType(row.release_type), row.release_region, row.release_platform)


def _statement(query: TitleQuery, dialect: str) -> Select[Any]:
    key, falling = ORDER[query.sort]
    statement = _filtered(select(*CARD_COLUMNS), query, dialect)
    if query.after is not None:
        value, title_id = _position(query.sort, query.after)
        beyond = (key < value, TitleRow.id < title_id) if falling else (key > value, TitleRow.id > title_id)
        bound = key <= value if falling else key >= value
        statement = statement.where(bound, or_(beyond[0], and_(key == value, beyond[1])))
    order = (key.desc(), TitleRow.id.desc()) if falling else (key, TitleRow.id)
    return statement.order_by(*order).limit(query.limit + 1)


def _filtered(statement: Select[Any], query: TitleQuery, dialect: str) -> Select[Any]:
    if query.kind is not None:
        statement = statement.where(TitleRow.kind == query.kind.value)
    if query.include:
        wanted = bits_of(query.include)
        statement = statement.where(TitleRow.chosen_bits.bitwise_and(wanted) == wanted)
    if query.exclude:
        statement = statement.where(TitleRow.chosen_bits.bitwise_and(bits_of(query.exclude)) == 0)
    if query.released_from is not None:
        statement = statement.where(TitleRow.sort_date >= query.released_from)
    if query.released_to is not None:
        statement = statement.where(TitleRow.sort_date <= query.released_to, TitleRow.release_date.is_not(None))
    for column, value in ((ReleaseRow.region, query.region), (ReleaseRow.platform, query.platform)):
        if value is not None:
            statement = statement.where(_has_release(column, value))
    condition = matches(dialect, query.text)
    return statement if condition is None else statement.where(condition)


def _has_release(column: InstrumentedAttribute[str], value: str) -> ColumnElement[bool]:
    if not is_storable(value):
        return false()
    return TitleRow.id.in_(select(ReleaseRow.title_id).where(column == value))


def _cursor(sort: Sort, row: Row[Any]) -> str:
    value = {Sort.NEWEST: row.sort_date.isoformat(), Sort.POPULAR: row.popularity, Sort.NAME: row.name_key}[sort]
    return base64.urlsafe_b64encode(json.dumps([sort.value, value, row.id]).encode()).decode().rstrip("=")


def _position(sort: Sort, cursor: str) -> tuple[Any, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        said, value, title_id = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        if (
            said != sort.value
            or not isinstance(title_id, int)
            or not 0 <= title_id < 2**63
            or not is_storable(str(value))
        ):
            raise ValueError
        return PARSE[sort](value), title_id
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise WrongUse("The cursor is not one of this list's; leave it out to begin at the first page.") from None
