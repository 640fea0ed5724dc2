"""Opens an engine: SQLite or PostgreSQL, for writing or for reading only."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError

from trending_now.errors import SettingsError, StoreError
from trending_now.store.sql.in_use import in_turn

BUSY_TIMEOUT_MS = 30_000
# Most plots do not fit into SQLite's default page of 4,096 bytes. An existing file keeps its page size.
PAGE_BYTES = 16_384
# A cache of 64 MB holds a whole batch of an import, so that it is written once; the log goes into the file by 32 MB.
WRITER_ROOM = ("cache_size=-65536", "wal_autocheckpoint=2000")

Identity = tuple[int, int] | None


def open_engine(url: str, *, writable: bool) -> Engine:
    """Open the engine of a database URL; no connection is made yet.

    Raises:
        SettingsError: the URL names no database that can be used, or its driver is missing.
        StoreError: the folder of an SQLite file cannot be made.
    """
    try:
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(str(parsed), parsed.database, writable=writable)
        if parsed.get_backend_name() != "postgresql":
            raise SettingsError(
                f"{parsed.get_backend_name()} is not supported; set TRENDING_NOW_DATABASE_URL to SQLite or PostgreSQL."
            )
        engine = create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ArgumentError, NoSuchModuleError, ValueError):  # ValueError: the port or the address is not one
        raise SettingsError(
            "TRENDING_NOW_DATABASE_URL is not a database URL; see docs/guide.md for examples."
        ) from None
    except ModuleNotFoundError as error:
        raise SettingsError(f"{error.name} is missing; install trending-now[postgres] to use PostgreSQL.") from None
    if not writable:
        event.listen(engine, "connect", _postgres_read_only)
    return engine


def _parsed(url: str) -> URL:
    """Return a parsed URL, with the driver that we install for PostgreSQL."""
    parsed = make_url(url)
    if "@" in (parsed.host or ""):  # a part of the password, which no message may show, would be read as the host
        raise SettingsError("TRENDING_NOW_DATABASE_URL has an @ in its password; write %40 in its place.")
    if parsed.drivername in ("postgres", "postgresql"):  # many hosts write "postgres"
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _open_sqlite(url: str, path: str | None, *, writable: bool) -> Engine:
    if not path or path == ":memory:":
        raise SettingsError("TRENDING_NOW_DATABASE_URL names a database in memory; give it a file.")
    if writable:
        _make_folder(Path(path).parent)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _sqlite_writer if writable else _sqlite_reader)
    event.listen(engine, "begin", _sqlite_begin)
    _follow_file(engine, path)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The database's folder {folder} cannot be made: {error.strerror}. Set TRENDING_NOW_HOME to another, "
            "or TRENDING_NOW_DATABASE_URL if that names it."
        ) from None


def _sqlite_writer(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by _sqlite_begin, not by the driver
    _, _, path = connection.execute("PRAGMA database_list").fetchone()
    connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
    with in_turn(Path(path).parent):  # SQLite refuses this to two at once, without waiting
        connection.execute("PRAGMA journal_mode=WAL")
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", *WRITER_ROOM):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_reader(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for pragma in ("query_only=ON", "mmap_size=268435456", "cache_size=-32768"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres_read_only(connection: Any, _: object) -> None:
    connection.read_only = True


def _follow_file(engine: Engine, path: str) -> None:
    """Reopen an engine's connections whose file was deleted or replaced: SQLite would go on writing into a deleted one.

    The file is compared whenever the pool lends a connection. Once a file was seen, no new one is made in its place:
    opening it fails instead.
    """
    seen: set[Identity] = set()

    def refuse_to_make(*_: object) -> None:
        if seen and _identity(path) is None:
            raise sqlite3.OperationalError("unable to open database file")

    def note(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)
        if record.info["file"]:
            seen.add(record.info["file"])

    def compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError(f"{path} is not the file that was opened.")

    event.listen(engine, "do_connect", refuse_to_make)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", compare)


def _identity(path: str) -> Identity:
    """Return what tells a file from a later one at the same path; None if there is none."""
    with suppress(OSError):
        about = os.stat(path)  # noqa: PTH116 (a path is not made into an object for each transaction)
        return about.st_dev, about.st_ino
    return None
