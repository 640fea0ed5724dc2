"""The database, SQLite or PostgreSQL, seen through a handle for writing or for reading only."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Connection, Engine, false, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from trending_now.errors import DatabaseTooNew, StoreError
from trending_now.logs import logger
from trending_now.store.schema import HEAD_REVISION, KNOWN_REVISIONS, revision_of
from trending_now.store.search import merge_index
from trending_now.store.sql.engine import BUSY_TIMEOUT_MS, open_engine
from trending_now.store.sql.in_use import shared_use, turn_of_file
from trending_now.store.tables import ChangeCountRow

READERS_WAITED_FOR_MS, TRIES_TO_EMPTY = 500, 10
WRITER_LOCK_KEY, SIDE_LOCK_KEY, TURN_LOCK_KEY = 7_401_155, 7_401_156, 7_401_157
SECONDS_BETWEEN_TRIES = 0.5
SIGNS_OF_NO_SERVER = ("connection failed", "connection is", "terminating connection", "server closed")
NOT_EMPTIED = "what was deleted is still in SQLite's log, which somebody reads; a refresh of `up` takes it out later"
NOT_VACUUMED = "what was deleted is still in PostgreSQL's files; run VACUUM as the owner of the tables"


class Database:
    """One database, seen through a writing or a read-only handle.

    The database itself refuses any change through a read-only handle. Only one `write()` transaction runs at a time,
    so that two processes never match titles at once: SQLite takes its write lock at the start, PostgreSQL an advisory
    lock. While a writing handle is open, no backup can be restored over its SQLite file.
    """

    def __init__(self, url: str, *, writable: bool) -> None:
        self.writable = writable
        self._engine = open_engine(url, writable=writable)
        self._use = ExitStack()
        self._of_thread = local()
        if writable and self.dialect == "sqlite":
            self._use.enter_context(shared_use(Path(self.name)))

    @property
    def dialect(self) -> str:
        """The kind of database: "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a view of the data as they are at the first query, whatever is written meanwhile."""
        with in_sentences(self._engine), self._engine.connect() as connection:
            if self.dialect == "postgresql":  # by default each query would see a newer state; in SQLite it does not
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self, *, anyhow: bool = False) -> Iterator[Connection]:
        """Open a transaction: committed at the end of the block, or undone if the block raises.

        If it wrote a row, it counts as a change of the catalogue (`ChangeCountRow`). `anyhow` skips the check that
        `checking` sets, for deletions that must always happen.
        """
        with self._transaction(WRITER_LOCK_KEY) as connection:
            check: Callable[[Connection], None] | None = getattr(self._of_thread, "check", None)
            if check is not None and not anyhow:
                check(connection)
            with self._counted(connection):
                yield connection

    @contextmanager
    def checking(self, check: Callable[[Connection], None]) -> Iterator[None]:
        """Begin every `write` of this thread, inside the block, with a check that raises if it may not go on.

        Inside a nested block only the inner check counts.
        """
        outer = getattr(self._of_thread, "check", None)
        self._of_thread.check = check
        try:
            yield
        finally:
            self._of_thread.check = outer

    @contextmanager
    def side_write(self) -> Iterator[Connection]:
        """Open a transaction for the records of calls and runs; it does not count as a change of the catalogue.

        On PostgreSQL it waits only for other side writes, not for an import.
        """
        with self._transaction(SIDE_LOCK_KEY) as connection:
            yield connection

    @contextmanager
    def turn(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Run the block while no other program is in such a block on the same database.

        `waiting` is called before each further try, and may raise to give up. The turn ends with the process, however
        it ends.
        """
        turn = turn_of_file(Path(self.name)) if self.dialect == "sqlite" else self._turn_of_server()
        with in_sentences(self._engine), turn as took:
            while not took():
                waiting()
                time.sleep(SECONDS_BETWEEN_TRIES)
            yield

    def scrub(self) -> bool:
        """Remove deleted records from the database's files too; returns False if it must be tried again.

        SQLite overwrites deleted rows with zeros, but its search index and its log keep them until both are rewritten.
        A long read blocks that, and nobody can write while we wait for it, so it is tried for a moment several times.
        PostgreSQL keeps dead rows until a vacuum, which only the owner of the tables may run; for any other role the
        log says what to do.
        """
        if self.dialect == "sqlite":
            with self.side_write() as connection:
                merge_index(connection)
            is_out = any(_emptied_log(self._engine) for _ in range(TRIES_TO_EMPTY))
            if not is_out:
                logger(__name__).warning(NOT_EMPTIED, database=self.name)
            return is_out
        if not _vacuumed(self._engine):
            logger(__name__).warning(NOT_VACUUMED, database=self.name)
        return True

    def check(self) -> None:
        """Make sure that the schema is the one this program reads.

        Raises:
            DatabaseTooNew: a newer version of the program made it.
            StoreError: it is older or missing.
        """
        if self.revision() != HEAD_REVISION:
            raise StoreError(f"The database {self.name} is not set up; run `trending-now ingest` once.")

    def check_writable(self) -> None:
        """Make sure that an SQLite file which can be opened can be written, too; in PostgreSQL that is for each role.

        Raises:
            StoreError: it cannot be written, or another program writes for long.
        """
        if self.dialect == "sqlite":
            with self._transaction(None) as connection:
                connection.execute(update(ChangeCountRow).where(false()).values(changes=0))  # no row, yet a write

    def revision(self) -> str | None:
        """Return the schema's version; None for an empty database.

        Raises:
            DatabaseTooNew: a newer version of the program made it.
        """
        if not self._is_there():
            return None
        with self.read() as connection:
            revision = revision_of(connection)
        if revision not in (None, *KNOWN_REVISIONS):
            raise DatabaseTooNew(
                f"The database {self.name} was made by a newer version of Trending Now (schema {revision}, this one "
                f"knows {HEAD_REVISION}); install the newer version, or set TRENDING_NOW_DATABASE_URL to another "
                "database."
            )
        return revision

    @property
    def name(self) -> str:
        """The database's URL without its password, or the path of an SQLite file."""
        return _shown(self._engine)

    def close(self) -> None:
        """Give the connections back, and the database free to be replaced."""
        self._engine.dispose()
        self._use.close()

    @contextmanager
    def _transaction(self, lock_key: int | None) -> Iterator[Connection]:
        """Open a writing transaction; on PostgreSQL it waits for others that take the same lock, if it takes one."""
        with in_sentences(self._engine), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                if lock_key is not None and self.dialect == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_key})
                yield connection

    @contextmanager
    def _turn_of_server(self) -> Iterator[Callable[[], bool]]:
        """Yield what tries to take PostgreSQL's turn, which a connection of its own holds until it is closed."""
        question = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=TURN_LOCK_KEY)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            yield lambda: bool(connection.scalar(question))
            with suppress(DBAPIError):  # where the connection is lost, the turn has ended with it
                connection.execute(text("SELECT pg_advisory_unlock_all()"))  # the server notes a closing a little later

    @contextmanager
    def _counted(self, connection: Connection) -> Iterator[None]:
        """Count a transaction as a change of the catalogue if the block writes a row."""
        before = self._written(connection)
        yield
        if self._written(connection) != before:
            connection.execute(update(ChangeCountRow).values(changes=ChangeCountRow.changes + 1))

    def _written(self, connection: Connection) -> int | None:
        """Return a number that changes as soon as a transaction has written a row."""
        count = "total_changes" if self.dialect == "sqlite" else "txid_current_if_assigned"
        written: int | None = connection.scalar(text(f"SELECT {count}()"))
        return written

    def _is_there(self) -> bool:
        """Tell whether reading may open the database: SQLite would make a file where there is none."""
        return self.dialect != "sqlite" or self.writable or Path(self.name).exists()


@contextmanager
def in_sentences(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into a StoreError, whose one sentence says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_sentence(str(error.orig), _shown(engine))) from error
    except sqlite3.Error as error:
        raise StoreError(_sentence(str(error), _shown(engine))) from error
    except SQLAlchemyError as error:
        raise StoreError(f"The database {_shown(engine)} cannot be used: {error}.") from error


def _emptied_log(engine: Engine) -> bool:
    """Write SQLite's log into its file and empty it; False if somebody still reads what is in it."""
    with in_sentences(engine), closing(engine.raw_connection()) as driver:
        cursor = driver.cursor()
        cursor.execute(f"PRAGMA busy_timeout={READERS_WAITED_FOR_MS}")
        try:
            (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return not is_busy


def _vacuumed(engine: Engine) -> bool:
    """Let PostgreSQL remove dead rows from its files; returns False if it skipped a table."""
    notices: list[str] = []
    with in_sentences(engine), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(hear := lambda notice: notices.append(str(notice.message_primary)))
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
        driver.remove_notice_handler(hear)
    return not any("skipping" in notice for notice in notices)


def _shown(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return engine.url.database or ""
    return engine.url.difference_update_query(["password", "sslpassword"]).render_as_string()


def _sentence(reason: str, name: str) -> str:
    advice = {
        "database or disk is full": "The disk that holds the database {} is full; free some space and run it again.",
        "readonly database": "The database {} cannot be written; make it writable or set TRENDING_NOW_HOME elsewhere.",
        "unable to open database file": "The database {} cannot be opened; is its folder there, and writable?",
        "No space left on device": "The disk that holds the database {} is full; free some space and run it again.",
        "disk I/O error": "The disk that holds the database {} fails or is full; free some space and run it again.",
        "not a database": "The file {} is not a database; move it away, or set TRENDING_NOW_DATABASE_URL to another.",
        "database is locked": "The database {} is busy with another writer; wait for it to end and run it again.",
        "read-only transaction": "The database {} is opened for reading only here.",
        "permission denied": "The role that uses the database {} lacks a right; see PostgreSQL in docs/guide.md.",
    }
    for symptom, sentence in advice.items():
        if symptom in reason:
            return sentence.format(name)
    first_line = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    said = f"The database {name} cannot be used: {first_line.rstrip('.')}."
    is_away = any(sign in reason for sign in SIGNS_OF_NO_SERVER)
    return f"{said} See that its server runs, and that TRENDING_NOW_DATABASE_URL is right." if is_away else said
