"""Counts the titles that a query finds, with each genre and with each vibe tag."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from trending_now.domain.genre import Genre
from trending_now.store.reading.browse import picked_titles
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.sql.genre_bits import BIT
from trending_now.store.tables import TitleRow, TitleTagRow


@dataclass(frozen=True, slots=True)
class GenreCount:
    """A genre and how many titles are shown with it."""

    genre: Genre
    titles: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many titles a query finds in all, how many of them with each of the 20 genres, and with each vibe tag."""

    titles: int
    genres: tuple[GenreCount, ...]
    tags: Mapping[str, int]


def read_tally(connection: Connection, query: TitleQuery) -> Tally:
    """Return how many titles a query finds on all its pages, and how many of them have each genre and tag."""
    groups, tags = count_by_genres(connection, query), _count_by_tags(connection, query)
    counts = tuple(GenreCount(genre, sum(n for bits, n in groups if bits & BIT[genre])) for genre in Genre)
    return Tally(sum(n for _, n in groups), counts, tags)


def count_by_genres(connection: Connection, query: TitleQuery) -> list[tuple[int, int]]:
    """Return each combination of genres (as bits) among the titles that a query finds, and how many have it."""
    found = picked_titles(connection, query).with_only_columns(TitleRow.chosen_bits, func.count())
    return [(bits, n) for bits, n in connection.execute(found.group_by(TitleRow.chosen_bits))]


def _count_by_tags(connection: Connection, query: TitleQuery) -> dict[str, int]:
    """Return how many of the titles that a query finds have each vibe tag; tags that none has are left out."""
    found = select(TitleTagRow.tag, func.count()).group_by(TitleTagRow.tag)
    if query != TitleQuery(sort=query.sort, limit=query.limit, after=query.after):
        found = found.where(TitleTagRow.title_id.in_(picked_titles(connection, query)))
    return {tag: titles for tag, titles in connection.execute(found)}  # noqa: C416 (rows are no pairs to mypy)
