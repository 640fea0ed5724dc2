"""Reads titles in short, as lists show them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from trending_now.domain.enrichment import GenreScore, VibeScore
from trending_now.domain.episode import episode_of
from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind, Release, ReleaseType, Title, TitleId
from trending_now.store.documents import NO_TEXT
from trending_now.store.sql.score_json import Standing, scores_from_json
from trending_now.store.tables import TitleRow
from trending_now.store.title_ids import numbers_now, require_title
from trending_now.store.vibe_columns import vibe_score_of

CARD_COLUMNS = (
    *(
        column
        for column in TitleRow.__table__.columns
        if column.name not in ("chosen_bits", "uncertain_bits", "document_digest", "poster_policy")
    ),
    (TitleRow.document_digest == NO_TEXT).label("is_unread"),
)


@dataclass(frozen=True, slots=True)
class TitleCard:
    """One title in short: `release` is the one shown, `engine` the one whose answer is shown (None: none has read it).

    `genres` begin with those that an operator locked, which `locked` names; their probability is 1. `trend` in [-1, 1]
    is the change of its attention (`domain/attention.py`); `dispute` in [0, 1] is how far its sources, engine and
    viewers disagree on its genres (`domain/dispute.py`). `is_unread` if there is no plot and no review of it.
    """

    title: Title
    release: Release | None
    popularity: float | None
    engine: str | None
    genres: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    locked: tuple[Genre, ...] = ()
    vibe_score: VibeScore | None = None
    vibe_tags: tuple[str, ...] = ()
    trend: float = 0.0
    dispute: float = 0.0
    is_unread: bool = False


def read_card(connection: Connection, title_id: int) -> TitleCard:
    """Return a title in short.

    Raises:
        TitleNotFound: there is no such title.
    """
    require_title(connection, title_id)
    return cards_by_id(connection, [title_id])[title_id]


def read_cards(connection: Connection, title_ids: Sequence[int]) -> dict[tuple[int, ...], TitleCard]:
    """Return titles in short by the numbers under which each was asked for, in that order, each title once.

    One that was joined to another is that one; one that is not there is left out.
    """
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for title_id, number in numbers_now(connection, title_ids).items():
        asked[number].append(title_id)
    cards = cards_by_id(connection, list(asked))
    return {tuple(numbers): cards[title_id] for title_id, numbers in asked.items() if title_id in cards}


def cards_by_id(connection: Connection, title_ids: Collection[int]) -> dict[int, TitleCard]:
    """Return the cards of those of these titles that are there."""
    rows = connection.execute(select(*CARD_COLUMNS).where(TitleRow.id.in_(title_ids)))
    return {row.id: card_of(row) for row in rows}


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


def _release(row: Row[Any]) -> Release | None:
    if row.release_date is None:
        return None
    type_ = ReleaseType(row.release_type)
    episode = episode_of(row.release_season, row.release_episode)
    return Release(row.release_date, type_, row.release_region, row.release_platform, row.release_at, episode)
