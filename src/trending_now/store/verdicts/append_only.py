"""The handle through which viewers' feedback is added, and nothing else written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from trending_now.store.confined_database import ConfinedDatabase, Rights
from trending_now.store.journal_tables import FeedbackRow
from trending_now.store.tables import ChangeCountRow

FEEDBACK = FeedbackRow.__tablename__
ROLE = "trending_now_feedback"
RIGHTS = Rights(
    adds_to=frozenset({FEEDBACK}),
    changes={ChangeCountRow.__tablename__: frozenset({"changes"})},
    refusal="Only feedback may be added through this handle to the database; use a writing one.",
)
HAS_ROLE = (
    "SELECT pg_has_role(oid, 'MEMBER') AND has_table_privilege(oid, to_regclass(%s), 'INSERT') "
    "FROM pg_roles WHERE rolname = %s"
)


class AppendOnlyDatabase(ConfinedDatabase):
    """A database to which rows of `feedback` may be added; the count of changes is the only row that is updated.

    On PostgreSQL the session takes the role `trending_now_feedback`, if the operator has made it as the guide says;
    then the server refuses all else too.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, RIGHTS)
        if self.dialect == "postgresql":
            event.listen(self._engine, "connect", _take_role)

    @contextmanager
    def append(self) -> Iterator[Connection]:
        """Open a transaction for new rows: committed at the end of the block, or undone if the block raises.

        On PostgreSQL it does not wait for the writers' lock, which a long import may hold: no titles are matched here.
        """
        with self._transaction(None) as connection, self._counted(connection):
            yield connection


def _take_role(connection: Any, _: object) -> None:
    """Take the narrow role for the whole session, if we may and it has its rights in this database.

    Roles belong to the whole server: one that was made for another database may have no rights here.
    """
    with connection.cursor() as cursor:
        cursor.execute(HAS_ROLE, (FEEDBACK, ROLE))
        if cursor.fetchone() == (True,):
            cursor.execute(f"SET ROLE {ROLE}")
    connection.commit()
