"""The data dictionary explains every field of every table, with the type that it has, and no other."""

import re
from pathlib import Path

import pytest

from tests.field_lists import Fields, catalogue_fields, snapshot_fields

PAGE = Path(__file__).parents[1] / "docs" / "data_dictionary.md"
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "fields"),
    [("Table of a snapshot:", snapshot_fields()), ("Table of the catalogue:", catalogue_fields())],
    ids=["snapshot", "catalogue"],
)
def test_every_field_is_explained_with_its_type(heading: str, fields: Fields) -> None:
    assert {
        table: {name: kind for name, (kind, _, _) in rows.items()} for table, rows in told(heading).items()
    } == fields


@pytest.mark.parametrize("heading", ["Table of a snapshot:", "Table of the catalogue:"])
def test_every_field_has_an_origin_and_a_meaning(heading: str) -> None:
    for table, rows in told(heading).items():
        for name, (_, origin, meaning) in rows.items():
            assert len(origin) >= 2, (table, name)
            assert len(meaning) >= 5, (table, name)


def told(heading: str) -> dict[str, dict[str, tuple[str, str, str]]]:
    sections = re.split(r"^#{2,3} ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    mine = {part.split("`")[1]: part for part in sections if part.startswith(heading)}
    return {
        table: {name: (kind, origin, meaning) for name, kind, origin, meaning in ROW.findall(part)}
        for table, part in mine.items()
    }
