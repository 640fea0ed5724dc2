"""Reads the rows of a file in JSON Lines, an object a line; a broken line is told, and the next is read."""

import json
from collections.abc import Iterator
from pathlib import Path

from trending_now.sources.table_files.rows import EXCERPT_CHARACTERS, LONGEST_LINE, BrokenRow, NumberedRow


def json_columns(path: Path) -> list[str]:
    """Return the names in all rows, in the order in which they come up."""
    columns: dict[str, None] = {}
    for row in json_rows(path):
        if isinstance(row, NumberedRow) and not row.cells.keys() <= columns.keys():
            columns |= dict.fromkeys(row.cells)
    return list(columns)


def json_rows(path: Path) -> Iterator[NumberedRow | BrokenRow]:
    """Yield the objects, each with the number of its line."""
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield BrokenRow(number, f"Line {number} is longer than {LONGEST_LINE} bytes.", "")
            elif line.strip():
                yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> NumberedRow | BrokenRow:
    excerpt = line[:EXCERPT_CHARACTERS].decode("utf-8", "replace")
    try:
        cells = json.loads(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return BrokenRow(number, f"Line {number} is not JSON: {error.msg} at column {error.colno}.", excerpt)
    except UnicodeError:
        return BrokenRow(number, f"Line {number} is not UTF-8 text; convert the file to UTF-8.", excerpt)
    except (ValueError, RecursionError) as error:
        return BrokenRow(number, f"Line {number} is not JSON: {error}.", excerpt)
    if not isinstance(cells, dict):
        return BrokenRow(number, f"Line {number} is JSON, but not an object.", excerpt)
    return NumberedRow(number, cells)
