"""Suggests, while someone types, what begins so: titles, genres, platforms and vibe tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, Connection, func, literal, select

from trending_now.domain.genre import Genre
from trending_now.domain.names import name_key, words_of
from trending_now.store.column_types import is_storable
from trending_now.store.shown import Facets
from trending_now.store.tables import TitleRow

MOST = 8
MOST_BESIDE_TITLES = 3
CANDIDATES = 400


class SuggestionKind(StrEnum):
    """What is suggested."""

    TITLE = "title"
    GENRE = "genre"
    PLATFORM = "platform"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that begins as typed; `key` is a title's id, else what a filter takes."""

    text: str
    kind: SuggestionKind
    key: str


def suggest(connection: Connection, typed: str, facets: Facets) -> tuple[Suggestion, ...]:
    """Return at most eight suggestions, genres, platforms and tags first; those that begin so before a later word."""
    key = name_key(typed)
    if not words_of(typed) or not is_storable(key):
        return ()
    titles = _titles(connection, key)
    filters = list(islice(_filters(words_of(typed), facets), max(MOST_BESIDE_TITLES, MOST - len(titles))))
    return (*filters, *titles)[:MOST]


def _titles(connection: Connection, key: str) -> list[Suggestion]:
    """Return the titles whose name begins so, then those of which another word does; of each the most popular first.

    The names are read from the index by name alone, some milliseconds for 23,000 of them: it holds each name's key, and
    its order cannot tell where a later word begins. Only what was found there is looked up, so many at most that one
    letter costs no more than a whole name. (The search index would not do: a word of a name is any word of a plot
    there.)
    """
    found = select(TitleRow.id).where(_has_word(connection, key)).limit(CANDIDATES).subquery()
    begins = _position(connection, TitleRow.name_key, key) == 1
    query = select(TitleRow.id, TitleRow.name).where(TitleRow.id.in_(select(found.c.id)))
    rows = connection.execute(query.order_by(begins.desc(), TitleRow.popularity.desc(), TitleRow.id.desc()).limit(MOST))
    return [Suggestion(name, SuggestionKind.TITLE, str(title)) for title, name in rows]


def _has_word(connection: Connection, key: str) -> ColumnElement[bool]:
    """Return the condition that a name, or a later word of it, begins with a key."""
    return _position(connection, literal(" ") + TitleRow.name_key, f" {key}") > 0


def _position(connection: Connection, text: ColumnElement[str] | object, part: str) -> ColumnElement[int]:
    """Return where a text holds a part, from 1; 0 if it does not."""
    function = func.strpos if connection.dialect.name == "postgresql" else func.instr
    return function(text, part)


def _filters(words: str, facets: Facets) -> Iterable[Suggestion]:
    """Yield the genres, platforms and vibe tags that begin so, then those of which a later word does."""
    known: Sequence[Suggestion] = [
        *(Suggestion(genre.value, SuggestionKind.GENRE, genre.value) for genre in Genre),
        *(Suggestion(platform, SuggestionKind.PLATFORM, platform) for platform in facets.platforms),
        *(Suggestion(count.tag, SuggestionKind.TAG, count.tag) for count in facets.tags),
    ]
    folded = [(words_of(suggestion.text), suggestion) for suggestion in known]
    yield from (suggestion for text, suggestion in folded if text.startswith(words))
    yield from (suggestion for text, suggestion in folded if f" {words}" in text)
