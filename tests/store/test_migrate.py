"""A database is brought to this version's schema once, and to that of the models."""

import multiprocessing
from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text

from trending_now.errors import DatabaseTooNew
from trending_now.store import journal_tables
from trending_now.store.database import Database
from trending_now.store.migrate import migrate
from trending_now.store.schema import HEAD_REVISION
from trending_now.store.tables import PolicyRow, Table

SEARCH_TABLES = "title_search"
POLICY = {
    "name": "first", "display": True, "train": "no", "keep_full_text": True, "send_to_llm": True, "credit_text": "",
}  # fmt: skip


@pytest.fixture
def own_database(empty_database_url: str) -> Iterator[Database]:
    """Open a catalogue whose schema the test may break."""
    with closing(Database(empty_database_url, writable=True)) as database:
        migrate(database)
        yield database


def test_an_empty_database_is_brought_to_head(empty_database_url: str) -> None:
    database = Database(empty_database_url, writable=True)
    before = database.revision()
    migrate(database)
    assert (before, database.revision()) == (None, HEAD_REVISION)
    database.check()
    database.close()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(PolicyRow).values(POLICY))
    migrate(database)
    with database.read() as connection:
        assert connection.scalars(select(PolicyRow.name)).all() == ["first"]


def test_the_tables_that_the_migrations_make_are_those_of_the_models(database: Database) -> None:
    assert journal_tables.LockRow.metadata is Table.metadata
    with database.read() as connection:
        found = compare_metadata(_context(connection), Table.metadata)
    assert found == []


def test_a_column_that_the_models_lack_would_be_noticed(own_database: Database) -> None:
    database = own_database
    with database.write() as connection:
        connection.execute(text("ALTER TABLE locks ADD COLUMN stray INTEGER"))
    with database.read() as connection:
        found = compare_metadata(_context(connection), Table.metadata)
    assert [change[0] for change in found] == ["remove_column"]


def test_a_database_of_a_newer_version_is_refused_with_its_name_and_what_to_do(own_database: Database) -> None:
    database = own_database
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (lambda: migrate(database), database.check):
        with pytest.raises(DatabaseTooNew, match=r"newer version of Trending Now \(schema 9999.*install the newer"):
            refused()


def test_processes_that_start_at_once_migrate_it_once(empty_database_url: str) -> None:
    with multiprocessing.get_context("fork").Pool(3) as pool:
        assert pool.map(_migrate, [empty_database_url] * 3) == [HEAD_REVISION] * 3


def _context(connection: Connection) -> MigrationContext:
    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return not (kind == "table" and (name or "").startswith(SEARCH_TABLES))

    return MigrationContext.configure(
        connection, opts={"include_name": is_ours, "compare_type": True, "compare_server_default": True}
    )


def _migrate(url: str) -> str | None:
    database = Database(url, writable=True)
    migrate(database)
    revision = database.revision()
    database.close()
    return revision
