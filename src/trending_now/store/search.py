"""Full-text search over names and plots: FTS5 in SQLite, a tsvector with a GIN index in PostgreSQL."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Select, cast, column, select, text
from sqlalchemy.sql import table

from trending_now.domain.names import folded, words_of
from trending_now.store.sql.upsert import insert_values

STOP_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or", "s", "the", "to",
    "with",
})  # fmt: skip
INDEXED_CHARACTERS = 20_000
SHORTEST_BEGINNING = 3
LONGEST_WORD = 500  # PostgreSQL takes 2,046 bytes
# Chinese and Japanese have no spaces between words, so any two characters in a row are taken for a word.
WITHOUT_SPACES = re.compile("[々〆ぁ-ゖァ-ヺー㐀-䶿一-鿿豈-﫿𠀀-𳎯]+")
# How much a writer gathers in memory before it writes sorted words into the file (SQLite's default is 1 MB), and how
# many sorted parts of one size there may be before they are merged (its default is 4).
SQLITE_CHOICES = {"hashsize": 64 * 1024 * 1024, "automerge": 8}

_SEARCH = table("title_search", column("rowid"), column("title_id"), column("words"))


def create_statements(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the search table."""
    if dialect == "sqlite":
        return (
            "CREATE VIRTUAL TABLE title_search USING fts5(words, detail=none, columnsize=0, tokenize=ascii)",
            *(
                f"INSERT INTO title_search (title_search, rank) VALUES ('{name}', {value})"  # noqa: S608
                for name, value in SQLITE_CHOICES.items()
            ),
        )
    return (
        "CREATE TABLE title_search (title_id INTEGER PRIMARY KEY REFERENCES titles (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_title_search_words ON title_search USING gin (words)",
    )


def index_titles(connection: Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Add titles to the index, as pairs of an id and a text of names and plots; they must not be in it."""
    shortened = ((title_id, content[:INDEXED_CHARACTERS]) for title_id, content in texts)
    rows: list[tuple[Any, ...]]
    if connection.dialect.name == "sqlite":
        insert = "INSERT INTO title_search (rowid, words) VALUES (?, ?)"
        # SQLite's own tokenizer lowers the letters of ASCII.
        rows = [
            (title_id, content if content.isascii() else _indexed(folded(content))) for title_id, content in shortened
        ]
    else:
        insert = "INSERT INTO title_search (title_id, words) VALUES (%s, array_to_tsvector(%s::text[]))"
        rows = [(title_id, _distinct_words(content)) for title_id, content in shortened]
    insert_values(connection, insert, rows)


def drop_titles(connection: Connection, title_ids: Iterable[object]) -> None:
    """Take titles out of the index."""
    key = "rowid" if connection.dialect.name == "sqlite" else "title_id"
    rows = [{"id": title_id} for title_id in title_ids]
    if rows:
        connection.execute(text(f"DELETE FROM title_search WHERE {key} = :id"), rows)  # noqa: S608 (a fixed name)


def merge_index(connection: Connection) -> None:
    """Merge the parts of SQLite's index, which keep the words of deleted titles until then."""
    connection.execute(text("INSERT INTO title_search (title_search) VALUES ('optimize')"))


def cut_short(wanted: str) -> str | None:
    """Return the last word of a search if it is too short to be searched for as the beginning of a word."""
    last = words_of(wanted).rpartition(" ")[2]
    return last if last and not _may_begin(last) else None


def titles_with_words(dialect: str, wanted: str) -> Select[int] | None:
    """Return the query for the ids of the titles that hold every wanted word; None if nothing is wanted.

    The last word may be the beginning of one, if it has three Latin letters: shorter ones are in nearly every plot.
    """
    words = WITHOUT_SPACES.sub(_pairs, words_of(wanted)).split()
    telling = [word for word in words if word not in STOP_WORDS] or words
    if not telling:
        return None
    begins = _may_begin(telling[-1])
    if dialect == "sqlite":
        expression = " ".join(f'"{word}"' for word in telling) + "*" * begins
        return select(_SEARCH.c.rowid).where(text("title_search MATCH :wanted").bindparams(wanted=expression))
    from sqlalchemy.dialects.postgresql import TSQUERY  # a whole dialect to load, which SQLite has no use for

    expression = " & ".join(f"'{word[:LONGEST_WORD]}'" for word in telling) + ":*" * begins
    return select(_SEARCH.c.title_id).where(_SEARCH.c.words.op("@@")(cast(expression, TSQUERY)))


def _may_begin(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING or not word.isascii()


def _distinct_words(content: str) -> list[str]:
    """Return each word once; PostgreSQL's own parser is not used, since it reads "0e0a" as a number and a letter."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _indexed(words_of(content)).split()))


def _indexed(text: str) -> str:
    """Return a folded text in which Chinese and Japanese are split into single characters and pairs of them."""
    return text if text.isascii() else WITHOUT_SPACES.sub(lambda run: f" {' '.join(run[0])}{_pairs(run)}", text)


def _pairs(run: re.Match[str]) -> str:
    """Return the pairs of characters in a run, or its one character."""
    return f" {' '.join(map(''.join, pairwise(run[0]))) or run[0]} "
