"""Inserts of many rows, and those that meet rows already there, in both databases' own form."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, insert
from sqlalchemy.dialects import postgresql, sqlite

from trending_now.store.tables import Table


def insert_rows(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert new rows, all with the same columns, every one that has no default of the database among them.

    The statement is compiled once and the rows go to the driver as they are: SQLAlchemy's own work on every single row
    takes longer than SQLite needs to store it.
    """
    if not rows:
        return
    statement, read = _compiled(table, tuple(rows[0]), connection.dialect)
    connection.exec_driver_sql(statement, [read(row) for row in rows])


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


@cache
def _compiled(
    table: type[Table], columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[dict[str, Any]], Any]]:
    """Return the insert's text, and what makes of a row the parameters that the driver takes."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = compiled.positiontup or list(columns)
    types = {name: table.__table__.columns[name].type.dialect_impl(dialect) for name in order}
    converters = [(name, types[name].bind_processor(dialect)) for name in order]
    if compiled.positiontup:
        return str(compiled), lambda row: tuple(
            convert(row[name]) if convert else row[name] for name, convert in converters
        )
    needed = [(name, convert) for name, convert in converters if convert]
    return str(compiled), lambda row: row | {name: convert(row[name]) for name, convert in needed}
