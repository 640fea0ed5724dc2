"""Reads the rows of a CSV file, whatever sign parts its cells; a broken row is told, and the next is read."""

import csv
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from trending_now.sources.table_files.rows import EXCERPT_CHARACTERS, LONGEST_LINE, BrokenRow, NumberedRow

SEPARATORS = ",;\t|"
LINE_ENDS = ("\n", "\r")
QUOTED = re.compile('"[^"]*"')
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what the codec's "surrogateescape" makes of such bytes


def csv_columns(path: Path) -> list[str]:
    """Return the columns that the header names; none where no row follows it."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        header: list[str] = next(_csv_reader(_Lines(file)), [])
    if NOT_UTF8.search("".join(header)):
        raise UnicodeError("The header is not UTF-8 text.")
    return header if next(csv_rows(path), None) else []


def csv_rows(path: Path) -> Iterator[NumberedRow | BrokenRow]:
    """Yield the rows below the header, each with the number of its first line."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        reader = _csv_reader(lines)
        header: list[str] = next(reader, [])
        while True:
            number = lines.given + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LongLine as error:
                yield BrokenRow(lines.given, f"{error}.", "")
                continue
            except csv.Error as error:
                yield BrokenRow(number, f"Line {number} is not CSV: {error}.", "")
                continue
            if lines.ended:
                reason = f"From line {number} on a quote is open that nothing closes: all that follows it is in it."
                yield BrokenRow(number, reason, _shown(",".join(cells)))
            elif any(cells):
                yield _csv_row(number, header, cells)


class _LongLine(csv.Error):
    """A line is longer than any that is read."""


class _Lines:
    """The lines of a file, how many were `given`, and whether one was asked for after the last, in the midst of a row.

    A line that is too long is passed over and told as an error; the next may be asked for.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.given = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.given += 1
        if len(line) == LONGEST_LINE and not line.endswith(LINE_ENDS):
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith(LINE_ENDS):
                pass
            raise _LongLine(f"Line {self.given} is longer than {LONGEST_LINE:,} characters")
        return line.replace("\0", "")


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


def _csv_reader(lines: Iterator[str]) -> Any:
    """Return a reader of cells, parted by the sign that parts the header's: the commonest, a comma where in doubt."""
    csv.field_size_limit(LONGEST_LINE)
    header = next(lines, "")
    separator = max(SEPARATORS, key=QUOTED.sub("", header).count)
    return csv.reader(chain([header], lines), delimiter=separator)
