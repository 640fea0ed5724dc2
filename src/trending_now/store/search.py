"""Full-text search over names and plots: FTS5 in SQLite, a tsvector with a GIN index in PostgreSQL."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, column, func, select, text
from sqlalchemy.sql import table

from trending_now.store.names import words_of
from trending_now.store.tables import TitleRow

STOP_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or", "s", "the", "to",
    "with",
})  # fmt: skip
INDEXED_CHARACTERS = 20_000

_SEARCH = table("title_search", column("rowid"), column("title_id"), column("words"))


def create_statements(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the search table."""
    if dialect == "sqlite":
        return ("CREATE VIRTUAL TABLE title_search USING fts5(words, detail=none, columnsize=0, prefix='2 3')",)
    return (
        "CREATE TABLE title_search (title_id INTEGER PRIMARY KEY REFERENCES titles (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_title_search_words ON title_search USING gin (words)",
    )


def index_titles(connection: Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Put (title id, name and plots) pairs into the index, in place of what stood there."""
    rows = [{"id": title_id, "words": _distinct_words(content)} for title_id, content in texts]
    if not rows:
        return
    drop_titles(connection, [row["id"] for row in rows])
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO title_search (rowid, words) VALUES (:id, :words)"), rows)
    else:
        insert = "INSERT INTO title_search (title_id, words) VALUES (:id, to_tsvector('simple', :words))"
        connection.execute(text(insert), rows)


def drop_titles(connection: Connection, title_ids: Iterable[object]) -> None:
    """Take titles out of the index."""
    key = "rowid" if connection.dialect.name == "sqlite" else "title_id"
    rows = [{"id": title_id} for title_id in title_ids]
    if rows:
        connection.execute(text(f"DELETE FROM title_search WHERE {key} = :id"), rows)  # noqa: S608 (a fixed name)


def matches(dialect: str, wanted: str) -> ColumnElement[bool] | None:
    """Return the condition that a title holds every wanted word, the last one as a beginning; None if there is none."""
    words = words_of(wanted).split()
    telling = [word for word in words if word not in STOP_WORDS] or words
    if not telling:
        return None
    if dialect == "sqlite":
        expression = " ".join(f'"{word}"' for word in telling) + "*"
        found = select(_SEARCH.c.rowid).where(text("title_search MATCH :wanted").bindparams(wanted=expression))
    else:
        expression = " & ".join(telling) + ":*"
        found = select(_SEARCH.c.title_id).where(_SEARCH.c.words.op("@@")(func.to_tsquery("simple", expression)))
    return TitleRow.id.in_(found)


def _distinct_words(content: str) -> str:
    """Return each word once: whether a word stands in a text is all that is asked."""
    return " ".join(dict.fromkeys(words_of(content[:INDEXED_CHARACTERS]).split()))
