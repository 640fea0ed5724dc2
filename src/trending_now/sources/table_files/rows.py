"""A row of a table, and one that cannot be read."""

from dataclasses import dataclass
from typing import Any

LONGEST_LINE = 16 * 1024 * 1024  # bytes; of CSV, characters
EXCERPT_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row and its number: the line of a text file, the row of a Parquet file, counted from 1."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read, and why."""

    number: int
    reason: str
    excerpt: str
