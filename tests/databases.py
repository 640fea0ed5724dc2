"""The databases that tests run on: SQLite files, and a real PostgreSQL server started for the session."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from trending_now.store.database import Database
from trending_now.store.migrate import migrate
from trending_now.store.tables import ChangeCountRow, Table

BACKENDS = ("sqlite", "postgresql")
IN_PEOPLE_S_ORDER = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
QUICK = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "listen_addresses=",
    "autovacuum=off", "jit=off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server of our own, reached over a socket in its folder."""

    folder: Path
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql+psycopg://tester@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database, a copy of another; returns its name. A new one orders text as people do, where it can."""
        name = f"test_{next(self.numbers)}"
        locale = IN_PEOPLE_S_ORDER if template == "template0" and self._knows_locales() else ""
        self._command(f"CREATE DATABASE {name} TEMPLATE {template} {locale}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _knows_locales(self) -> bool:
        """Tell whether a database may have a locale of its own: from PostgreSQL 15 on, built with ICU."""
        asked = "SELECT current_setting('server_version_num')::int >= 150000 AND count(*) > 0 FROM pg_collation"
        return self._command(f"{asked} WHERE collprovider = 'i'") == (True,)

    def _command(self, statement: str) -> tuple[object, ...] | None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            done = connection.execute(text(statement))
            row = tuple(done.one()) if done.returns_rows else None
        engine.dispose()
        return row


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a PostgreSQL server, and stop it when the session ends."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tn-pg-"))
    account = _account()
    shutil.chown(folder, *account) if account else None

    def run(*command: str) -> None:
        user, group = account or (None, None)
        done = subprocess.run(
            command, user=user, group=group, extra_groups=[] if account else None, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, (done.stderr or b"").decode()

    control = (str(programs / "pg_ctl"), "-D", str(folder / "cluster"))
    options = " ".join(f"-c {setting}" for setting in (*QUICK, f"unix_socket_directories={folder}"))
    try:
        run(str(programs / "initdb"), "-D", str(folder / "cluster"), "-U", "tester", "-E", "UTF8", "--no-sync")
        run(*control, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield PostgresServer(folder, count())
        finally:
            run(*control, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """Return the name of a PostgreSQL database at head, to be copied."""
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file at head, to be copied."""
    path = tmp_path_factory.mktemp("template") / "catalogue.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Name the database a test runs on; every test that asks for one runs on each."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@dataclass(frozen=True, slots=True)
class OpenCatalogue:
    """A catalogue with both handles, and a way to empty it under them."""

    url: str
    writing: Database
    reading: Database
    empty: Callable[[], None]


@pytest.fixture(scope="session")
def reused_sqlite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCatalogue]:
    """Open an SQLite catalogue that tests empty in turn: to make it and its statements anew takes longer."""
    yield from _open("sqlite", request, tmp_path_factory.mktemp("reused"))


@pytest.fixture(scope="session")
def reused_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenCatalogue]:
    """Open a PostgreSQL catalogue that tests empty in turn."""
    yield from _open("postgresql", request, tmp_path_factory.mktemp("reused"))


@pytest.fixture
def emptied(backend: str, request: pytest.FixtureRequest) -> OpenCatalogue:
    """Return a catalogue without titles."""
    reused: OpenCatalogue = request.getfixturevalue(f"reused_{backend}")
    reused.empty()
    return reused


@pytest.fixture
def fresh(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenCatalogue]:
    """Open a catalogue of the test's own: a module that reads its files or forks takes it in the place of `emptied`.

    SQLite loses its locks when its process closes one of its files, and does not outlive a fork.
    """
    yield from _open(backend, request, tmp_path)


@pytest.fixture
def database_url(emptied: OpenCatalogue) -> str:
    """Return the URL of an empty catalogue at this version's schema; a test may write what it likes, but no schema."""
    return emptied.url


@pytest.fixture
def database(emptied: OpenCatalogue) -> Database:
    """Return an empty catalogue, open for writing."""
    return emptied.writing


@pytest.fixture
def read_only_database(emptied: OpenCatalogue) -> Database:
    """Return the same catalogue, open for reading only."""
    return emptied.reading


@pytest.fixture(scope="module")
def shared_database_url(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the URL of a catalogue that a module fills once, for tests that only read."""
    for catalogue in _open(backend, request, tmp_path_factory.mktemp("shared")):
        yield catalogue.url


def _open(backend: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[OpenCatalogue]:
    """Open a new catalogue: a file in the folder, or a database of the server."""
    if backend == "sqlite":
        template = request.getfixturevalue("migrated_sqlite")
        path = shutil.copyfile(template, folder / "catalogue.sqlite")
        yield from _opened(f"sqlite:///{path}", lambda: _fill_from(template, path))
        return
    server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("migrated_postgres"))
    yield from _opened(server.url(name), lambda: _empty(server.url(name)))
    server.drop(name)


def _opened(url: str, empty: Callable[[], None]) -> Iterator[OpenCatalogue]:
    with closing(Database(url, writable=True)) as writing, closing(Database(url, writable=False)) as reading:
        yield OpenCatalogue(url, writing, reading, empty)


def _fill_from(template: Path, path: Path) -> None:
    """Make an SQLite file what another is, under whoever has it open."""
    with closing(sqlite3.connect(template)) as original, closing(sqlite3.connect(path)) as copy:
        original.backup(copy)


def _empty(url: str) -> None:
    """Empty a PostgreSQL catalogue, all tables in one question."""
    tables = [table.name for table in reversed(Table.metadata.sorted_tables)]
    tables.remove(ChangeCountRow.__tablename__)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in tables))
    engine.dispose()


def _migrate(url: str) -> None:
    database = Database(url, writable=True)
    migrate(database)
    database.close()


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs; Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        pytest.skip("PostgreSQL's initdb is not installed; install postgresql to run these tests")
    pytest.importorskip("psycopg", reason="psycopg is not installed; install trending-now[postgres]")
    return folders[-1]


def _account() -> tuple[int, int] | None:
    """Return the user and group that the server runs as when we are root, which it refuses."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return entry.pw_uid, entry.pw_gid
