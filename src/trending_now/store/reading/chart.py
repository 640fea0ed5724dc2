"""Reads what the bubble chart draws: many titles in short, from their rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import floor
from typing import Any

from sqlalchemy import Connection, func, select

from trending_now.domain.episode import Episode, episode_of
from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.store.documents import NO_TEXT
from trending_now.store.reading.browse import picked_titles, titles_in_order
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.sql.score_json import Standing
from trending_now.store.tables import TitleRow

MOST_TITLES = 2_000
MOST_GENRES = 3
MOST_UNCERTAIN = 2
MOST_TAGS = 3
DECIMALS = 3  # nobody sees more, and with thousands of titles they make the page heavier
GENRES = {genre.value: genre for genre in Genre}
KINDS: dict[str | None, Kind | None] = {None: None, **{kind.value: kind for kind in Kind}}
COLUMNS = (
    TitleRow.id,
    TitleRow.name,
    TitleRow.kind,
    TitleRow.release_date,
    TitleRow.release_platform,
    TitleRow.release_region,
    TitleRow.shown_scores,
    TitleRow.vibe_score,
    TitleRow.vibe_reviews,
    TitleRow.popularity,
    TitleRow.trend,
    TitleRow.dispute,
    TitleRow.vibe_tags,
    TitleRow.is_demo,
    TitleRow.release_at,
    TitleRow.release_season,
    TitleRow.release_episode,
    TitleRow.engine,
    TitleRow.document_digest == NO_TEXT,
)


@dataclass(frozen=True, slots=True)
class ChartScore:
    """A genre and its probability."""

    genre: Genre
    probability: float


@dataclass(frozen=True, slots=True)
class ChartTitle:
    """A title as the chart draws it: at most three genres, two uncertain ones and three vibe tags.

    Date, moment, platform, region and episode are those of the release shown; `locked` are those of the genres that an
    operator settled; `popularity` is 0 where nobody has measured it. `engine` and `is_unread` tell why a title has no
    genre, as on its card (`cards.py`).
    """

    id: int
    name: str
    kind: Kind | None
    date: date | None
    platform: str | None
    region: str | None
    genres: tuple[ChartScore, ...]
    uncertain: tuple[ChartScore, ...]
    locked: tuple[Genre, ...]
    vibe_score: float | None
    reviews: int
    popularity: float
    trend: float
    dispute: float
    tags: tuple[str, ...]
    is_demo: bool
    at: datetime | None
    episode: Episode | None
    engine: str | None
    is_unread: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The first titles of an order, and how many there are in all."""

    total: int
    titles: tuple[ChartTitle, ...]


def read_chart(connection: Connection, query: TitleQuery, most: int) -> Chart:
    """Return the first titles that a query finds, in its order."""
    rows = connection.execute(titles_in_order(connection, query, COLUMNS, most)).all()
    total = len(rows)
    if total == most:
        total = connection.scalar(select(func.count()).select_from(picked_titles(connection, query).subquery())) or 0
    return Chart(total, tuple(_title(row) for row in rows))


def _title(row: Sequence[Any]) -> ChartTitle:
    """Return a row of `COLUMNS` as a title. It is unpacked by position: by name it takes half as long again."""
    (
        title, name, kind, day, platform, region, shown, vibe_score, reviews, popularity, trend, dispute, tags, is_demo,
        at, season, number, engine, is_unread,
    ) = row  # fmt: skip
    genres: list[ChartScore] = []
    uncertain: list[ChartScore] = []
    locked: list[Genre] = []
    for genre, standing, probability, *_ in shown or ():  # locked genres stand first
        if standing == Standing.LOCKED:
            locked.append(GENRES[genre])
        group = uncertain if standing == Standing.UNCERTAIN else genres
        group.append(ChartScore(GENRES[genre], _short(probability)))
    return ChartTitle(
        id=title,
        name=name,
        kind=KINDS[kind],
        date=day,
        platform=platform,
        region=region,
        genres=tuple(genres[:MOST_GENRES]),
        uncertain=tuple(uncertain[:MOST_UNCERTAIN]),
        locked=tuple(locked[:MOST_GENRES]),
        vibe_score=vibe_score,
        reviews=reviews or 0,
        popularity=_short(popularity),
        trend=trend,
        dispute=round(dispute, DECIMALS),
        tags=tuple(tags[:MOST_TAGS]) if tags else (),
        is_demo=is_demo,
        at=at,
        episode=episode_of(season, number),
        engine=engine,
        is_unread=is_unread,
    )


def _short(share: float) -> float:
    """Return a share with few decimals, unless it were read as another: 83.47 % is 83 %, but 83.5 % would be 84 %."""
    short = round(share, DECIMALS)
    return short if _as_read(short) == _as_read(share) else share


def _as_read(share: float) -> tuple[int, bool]:
    """Return what pages say of a share: how many hundredths, and whether it is between none and all."""
    return floor(share * 100 + 0.5), 0 < share < 1
