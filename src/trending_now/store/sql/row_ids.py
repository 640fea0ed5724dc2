"""Reserves ids ahead of an insert, so that rows of several tables can name each other before any is stored."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from trending_now.store.tables import Table


def reserve_ids(connection: Connection, table: type[Table], count: int) -> list[int]:
    """Return `count` ascending ids for new rows; only inside a `write()` transaction, so that nobody else inserts."""
    if not count:
        return []
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.scalars(query, {"name": table.__tablename__, "count": count}))
    last = max(_greatest(connection, table.__tablename__), default=0)
    return list(range(last + 1, last + 1 + count))


def _greatest(connection: Connection, name: str) -> Iterable[int]:
    """Return the greatest id that is there, and the greatest ever used if SQLite keeps count of it."""
    query = f"SELECT max(id) FROM {name} UNION ALL SELECT seq FROM sqlite_sequence WHERE name = '{name}'"  # noqa: S608
    return [greatest for greatest in connection.scalars(text(query)) if greatest is not None]
