"""Suggests titles, genres, platforms and vibe tags that begin with what someone types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, select

from trending_now.domain.genre import Genre
from trending_now.domain.names import ARTICLES, name_key, words_of
from trending_now.domain.title import Kind
from trending_now.store.reading.facets import Facets
from trending_now.store.sql.column_types import is_storable
from trending_now.store.tables import TitleRow

MOST = 8
MOST_BESIDE_TITLES = 3
CANDIDATES = 400
LAST_SIGN = "\U0010ffff"
COLUMNS = (TitleRow.id, TitleRow.name, TitleRow.kind, TitleRow.year, TitleRow.release_date)
MOST_POPULAR_FIRST = (TitleRow.popularity.desc(), TitleRow.id.desc())


class SuggestionKind(StrEnum):
    """What is suggested."""

    TITLE = "title"
    GENRE = "genre"
    PLATFORM = "platform"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that begins as typed; `key` is a title's id, else what a filter takes.

    Two titles may have one name: `title_kind` and `year` tell them apart.
    """

    text: str
    kind: SuggestionKind
    key: str
    title_kind: Kind | None = None
    year: int | None = None


def suggest(connection: Connection, typed: str, facets: Facets) -> tuple[Suggestion, ...]:
    """Return at most eight suggestions: genres, platforms and tags, then titles; those that begin so come first."""
    words, key = words_of(typed), name_key(typed)
    if not words or not is_storable(key):
        return ()
    titles = _titles(connection, words, key)
    filters = list(islice(_filters(words, facets), max(MOST_BESIDE_TITLES, MOST - len(titles))))
    return (*filters, *titles)[:MOST]


def _titles(connection: Connection, words: str, key: str) -> list[Suggestion]:
    """Return the titles whose name begins so, then those with a later word that does, the most popular first.

    Articles are not part of a key. If one was typed, names that begin with it come first.
    """
    article = words.partition(" ")[0]
    if article not in ARTICLES:
        return _with_word(connection, key)
    has_article = _begins_with(f"{article} ")
    alone = _first(connection, has_article) if words == article else []  # many have it, so few rows are read
    return list(dict.fromkeys([*alone, *_with_word(connection, key, has_article.desc())]))[:MOST]


def _begins_with(words: str) -> ColumnElement[bool]:
    return func.lower(func.substr(TitleRow.name, 1, len(words))) == words


def _with_word(connection: Connection, key: str, *order: ColumnElement[bool]) -> list[Suggestion]:
    """Return the titles whose name begins with a key, in an order, then those with a later word that does.

    A later word cannot be looked up in the index by name, so the whole index is read; 23,000 names take milliseconds.
    Where few titles are found, only these are read themselves. Where many are, those that begin so are a part of the
    index, and of the others the first that are met in the order of popularity do. The search index would not help: it
    does not tell words of a name from words of a plot.
    """
    has_word = _has_word(connection, key)
    found = connection.scalars(select(TitleRow.id).where(has_word).limit(CANDIDATES + 1)).all()
    if len(found) <= CANDIDATES:
        begins_first = (_position(connection, TitleRow.name_key, key) == 1).desc()
        return _first(connection, TitleRow.id.in_(found), begins_first, *order)
    begins = and_(TitleRow.name_key >= key, TitleRow.name_key < key + LAST_SIGN)
    titles = _first(connection, begins, *order)
    if len(titles) < MOST:
        titles += _first(connection, has_word, *order)
    return list(dict.fromkeys(titles))[:MOST]


def _first(connection: Connection, wanted: ColumnElement[bool], *order: ColumnElement[bool]) -> list[Suggestion]:
    """Return the first titles of those wanted, in an order, of equal ones the most popular."""
    query = select(*COLUMNS).where(wanted).order_by(*order, *MOST_POPULAR_FIRST).limit(MOST)
    return [_suggested(row) for row in connection.execute(query)]


def _suggested(row: Row[int, str, str | None, int | None, date | None]) -> Suggestion:
    year = row.year or (row.release_date and row.release_date.year)
    return Suggestion(row.name, SuggestionKind.TITLE, str(row.id), row.kind and Kind(row.kind), year)


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
