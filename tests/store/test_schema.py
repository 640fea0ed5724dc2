"""The schema that a new database gets at once is the one that the migrations make, one after the other."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlalchemy import Connection, Inspector, inspect, text

from trending_now.store.database import Database
from trending_now.store.schema import create, upgrade

WITH_ROWS = ("alembic_version", "change_count")
Description = dict[str, object]


def test_a_new_database_has_the_schema_and_the_rows_that_the_migrations_make(
    empty_database_url: str, second_empty_url: str
) -> None:
    one, other = made_by(create, empty_database_url), made_by(upgrade, second_empty_url)
    assert one == other


def test_a_column_that_only_one_of_them_makes_would_be_noticed(empty_database_url: str, second_empty_url: str) -> None:
    def create_with_a_stray_column(connection: Connection) -> None:
        create(connection)
        connection.execute(text("ALTER TABLE locks ADD COLUMN stray INTEGER"))

    assert made_by(create_with_a_stray_column, empty_database_url) != made_by(create, second_empty_url)


@pytest.fixture
def second_empty_url(empty_database_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of another database without tables, of the same kind."""
    if empty_database_url.startswith("sqlite"):
        yield empty_database_url.replace("catalogue.sqlite", "second.sqlite")
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def made_by(make: Callable[[Connection], None], url: str) -> Description:
    with closing(Database(url, writable=True)) as database:
        with database.write() as connection:
            make(connection)
        with database.read() as connection:
            return described(connection)


def described(connection: Connection) -> Description:
    """Return all there is: each table's columns in order, its keys and indexes, and the rows of those that have any."""
    found = inspect(connection)
    tables = {name: described_table(found, name) for name in found.get_table_names()}
    rows = {name: list(map(tuple, connection.execute(text(f"SELECT * FROM {name}")))) for name in WITH_ROWS}
    others = sorted(connection.scalars(text(OTHERS[connection.dialect.name])))
    return {"tables": tables, "rows": rows, "others": others}


def described_table(found: Inspector, name: str) -> Description:
    columns = [(x["name"], str(x["type"]), x["nullable"], x["default"]) for x in found.get_columns(name)]
    keys = [found.get_pk_constraint(name), *found.get_foreign_keys(name), *found.get_unique_constraints(name)]
    return {"columns": columns, "keys": sorted(map(str, keys)), "indexes": sorted(map(str, found.get_indexes(name)))}


OTHERS = {  # what the inspector does not see: the search index, ids that are never given twice, orders of text
    "sqlite": "SELECT sql FROM sqlite_master WHERE name LIKE 'title_search%' AND sql IS NOT NULL "
    "UNION ALL SELECT k || ' ' || v FROM title_search_config "
    "UNION ALL SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE tablename = 'title_search' "
    "UNION ALL SELECT table_name || '.' || column_name || ' ' || collation_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND collation_name IS NOT NULL",
}
