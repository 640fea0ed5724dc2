"""Finds titles: filters, search and order as one query, a page at a time by keyset."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.domain.names import name_key
from trending_now.domain.title import ReleaseType
from trending_now.errors import WrongUse
from trending_now.store.reading.cards import CARD_COLUMNS, TitleCard, card_of
from trending_now.store.reading.title_query import Sort, TitleQuery
from trending_now.store.search import titles_with_words
from trending_now.store.sql.column_types import is_storable
from trending_now.store.sql.genre_bits import bits_of
from trending_now.store.tables import ReleaseRow, TitleRow, TitleTagRow

FEW_TITLES = 1_500
SHOWN_AS_MORE = 0.05  # a score is shown with one decimal: what is shown as 7.0 is 7 or more
ORDER: dict[Sort, tuple[InstrumentedAttribute[Any], bool]] = {
    Sort.NEWEST: (TitleRow.newness, True),
    Sort.TRENDING: (TitleRow.trend, True),
    Sort.POPULAR: (TitleRow.popularity, True),
    Sort.SCORE: (TitleRow.liking, True),
    Sort.DISPUTED: (TitleRow.dispute, True),
    Sort.NAME: (TitleRow.name_key, False),
}
LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of titles; `next_cursor` opens the next, None when this is the last."""

    cards: tuple[TitleCard, ...]
    next_cursor: str | None


def browse(connection: Connection, query: TitleQuery) -> CardPage:
    """Return the page of titles that a query asks for.

    Raises:
        WrongUse: the cursor is not of this list, or of another order.
    """
    rows = connection.execute(titles_in_order(connection, query, CARD_COLUMNS, query.limit + 1)).all()
    page = rows[: query.limit]
    return CardPage(
        tuple(card_of(row) for row in page), _cursor(query.sort, page[-1]) if len(rows) > query.limit else None
    )


def picked_titles(connection: Connection, query: TitleQuery) -> Select[int]:
    """Return the query for the ids of all titles that a query finds, in no order."""
    return select(TitleRow.id).where(*_filters(query), *_memberships(connection, query))


def titles_in_order(
    connection: Connection,
    query: TitleQuery,
    columns: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    most: int,
) -> Select[Any]:
    """Return the query for a list's next titles. It finds their ids in an index, and then reads only their rows.

    Raises:
        WrongUse: the cursor is not of this list, or of another order.
    """
    key, falling = ORDER[query.sort]
    picked = picked_titles(connection, query)
    if query.after is not None:
        value, title_id = _position(query)
        here, last = tuple_(key, TitleRow.id), tuple_(literal(value, key.type), literal(title_id))
        picked = picked.where(here < last if falling else here > last)
    order = (key.desc(), TitleRow.id.desc()) if falling else (key, TitleRow.id)
    page = picked.order_by(*order).limit(most).subquery()
    return select(*columns).join(page, page.c.id == TitleRow.id).order_by(*order)


def _filters(query: TitleQuery) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on columns that the index of every order contains."""
    yield from _genre_filters(query)
    if query.kind is not None:
        yield TitleRow.kind == query.kind.value
    if query.language is not None:
        yield TitleRow.language == query.language if is_storable(query.language) else false()
    if query.least_score is not None:
        yield TitleRow.liking >= query.least_score - SHOWN_AS_MORE
    if query.is_new:
        yield TitleRow.is_new.is_(True)
    if query.released_from is not None:
        yield TitleRow.release_date >= query.released_from
    if query.released_to is not None:
        yield TitleRow.release_date <= query.released_to


def _genre_filters(query: TitleQuery) -> Iterator[ColumnElement[bool]]:
    if query.include:
        wanted = bits_of(query.include)
        yield TitleRow.chosen_bits.bitwise_and(wanted) == wanted
    if query.exclude:
        yield TitleRow.chosen_bits.bitwise_and(bits_of(query.exclude)) == 0
    if query.unsure is not None:
        yield TitleRow.uncertain_bits.bitwise_and(bits_of((query.unsure,))) != 0


def _memberships(connection: Connection, query: TitleQuery) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on other tables."""
    releases = select(ReleaseRow.title_id).where(ReleaseRow.type != ReleaseType.PREMIERE.value)
    wanted = [(releases, ReleaseRow.title_id, ReleaseRow.region, query.region)]
    wanted += [(releases, ReleaseRow.title_id, ReleaseRow.platform, query.platform)]
    tagged = select(TitleTagRow.title_id)
    wanted += [(tagged, TitleTagRow.title_id, TitleTagRow.tag, tag) for tag in dict.fromkeys(query.tags)]
    for titles, title, column, value in wanted:
        if value is not None and not is_storable(value):
            yield false()
        elif value is not None:
            having = titles.where(column == value)
            yield _is_among(connection, having, having.where(title == TitleRow.id).exists())
    found = titles_with_words(connection.dialect.name, query.text)
    if found is not None:
        yield _is_among(connection, found, (TitleRow.id + 0).in_(found))
    elif query.text.strip():  # it has no words: "$" and "?" are names of films
        yield TitleRow.name_key == name_key(query.text) if is_storable(query.text) else false()


def _is_among(
    connection: Connection, titles: Select[int], checked_one_by_one: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that a title is one of these.

    If they are few, they are looked up and sorted. If they are many, the index of the order is walked and each title
    checked, until a page is full; SQLite would not choose that by itself, and would look up all of them.
    """
    first = titles.limit(FEW_TITLES + 1).subquery()
    few = (connection.scalar(select(func.count()).select_from(first)) or 0) <= FEW_TITLES
    return TitleRow.id.in_(titles) if few else checked_one_by_one


def _cursor(sort: Sort, row: Row[Any]) -> str:
    value = getattr(row, ORDER[sort][0].key)
    content = json.dumps([sort.value, value, row.id], ensure_ascii=False)
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _newness(value: Any) -> int:
    if type(value) is not int or abs(value) > LAST_DAY:
        raise ValueError
    return value


def _number(value: Any) -> float:
    number = float(value)
    if not isfinite(number):
        raise ValueError
    return number


PARSE: dict[Sort, Callable[[Any], object]] = dict.fromkeys(Sort, _number) | {Sort.NEWEST: _newness, Sort.NAME: str}


def _position(query: TitleQuery) -> tuple[Any, int]:
    """Return the sort key and the id of the last title of the page before."""
    sort, cursor = query.sort, query.after or ""
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
