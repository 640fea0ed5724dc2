"""The handle that viewers' words go through: it adds feedback, and the database refuses it all else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, text

from tests.databases import PostgresServer
from tests.invented import NOW, listing, policy
from trending_now.errors import StoreError
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.tables import TitleRow
from trending_now.store.verdicts.append_only import ROLE, AppendOnlyDatabase

ROLES = (Path(__file__).parents[3] / "infra" / "postgres" / "roles.sql").read_text("utf-8")
FEEDBACK = "INSERT INTO feedback (title_id, genre, visitor, given_at) VALUES (1, 'War', 'a', CURRENT_TIMESTAMP)"
REFUSED = [
    "UPDATE feedback SET holds = NULL",
    "DELETE FROM feedback",
    "UPDATE titles SET name = 'Mine'",
    "UPDATE titles SET dispute = 1",
    "INSERT INTO locks (title_id, genre, holds, locked_at) VALUES (1, 'War', true, CURRENT_TIMESTAMP)",
    "INSERT INTO change_count (changes) VALUES (7)",
    "DELETE FROM change_count",
    "DELETE FROM titles",
    "DROP TABLE feedback",
    "CREATE TABLE stray (id INTEGER)",
    "ALTER TABLE feedback ADD COLUMN stray INTEGER",
    "UPDATE alembic_version SET version_num = '0001'",
    "SELECT 1; DELETE FROM feedback",
]
OF_ITS_OWN = {
    "sqlite": [
        "INSERT OR REPLACE INTO titles (id, name, name_key, newness) VALUES (1, 'a', 'a', 0)",
        "PRAGMA query_only = OFF",
        "PRAGMA journal_mode = DELETE",
        "ATTACH ':memory:' AS other",
        "CREATE TEMP TRIGGER stray AFTER INSERT ON feedback BEGIN DELETE FROM titles; END",
    ],
    "postgresql": [
        "WITH gone AS (DELETE FROM feedback RETURNING id) SELECT id FROM gone",
        "SELECT id INTO stray FROM titles",
        "TRUNCATE feedback",
        "COPY feedback TO STDOUT",
        "RESET ROLE",
    ],
}


@pytest.mark.parametrize("statement", REFUSED)
def test_every_other_change_is_refused(append_only: AppendOnlyDatabase, statement: str) -> None:
    with pytest.raises(StoreError, match=r"Only feedback may be added|cannot be used"):
        run(append_only, statement)


def test_what_only_one_of_the_databases_knows_is_refused_too(append_only: AppendOnlyDatabase) -> None:
    for statement in OF_ITS_OWN[append_only.dialect]:
        with pytest.raises(StoreError, match="Only feedback may be added"):
            run(append_only, statement)


def test_what_is_refused_leaves_nothing_of_its_transaction(
    append_only: AppendOnlyDatabase, writer: CatalogueWriter, database: Database
) -> None:
    title = stored(writer, database)

    def half() -> None:
        with append_only.append() as connection:
            connection.execute(text(FEEDBACK.replace("(1,", f"({title},")))
            connection.execute(text("DELETE FROM titles"))

    with pytest.raises(StoreError):
        half()
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM feedback")) == 0
        assert connection.scalar(text("SELECT count(*) FROM titles")) == 1


def test_a_new_row_is_counted_as_a_change(
    append_only: AppendOnlyDatabase, writer: CatalogueWriter, database: Database
) -> None:
    title = stored(writer, database)
    before = changes(database)

    run(append_only, FEEDBACK.replace("(1,", f"({title},"))

    assert changes(database) == before + 1


def test_a_word_on_a_title_that_is_not_there_is_refused(append_only: AppendOnlyDatabase) -> None:
    with pytest.raises(StoreError):
        run(append_only, FEEDBACK)


@pytest.fixture
def narrow_role(postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """Make a database with the roles of `infra/postgres/roles.sql`; its name."""
    name = postgres.create(migrated_postgres)
    administrator = create_engine(postgres.url(name), isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.connection.cursor().execute(ROLES)
    administrator.dispose()
    yield name
    postgres.drop(name)


def test_where_postgresql_has_the_role_the_server_itself_refuses(postgres: PostgresServer, narrow_role: str) -> None:
    with closing(Database(postgres.url(narrow_role), writable=True)) as database:
        title = stored_by_hand(database)
    with closing(AppendOnlyDatabase(postgres.url(narrow_role))) as narrow:
        run(narrow, FEEDBACK.replace("(1,", f"({title},"))
        with narrow.read() as connection:
            assert connection.scalar(text("SELECT current_user")) == ROLE
            assert connection.scalar(text("SELECT has_table_privilege('titles', 'UPDATE')")) is False
        with pytest.raises(StoreError, match="lacks a right"):
            run(narrow, "SELECT lo_create(0), visitor FROM feedback, listings")


def test_a_role_that_was_made_for_another_database_is_not_taken(
    postgres: PostgresServer, narrow_role: str, migrated_postgres: str
) -> None:
    name = postgres.create(migrated_postgres)
    with closing(Database(postgres.url(name), writable=True)) as database:
        title = stored_by_hand(database)
    with closing(AppendOnlyDatabase(postgres.url(name))) as narrow:
        run(narrow, FEEDBACK.replace("(1,", f"({title},"))
    postgres.drop(name)


def run(database: AppendOnlyDatabase, statement: str) -> None:
    with database.append() as connection:
        connection.execute(text(statement))


def stored(writer: CatalogueWriter, database: Database) -> int:
    writer.record([listing()], policy(), NOW)
    with database.read() as connection:
        return int(connection.scalar(text("SELECT max(id) FROM titles")))


def stored_by_hand(database: Database) -> int:
    with database.write() as connection:
        row = {"name": "A", "name_key": "a", "newness": 0}
        connection.execute(insert(TitleRow).values(**row))
        return int(connection.scalar(text("SELECT max(id) FROM titles")))


def changes(database: Database) -> int:
    with database.read() as connection:
        return int(connection.scalar(text("SELECT changes FROM change_count")))
