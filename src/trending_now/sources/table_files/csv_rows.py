"""Reads the rows of a CSV file, whatever sign parts its cells; a broken row is told, and the next is read."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from trending_now.sources.table_files.rows import EXCERPT_CHARACTERS, LONGEST_LINE, BrokenRow, NumberedRow

SEPARATORS = ",;\t|"
QUOTED = re.compile('"[^"]*"')
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what the codec's "surrogateescape" makes of such bytes


def csv_columns(path: Path) -> list[str]:
    """Return the columns that the header names; none where no row follows it."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        header: list[str] = next(_csv_reader(lines), [])
    if NOT_UTF8.search("".join(header)):
        raise UnicodeError("The header is not UTF-8 text.")
    return header if next(csv_rows(path), None) else []


def csv_rows(path: Path) -> Iterator[NumberedRow | BrokenRow]:
    """Yield the rows below the header, each with the number of its first line."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        told = _Lines(lines)
        reader = _csv_reader(told)
        header: list[str] = next(reader, [])
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BrokenRow(number, f"Line {number} is not CSV: {error}.", "")
                continue
            if told.ended:
                reason = f"From line {number} on a quote is open that nothing closes: all that follows it is in it."
                yield BrokenRow(number, reason, _shown(",".join(cells)))
            elif any(cells):
                yield _csv_row(number, header, cells)


class _Lines:
    """The lines of a file; `ended` tells that a reader of rows asked for one after the last, in the midst of a row."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        self.ended = True


def _shown(text: str) -> str:
    """Return the beginning of what cannot be stored, with a mark in each place of a byte that is not UTF-8."""
    return text[:EXCERPT_CHARACTERS].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _csv_row(number: int, header: list[str], cells: list[str]) -> NumberedRow | BrokenRow:
    text = ",".join(cells)
    if not text.isascii() and NOT_UTF8.search(text):
        return BrokenRow(number, f"Line {number} is not UTF-8 text.", _shown(text))
    if len(cells) != len(header):
        reason = f"Line {number} has {len(cells)} cells, the header has {len(header)}."
        return BrokenRow(number, reason, text[:EXCERPT_CHARACTERS])
    pairs = zip(reversed(header), reversed(cells), strict=True)  # of two columns of one name the first counts
    return NumberedRow(number, dict(pairs))


def _csv_reader(lines: Iterable[str]) -> Any:
    """Return a reader of cells, parted by the sign that parts the header's: the commonest, a comma where in doubt."""
    csv.field_size_limit(LONGEST_LINE)
    told = iter(lines)
    header = next(told, "")
    separator = max(SEPARATORS, key=QUOTED.sub("", header).count)
    return csv.reader((line.replace("\0", "") for line in chain([header], told)), delimiter=separator)
