"""Reads CSV, JSON Lines and Parquet files row by row in little memory; a broken row is told, and the next is read."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from trending_now.errors import WrongUse

LONGEST_LINE = 16 * 1024 * 1024
PARQUET_SLICE = 8_000
EXCERPT_CHARACTERS = 500
PACKED_FILE = "{} is a packed file; unpack it and import what is in it."
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zX", b"\x28\xb5\x2f\xfd")  # zip and xlsx, gzip, bzip2, xz, zstd
SEPARATORS = ",;\t|"
LINE_ENDS = ("\n", "\r")
QUOTED = re.compile('"[^"]*"')
CHANGED = "{} was changed while it was read; what was read of it is stored. Import it again."
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what the codec's "surrogateescape" makes of such bytes


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


def column_names(path: Path) -> list[str]:
    """Return the columns of a file, for JSON Lines those of all its rows.

    Raises:
        WrongUse: the file is missing, empty, of an unknown form or cannot be read; says which and what to do.
    """
    _require_file(path)
    return _read(path, _form(path).columns)


def read_rows(path: Path, columns: Collection[str] = ()) -> Iterator[NumberedRow | BrokenRow]:
    """Yield a file's rows; of a Parquet file only these columns are read, where any are named.

    Raises:
        WrongUse: the file cannot be read any further, or is another one at the end than at the beginning.
    """
    try:
        before = _state(path)
        yield from _parquet_rows(path, columns) if _form(path) is PARQUET else _form(path).rows(path)
        if _state(path) != before:
            raise WrongUse(CHANGED.format(path))
    except (OSError, UnicodeError) as error:
        raise WrongUse(_sentence(path, error)) from None
    except BaseException as error:  # polars' panics are no exceptions
        if not _is_of_polars(error):
            raise
        if _state(path) != before:
            raise WrongUse(CHANGED.format(path)) from None
        raise WrongUse(f"{path} is damaged and cannot be read any further: {error}.") from None


def count_rows(path: Path) -> int | None:
    """Return the number of rows where the file tells it; None for text files."""
    if path.suffix.lower() != ".parquet":
        return None
    import polars as pl

    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _csv_columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        header: list[str] = next(_csv_reader(_Lines(file)), [])
    if NOT_UTF8.search("".join(header)):
        raise UnicodeError("The header is not UTF-8 text.")
    return header if next(_csv_rows(path), None) else []


def _csv_rows(path: Path) -> Iterator[NumberedRow | BrokenRow]:
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


def _json_columns(path: Path) -> list[str]:
    if _is_packed(path):
        raise WrongUse(PACKED_FILE.format(path))
    columns: dict[str, None] = {}
    for row in _json_rows(path):
        if isinstance(row, NumberedRow) and not row.cells.keys() <= columns.keys():
            columns |= dict.fromkeys(row.cells)
    return list(columns)


def _json_rows(path: Path) -> Iterator[NumberedRow | BrokenRow]:
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


def _parquet_columns(path: Path) -> list[str]:
    import polars as pl

    return pl.scan_parquet(path, glob=False).collect_schema().names() if count_rows(path) else []


def _parquet_rows(path: Path, columns: Collection[str] = ()) -> Iterator[NumberedRow | BrokenRow]:
    import polars as pl

    wanted = pl.scan_parquet(path, glob=False).select(pl.col(*columns) if columns else pl.all())
    for start in range(0, count_rows(path) or 0, PARQUET_SLICE):
        yield from _frame_rows(wanted.slice(start, PARQUET_SLICE).collect(), start + 1)


def _frame_rows(frame: Any, first: int) -> Iterator[NumberedRow | BrokenRow]:
    """Yield the rows of a frame; one with a value that Python has none for (a day of year 148108) is told."""
    from polars.exceptions import PanicException

    unreadable, given = (ValueError, OverflowError, RuntimeError, PanicException), 0
    try:
        for cells in frame.iter_rows(named=True):
            yield NumberedRow(first + given, cells)
            given += 1
    except unreadable:  # of one row among the many read at once
        for offset in range(given, frame.height):
            try:
                yield NumberedRow(first + offset, frame.row(offset, named=True))
            except unreadable as error:
                yield BrokenRow(first + offset, f"Row {first + offset} cannot be read: {error}.", "")


@dataclass(frozen=True, slots=True)
class _Form:
    columns: Callable[[Path], list[str]]
    rows: Callable[[Path], Iterator[NumberedRow | BrokenRow]]


PARQUET = _Form(_parquet_columns, _parquet_rows)
CSV = _Form(_csv_columns, _csv_rows)
FORMS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".jsonl": _Form(_json_columns, _json_rows),
    ".ndjson": _Form(_json_columns, _json_rows),
    ".parquet": PARQUET,
}


def _form(path: Path) -> _Form:
    if path.suffix.lower() not in FORMS:
        raise WrongUse(f"{path.name} is of no known form; give a file that ends in: {', '.join(FORMS)}.")
    return FORMS[path.suffix.lower()]


def _read(path: Path, columns: Callable[[Path], list[str]]) -> list[str]:
    try:
        if path.stat().st_size == 0:
            raise WrongUse(f"{path} is empty; give a file with at least a name and a plot column.")
        found = columns(path)
    except (OSError, UnicodeError) as error:
        raise WrongUse(_sentence(path, error)) from None
    except csv.Error as error:
        raise WrongUse(f"{path} is not CSV: {error}.") from None
    except Exception as error:
        if _is_of_polars(error):
            raise WrongUse(f"{path} is not a Parquet file: {error}.") from None
        raise
    if not found:
        first = next((row for row in read_rows(path) if isinstance(row, BrokenRow)), None)
        why = f": {first.reason} Give" if first else "; give"
        raise WrongUse(f"{path} holds no rows{why} a file with at least a name and a plot column.")
    return found


def _require_file(path: Path) -> None:
    """Refuse what is there and no file; whether there is anything, its reader finds out."""
    if path.is_dir():
        raise WrongUse(f"{path} is a folder; name a file in it.")
    if path.exists() and not path.is_file():
        raise WrongUse(f"{path} is a pipe or a device; save what it gives as a file and name that.")


def _is_of_polars(error: BaseException) -> bool:
    """Tell polars' errors, which may not be imported just to be named."""
    return type(error).__module__.startswith(("polars", "pyo3_runtime"))


def _state(path: Path) -> tuple[int, int, int] | None:
    """Return what differs once a file was written on or replaced; None if it is gone."""
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_ino, now.st_size, now.st_mtime_ns


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(PACKED)


def _sentence(path: Path, error: OSError | UnicodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path}; check the path."
    if isinstance(error, OSError):
        return f"{path} cannot be read: {error.strerror or error}."
    if _is_packed(path):
        return PACKED_FILE.format(path)
    return f"{path} is not UTF-8 text; convert it to UTF-8 and import it again."
