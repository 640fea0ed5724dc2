"""Rows come back as they were inserted, whichever of their columns are empty."""

from typing import Any

import pytest
from sqlalchemy import literal_column, select

from trending_now.store.database import Database
from trending_now.store.projection import FACTS, NO_RELEASE, NOT_ENRICHED, UNMEASURED
from trending_now.store.sql.upsert import insert_rows
from trending_now.store.tables import TitleRow

TITLES = TitleRow.__table__
MANY = 1_700  # more than two statements' rows, and some


def row(number: int, **said: Any) -> dict[str, Any]:
    """Return the row of an invented title of which nothing is known but its name."""
    named = {"id": number, "name": f"The Tin Harbour {number}", "name_key": f"tin harbour {number}", "countries": ""}
    known = {"is_demo": False, "document_digest": ""} | named | said
    return dict.fromkeys(FACTS) | NO_RELEASE | NOT_ENRICHED | UNMEASURED | known


def stored(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        rows = connection.execute(select(TITLES).order_by(TITLES.c.id)).mappings()
        return [dict(found) for found in rows]


@pytest.mark.parametrize("many", [1, 3, MANY])
def test_columns_that_are_empty_in_all_rows_are_empty_in_the_database(database: Database, many: int) -> None:
    rows = [row(number) for number in range(1, many + 1)]
    with database.write() as connection:
        insert_rows(connection, TitleRow, rows)

    assert [{name: found[name] for name in told} for found, told in zip(stored(database), rows, strict=True)] == rows


@pytest.mark.parametrize("number", [1, 2, MANY])
def test_a_column_that_one_row_fills_is_stored(database: Database, number: int) -> None:
    rows = [row(each, year=1987 if each == number else None) for each in range(1, MANY + 1)]
    with database.write() as connection:
        insert_rows(connection, TitleRow, rows)

    assert [found["id"] for found in stored(database) if found["year"] == 1987] == [number]


def test_nothing_in_a_json_column_is_told_as_json_has_it(database: Database) -> None:
    with database.write() as connection:
        insert_rows(connection, TitleRow, [row(1)])
    as_text = literal_column("CAST(shown_scores AS TEXT)")
    with database.read() as connection:
        assert connection.scalar(select(as_text).select_from(TITLES)) == "null"
