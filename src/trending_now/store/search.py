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
# Chinese and Japanese set no spaces between words: any two signs that follow one another are taken for one.
WITHOUT_SPACES = re.compile("[々〆ぁ-ゖァ-ヺー㐀-䶿一-鿿豈-﫿𠀀-𳎯]+")
# What a writer gathers in memory before it sorts words into the file (SQLite's own choice is 1 MB), and how many sorted
# parts of like size may lie side by side before they become one (its own choice is 4).
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
    """Put (title id, name and plots) pairs of titles that are not in the index into it."""
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
    """Make SQLite's index of words anew: it keeps words of titles that went until its parts are merged."""
    connection.execute(text("INSERT INTO title_search (title_search) VALUES ('optimize')"))


def cut_short(wanted: str) -> str | None:
    """Return the last word of a search if it is too short to be taken for the beginning of one."""
    last = words_of(wanted).rpartition(" ")[2]
    return last if last and not _may_begin(last) else None


def titles_with_words(dialect: str, wanted: str) -> Select[int] | None:
    """Return the query for the ids of the titles that hold every wanted word; None if nothing is wanted.

    The last word may be the beginning of one, from three Latin letters on: shorter ones stand in nearly every plot.
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
    """Return each word once: PostgreSQL's own parser, which is left out, takes "0e0a" for a number and a letter."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _indexed(words_of(content)).split()))


def _indexed(text: str) -> str:
    """Return a folded text with the words of languages that set no spaces: every sign of theirs, and every pair."""
    return text if text.isascii() else WITHOUT_SPACES.sub(lambda run: f" {' '.join(run[0])}{_pairs(run)}", text)


def _pairs(run: re.Match[str]) -> str:
    """Return what is looked for of signs that follow one another: every two of them, or the one."""
    return f" {' '.join(map(''.join, pairwise(run[0]))) or run[0]} "
