"""`infra/postgres/roles.sql` on a real server: each role may do its job and nothing else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from tests.databases import PostgresServer
from tests.invented import HandClock, listing, policy
from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import StoreError
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.verdicts.append_only import AppendOnlyDatabase
from trending_now.store.verdicts.feedback import FeedbackBook

ROLES = (Path(__file__).parents[2] / "infra" / "postgres" / "roles.sql").read_text("utf-8")
LOGINS = {"writer": "trending_now_writer", "web": "trending_now_web"}
REFUSED = {
    "writer": (
        "DROP TABLE titles", "ALTER TABLE titles ADD COLUMN x int", "CREATE TABLE mine (x int)", "TRUNCATE feedback",
        "UPDATE alembic_version SET version_num = '9999'", "CREATE ROLE another", "CREATE SCHEMA mine",
    ),
    "web": (
        "UPDATE titles SET name = 'x'", "DELETE FROM titles", "INSERT INTO locks (title_id, genre, locked_at) "
        "VALUES (1, 'War', now())", "UPDATE feedback SET holds = true", "DELETE FROM feedback", "DROP TABLE titles",
        "SELECT excerpt FROM quarantine", "SELECT terms_url FROM accepted_terms", "SELECT * FROM raw_records",
        "CREATE TABLE mine (x int)", "TRUNCATE feedback",
        "UPDATE alembic_version SET version_num = '9999'",
    ),
}  # fmt: skip
BOTH = [(login, statement) for login, statements in REFUSED.items() for statement in statements]


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """Return the URL of a catalogue with the roles, run twice as the script allows; logins have the roles' names."""
    name = postgres.create(migrated_postgres)
    administrator = create_engine(postgres.url(name), isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        for _ in range(2):
            connection.connection.cursor().execute(ROLES)
        for role in LOGINS.values():
            connection.execute(text(f"ALTER ROLE {role} LOGIN"))
    administrator.dispose()
    yield postgres.url(name)
    postgres.drop(name)


def test_a_writer_who_may_not_vacuum_is_told_who_may(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for login in (as_login(url, "writer"), url):
        with closing(Database(login, writable=True)) as database:
            database.scrub()
    said = capsys.readouterr()
    assert (said.out + said.err).count("run VACUUM as the owner of the tables") == 1


def test_the_writer_stores_and_the_web_role_reads_and_takes_down_feedback(url: str) -> None:
    clock = HandClock()
    with closing(Database(as_login(url, "writer"), writable=True)) as database:
        CatalogueWriter(database, load_taxonomy(), clock).record([listing("1")], policy(), clock())
    with closing(Database(as_login(url, "web"), writable=False)) as database:
        database.check()
        reader = CatalogueReader(database, clock)
        (card,) = reader.browse(TitleQuery()).cards
        assert reader.metrics().quarantined == {}
    with closing(AppendOnlyDatabase(as_login(url, "web"))) as database:
        FeedbackBook(database, clock).give(card.title.id, Genre.WAR, "visitor", holds=True)
        with pytest.raises(StoreError), database.write() as connection:
            connection.execute(text("DELETE FROM titles"))


@pytest.mark.parametrize(("login", "statement"), BOTH)
def test_the_server_refuses_all_else(login: str, statement: str, url: str) -> None:
    engine = create_engine(as_login(url, login))
    try:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            run(engine, statement)
    finally:
        engine.dispose()


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def as_login(url: str, login: str) -> str:
    return url.replace("tester@", f"{LOGINS[login]}@")
