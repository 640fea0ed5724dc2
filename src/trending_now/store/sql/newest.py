"""The newest row of each key, in tables that rows are only added to: the row with the greatest id."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute


def is_newest(*key: InstrumentedAttribute[Any], within: tuple[ColumnElement[bool], ...] = ()) -> ColumnElement[bool]:
    """Return the condition that a row is the newest of its key, among the rows that `within` holds for."""
    row_id: ColumnElement[int] = key[0].class_.id
    return row_id.in_(select(func.max(row_id)).where(*within).group_by(*key))
