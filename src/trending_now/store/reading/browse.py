"""Finds titles: filters, search and order as one query, a page at a time by keyset."""

import base64
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from math import isfinite
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.domain.episode import episode_of
from trending_now.domain.names import name_key
from trending_now.domain.title import Kind, Release, ReleaseType, Title, TitleId
from trending_now.errors import WrongUse
from trending_now.store.documents import NO_TEXT
from trending_now.store.reading.shown import CardPage, Sort, TitleCard, TitleQuery
from trending_now.store.search import titles_with_words
from trending_now.store.sql.column_types import is_storable
from trending_now.store.sql.genre_bits import bits_of
from trending_now.store.sql.score_json import Standing, scores_from_json
from trending_now.store.tables import ReleaseRow, TitleRow, TitleTagRow
from trending_now.store.vibe_columns import vibe_score_of

FEW_TITLES = 1_500
SHOWN_AS_MORE = 0.05  # a score is shown with one decimal: what is shown as 7.0 is 7 or more
CARD_COLUMNS = (
    *(
        column
        for column in TitleRow.__table__.columns
        if column.name not in ("chosen_bits", "uncertain_bits", "document_digest", "poster_policy")
    ),
    (TitleRow.document_digest == NO_TEXT).label("is_unread"),
)
ORDER: dict[Sort, tuple[InstrumentedAttribute[Any], bool]] = {
    Sort.NEWEST: (TitleRow.newness, True),
    Sort.TRENDING: (TitleRow.trend, True),
    Sort.POPULAR: (TitleRow.popularity, True),
    Sort.SCORE: (TitleRow.liking, True),
    Sort.DISPUTED: (TitleRow.dispute, True),
    Sort.NAME: (TitleRow.name_key, False),
}
LAST_DAY = date.max.toordinal()


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


def count_by_genres(connection: Connection, query: TitleQuery) -> list[tuple[int, int]]:
    """Return each combination of genres (as bits) among the titles that a query finds, and how many have it."""
    found = select(TitleRow.chosen_bits, func.count()).where(*_filters(query), *_memberships(connection, query))
    return [(bits, n) for bits, n in connection.execute(found.group_by(TitleRow.chosen_bits))]


def count_by_tags(connection: Connection, query: TitleQuery) -> dict[str, int]:
    """Return how many of the titles that a query finds have each vibe tag; tags that none has are left out."""
    found = select(TitleTagRow.tag, func.count()).group_by(TitleTagRow.tag)
    if query != TitleQuery(sort=query.sort, limit=query.limit, after=query.after):
        found = found.where(TitleTagRow.title_id.in_(picked_titles(connection, query)))
    return {tag: titles for tag, titles in connection.execute(found)}  # noqa: C416 (rows are no pairs to mypy)


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
        genres=scores[Standing.LOCKED] + scores[Standing.CHOSEN],
        locked=tuple(score.genre for score in scores[Standing.LOCKED]),
        uncertain=scores[Standing.UNCERTAIN],
        vibe_score=vibe_score_of(row),
        vibe_tags=tuple(row.vibe_tags or ()),
        trend=row.trend,
        dispute=row.dispute,
        is_unread=row.is_unread,
    )


def cards_by_id(connection: Connection, title_ids: Collection[int]) -> dict[int, TitleCard]:
    """Return the cards of those of these titles that are there."""
    rows = connection.execute(select(*CARD_COLUMNS).where(TitleRow.id.in_(title_ids)))
    return {row.id: card_of(row) for row in rows}


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


def _release(row: Row[Any]) -> Release | None:
    if row.release_date is None:
        return None
    type_ = ReleaseType(row.release_type)
    episode = episode_of(row.release_season, row.release_episode)
    return Release(row.release_date, type_, row.release_region, row.release_platform, row.release_at, episode)


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
    return base64.urlsafe_b64encode(json.dumps([sort.value, value, row.id]).encode()).decode().rstrip("=")


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
