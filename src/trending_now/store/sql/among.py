"""Asks for many keys at once: they travel as one parameter, however many they are."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute


def is_among(
    connection: Connection, column: ColumnElement[Any] | InstrumentedAttribute[Any], keys: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these texts.

    A list of parameters has a limit in every database, and with thousands it costs more than the answer.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(keys), ARRAY(column.type)))
    return column.in_(select(func.json_each(json.dumps(list(keys))).table_valued("value").c.value))
