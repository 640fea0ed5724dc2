"""Queries by key: for many keys at once, a slice of them at a time, and for the newest row of each key."""

import json
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

SLICE = 500

Key = TypeVar("Key")


def is_among(
    connection: Connection, column: ColumnElement[Any] | InstrumentedAttribute[Any], keys: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these texts, sent as one parameter however many they are.

    Every database limits the number of parameters, and thousands of them cost more than the answer.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(keys), ARRAY(column.type)))
    return column.in_(select(func.json_each(json.dumps(list(keys))).table_valued("value").c.value))


def slices(keys: Collection[Key]) -> Iterator[tuple[Key, ...]]:
    """Cut a long list of keys, so that each slice fits into one statement's parameters in every database."""
    ordered = list(keys)
    for start in range(0, len(ordered), SLICE):
        yield tuple(ordered[start : start + SLICE])


def is_newest(*key: InstrumentedAttribute[Any], within: tuple[ColumnElement[bool], ...] = ()) -> ColumnElement[bool]:
    """Return the condition that a row is the newest of its key, among the rows that `within` holds for.

    The table is append-only, so the newest row has the greatest id.
    """
    row_id: ColumnElement[int] = key[0].class_.id
    return row_id.in_(select(func.max(row_id)).where(*within).group_by(*key))
