"""What the catalogue knows of one genre: its most typical and most disputed titles, and genres beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from trending_now.domain.genre import Genre
from trending_now.store.reading.cards import TitleCard, cards_by_id
from trending_now.store.reading.tally import GenreCount, count_by_genres
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.sql.genre_bits import BIT
from trending_now.store.sql.score_json import Standing
from trending_now.store.tables import TitleRow

SEARCHED_FOR_TYPICAL = 2_000
SHOWN = 6


@dataclass(frozen=True, slots=True)
class GenreProfile:
    """One genre in the catalogue.

    `typical` are those of its newest 2,000 titles of which the engine is most certain, `disputed` those over which
    sources, engine and viewers disagree most, `neighbours` the genres that its titles have beside it, most often first.
    """

    genre: Genre
    titles: int
    typical: tuple[TitleCard, ...]
    disputed: tuple[TitleCard, ...]
    neighbours: tuple[GenreCount, ...]


def genre_profile(connection: Connection, genre: Genre) -> GenreProfile:
    """Return what the catalogue knows of a genre."""
    groups = count_by_genres(connection, TitleQuery(include=(genre,)))
    beside = [GenreCount(other, sum(n for bits, n in groups if bits & BIT[other])) for other in Genre if other != genre]
    return GenreProfile(
        genre=genre,
        titles=sum(n for _, n in groups),
        typical=_cards(connection, _typical(connection, genre)),
        disputed=_cards(connection, _disputed(connection, genre)),
        neighbours=tuple(sorted((count for count in beside if count.titles), key=lambda count: -count.titles)),
    )


def _typical(connection: Connection, genre: Genre) -> list[int]:
    newest = (
        select(TitleRow.id, TitleRow.shown_scores)
        .where(TitleRow.chosen_bits.bitwise_and(BIT[genre]) != 0)
        .order_by(TitleRow.newness.desc(), TitleRow.id.desc())
        .limit(SEARCHED_FOR_TYPICAL)
    )
    found = [
        (score[2], title)
        for title, scores in connection.execute(newest)
        for score in scores or ()
        if score[0] == genre and score[1] == Standing.CHOSEN
    ]
    return [title for _, title in sorted(found, reverse=True)[:SHOWN]]


def _disputed(connection: Connection, genre: Genre) -> list[int]:
    bit = BIT[genre]
    has_it = or_(TitleRow.chosen_bits.bitwise_and(bit) != 0, TitleRow.uncertain_bits.bitwise_and(bit) != 0)
    query = select(TitleRow.id).where(TitleRow.dispute > 0, has_it)
    return list(connection.scalars(query.order_by(TitleRow.dispute.desc(), TitleRow.id.desc()).limit(SHOWN)))


def _cards(connection: Connection, ids: Collection[int]) -> tuple[TitleCard, ...]:
    """Return the cards of some titles, in their order."""
    cards = cards_by_id(connection, ids)
    return tuple(cards[title] for title in ids)
