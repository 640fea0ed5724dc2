"""Inserts many rows, new ones or ones that may be there already, in the form that each database has for it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Connection, Dialect, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from trending_now.store.tables import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

REMEMBERED_VALUES = 256
ROWS_PER_STATEMENT = 800  # of 40 columns at most: SQLite takes 32,766 parameters


def insert_rows(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert new rows, all with the same columns: at least those for which the database has no default.

    The statement is compiled once and the rows go straight to the driver, since SQLAlchemy's work on a row takes longer
    than SQLite needs to store it. Columns that are None in all rows are left out: Python's sqlite3 takes six times as
    long for a None as for a number.
    """
    if not rows:
        return
    empty = {name for name in _nullable(table).intersection(rows[0]) if all(row[name] is None for row in rows)}
    told = tuple(name for name in rows[0] if name not in empty)
    statement, read = _compiled(table, told, connection.dialect)
    insert_values(connection, statement, read(rows))


def insert_values(connection: Connection, statement: str, values: list[tuple[Any, ...]]) -> None:
    """Insert rows as the driver takes them; in SQLite many with each statement.

    Starting a statement costs as much as storing a row, and other threads can only work while one runs.
    """
    whole = len(values) - len(values) % ROWS_PER_STATEMENT if connection.dialect.name == "sqlite" else 0
    if whole:
        connection.exec_driver_sql(_for_many_rows(statement), _joined(values[:whole]))
    if values[whole:]:
        connection.exec_driver_sql(statement, values[whole:])


def insert_new(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, except those whose key is there already."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def insert_or_update(
    connection: Connection,
    table: type[Table],
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
    columns: Sequence[str],
) -> None:
    """Insert rows; if one with the same unique `key` is there already, replace these `columns` of it."""
    if rows:
        statement = _insert(connection, table)
        changes = {column: statement.excluded[column] for column in columns}
        connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes), list(rows))


def _insert(connection: Connection, table: type[Table]) -> "sqlite.Insert | postgresql.Insert":
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@cache
def _nullable(table: type[Table]) -> frozenset[str]:
    """Return the columns that are NULL if left out of an insert; not those of JSON, where None is stored as "null"."""
    columns = table.__table__.columns
    return frozenset(x.name for x in columns if x.nullable and x.default is None and not isinstance(x.type, JSON))


@cache
def _compiled(
    table: type[Table], columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[Sequence[dict[str, Any]]], list[Any]]]:
    """Return the statement of an insert, and a function that turns rows into the driver's parameters."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = compiled.positiontup or list(columns)
    types = {name: table.__table__.columns[name].type.dialect_impl(dialect) for name in order}
    converters = [(name, place, _converter(types[name], dialect)) for place, name in enumerate(order)]
    needed = [(name, place, convert) for name, place, convert in converters if convert]
    if not compiled.positiontup:
        return str(compiled), lambda rows: [
            row | {name: convert(row[name]) for name, _, convert in needed} for row in rows
        ]
    values_of = itemgetter(*order)

    def converted(rows: Sequence[dict[str, Any]]) -> list[Any]:
        columns: list[Iterable[Any]] = list(zip(*map(values_of, rows), strict=True))
        for _, place, convert in needed:
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))

    return str(compiled), converted


def _for_many_rows(statement: str) -> str:
    """Return an SQLite insert as one for many rows at a time."""
    head, row = statement.rsplit(" VALUES ", 1)
    return f"{head} VALUES {', '.join([row] * ROWS_PER_STATEMENT)}"


def _joined(values: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    starts = range(0, len(values), ROWS_PER_STATEMENT)
    return [tuple(chain.from_iterable(values[start : start + ROWS_PER_STATEMENT])) for start in starts]


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return a function that turns a value into what the driver takes; cached, since rows of a batch share values."""
    convert = kind.bind_processor(dialect)
    if convert is None:
        return None
    if not isinstance(kind, JSON):
        return lru_cache(REMEMBERED_VALUES)(convert)
    nothing, no_list = convert(None), convert([])  # most values of JSON columns are one of these

    def converted(value: Any) -> Any:
        if value is None:
            return nothing
        return no_list if value == [] else convert(value)

    return converted
