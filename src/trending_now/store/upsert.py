"""Inserts that meet rows already there, in both databases' own form."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from trending_now.store.tables import Table


def insert_new(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; those whose key is there already are left as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def insert_or_update(
    connection: Connection,
    table: type[Table],
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
    columns: Sequence[str],
) -> None:
    """Insert rows; where one with the same unique `key` is there already, replace these of its `columns`."""
    if rows:
        statement = _insert(connection, table)
        changes = {column: statement.excluded[column] for column in columns}
        connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes), list(rows))


def _insert(connection: Connection, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
