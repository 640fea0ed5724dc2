"""The handle of those who may add feedback and nothing else: the database refuses them every other change."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, update

from trending_now.errors import StoreError
from trending_now.store.database import Database, in_sentences
from trending_now.store.journal_tables import FeedbackRow
from trending_now.store.tables import ChangeCountRow

FEEDBACK, CHANGE_COUNT = FeedbackRow.__tablename__, ChangeCountRow.__tablename__
ROLE = "trending_now_feedback"
HAS_RIGHTS = (
    "SELECT pg_has_role(oid, 'MEMBER') AND has_table_privilege(oid, to_regclass(%s), 'INSERT') "
    "FROM pg_roles WHERE rolname = %s"
)
PATIENCE_MS = 10_000
READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION}
ALLOWED = re.compile(
    r"(SELECT\s(?!.*\bINTO\b)|INSERT INTO feedback |UPDATE change_count SET changes=)[^;]*", re.DOTALL | re.IGNORECASE
)


class AppendOnlyDatabase(Database):
    """A database of which everything may be read, and to which rows of `feedback` may be added; nothing else.

    SQLite itself refuses all else, through an authorizer. On PostgreSQL each statement is looked at before it leaves,
    and the session takes the role `trending_now_feedback` where the operator has made one (the guide has its lines):
    then the server refuses all else too. The count of changes is the one row that is updated.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, writable=True)
        _confine(self._engine)

    @contextmanager
    def append(self) -> Iterator[Connection]:
        """Open a transaction for new rows; committed at the end of the block, counted if any came, undone if it raises.

        On PostgreSQL it does not wait for the writers' lock: nothing is matched here, and a batch may take long.
        """
        with in_sentences(self._engine), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                before = self._written(connection)
                yield connection
                if self._written(connection) != before:
                    connection.execute(update(ChangeCountRow).values(changes=ChangeCountRow.changes + 1))


def _confine(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _authorize)
        return
    event.listen(engine, "connect", _take_role)
    event.listen(engine, "before_cursor_execute", _look_at)


def _authorize(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    connection.set_authorizer(_verdict)


def _verdict(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    may_insert = action == sqlite3.SQLITE_INSERT and first == FEEDBACK
    may_count = action == sqlite3.SQLITE_UPDATE and (first, second) == (CHANGE_COUNT, "changes")
    return sqlite3.SQLITE_OK if action in READS or may_insert or may_count else sqlite3.SQLITE_DENY


def _take_role(connection: Any, _: object) -> None:
    """Take the narrow role for the whole session, where it is ours to take and has its rights in this database.

    Roles are of the whole server: one that was made for another database may add nothing here.
    """
    with connection.cursor() as cursor:
        cursor.execute(HAS_RIGHTS, (FEEDBACK, ROLE))
        if cursor.fetchone() == (True,):
            cursor.execute(f"SET ROLE {ROLE}")
    connection.commit()


def _look_at(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    if not ALLOWED.fullmatch(statement.strip()):
        raise StoreError("Only feedback may be added through this handle to the database; use a writing one.")
