"""The handle that language-model calls are accounted through: the database refuses it all but the ledger."""

import re
import sqlite3
from typing import Any

from sqlalchemy import event

from trending_now.errors import StoreError
from trending_now.store.database import Database
from trending_now.store.llm_tables import LlmCallRow, LlmDayRow, LlmReplyRow, PromptLabelRow, PromptUseRow

ADDED_TO = frozenset(
    table.__tablename__ for table in (LlmCallRow, LlmDayRow, LlmReplyRow, PromptUseRow, PromptLabelRow)
)
CHANGED = ADDED_TO - {PromptUseRow.__tablename__, PromptLabelRow.__tablename__}
PATIENCE_MS = 30_000
READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION}
ALLOWED = re.compile(
    rf"(SELECT\s(?!.*\bINTO\b)|INSERT INTO ({'|'.join(sorted(ADDED_TO))})\s|"
    rf"UPDATE ({'|'.join(sorted(CHANGED))})\s)[^;]*",
    re.DOTALL | re.IGNORECASE,
)


class LedgerDatabase(Database):
    """A database of which everything may be read, and whose ledger alone may be written.

    SQLite itself refuses all else, through an authorizer; on PostgreSQL each statement is looked at before it leaves.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, writable=True)
        if self.dialect == "sqlite":
            event.listen(self._engine, "connect", _authorize)
        else:
            event.listen(self._engine, "before_cursor_execute", _look_at)


def _authorize(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    connection.set_authorizer(_verdict)


def _verdict(action: int, table: str | None, *_: str | None) -> int:
    may_insert = action == sqlite3.SQLITE_INSERT and table in ADDED_TO
    may_change = action == sqlite3.SQLITE_UPDATE and table in CHANGED
    return sqlite3.SQLITE_OK if action in READS or may_insert or may_change else sqlite3.SQLITE_DENY


def _look_at(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    if not ALLOWED.fullmatch(statement.strip()):
        raise StoreError("Only the ledger of calls may be written through this handle to the database.")
