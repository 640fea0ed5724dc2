"""A handle that may read everything but write only what its rights name."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

from trending_now.errors import StoreError
from trending_now.store.database import Database

READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION}
ANY = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a handle may write.

    `adds_to` names the tables that may get new rows; `changes` maps each table whose rows may change to the columns
    that may. Any other statement is answered with `refusal`. `patience_ms` is how long it waits for another writer.
    """

    adds_to: frozenset[str]
    refusal: str
    changes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    patience_ms: int = 10_000

    def statements(self) -> re.Pattern[str]:
        """Return a pattern that matches each single statement that is allowed, as SQLAlchemy writes it."""
        inserts = "|".join(sorted(self.adds_to))
        updates = "|".join(
            f"{table} SET " + ("" if columns == ANY else f"({'|'.join(sorted(columns))})=")
            for table, columns in sorted(self.changes.items())
        )
        return re.compile(
            rf"(SELECT\s(?!.*\bINTO\b)|INSERT INTO ({inserts})\s|UPDATE ({updates}))[^;]*", re.DOTALL | re.IGNORECASE
        )

    def allow(self, action: int, table: str | None, column: str | None, *_: str | None) -> int:
        """Answer SQLite, which asks about each step of a statement."""
        columns = self.changes.get(table or "", frozenset())
        may_insert = action == sqlite3.SQLITE_INSERT and table in self.adds_to
        may_change = action == sqlite3.SQLITE_UPDATE and (columns == ANY or column in columns)
        return sqlite3.SQLITE_OK if action in READS or may_insert or may_change else sqlite3.SQLITE_DENY


class ConfinedDatabase(Database):
    """A database that may be read, and written only as its rights allow.

    SQLite itself refuses all else, through an authorizer. For PostgreSQL each statement is checked before it is sent.
    """

    def __init__(self, url: str, rights: Rights) -> None:
        super().__init__(url, writable=True)
        _confine(self._engine, rights)


def _confine(engine: Engine, rights: Rights) -> None:
    allowed = rights.statements()

    def authorize(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={rights.patience_ms}")
        connection.set_authorizer(rights.allow)

    def tell(context: ExceptionContext) -> None:
        if "not authorized" in str(context.original_exception):
            raise StoreError(rights.refusal)

    def look_at(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not allowed.fullmatch(statement.strip()):
            raise StoreError(rights.refusal)

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", authorize)
        event.listen(engine, "handle_error", tell)
    else:
        event.listen(engine, "before_cursor_execute", look_at)
