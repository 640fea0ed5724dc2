"""Reads any table in a file, as its name's end says, and tells in a sentence what cannot be read."""

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from trending_now.errors import WrongUse
from trending_now.sources.table_files.csv_rows import csv_columns, csv_rows
from trending_now.sources.table_files.json_rows import json_columns, json_rows
from trending_now.sources.table_files.parquet_rows import parquet_columns, parquet_row_count, parquet_rows
from trending_now.sources.table_files.rows import BrokenRow, NumberedRow

PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zX", b"\x28\xb5\x2f\xfd")  # zip and xlsx, gzip, bzip2, xz, zstd
CHANGED = "{} was changed while it was read; what was read of it is stored. Import it again."


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
        yield from parquet_rows(path, columns) if _form(path) is PARQUET else _form(path).rows(path)
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
    return parquet_row_count(path) if path.suffix.lower() == ".parquet" else None


@dataclass(frozen=True, slots=True)
class _Form:
    columns: Callable[[Path], list[str]]
    rows: Callable[[Path], Iterator[NumberedRow | BrokenRow]]


PARQUET = _Form(parquet_columns, parquet_rows)
CSV = _Form(csv_columns, csv_rows)
FORMS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".jsonl": _Form(json_columns, json_rows),
    ".ndjson": _Form(json_columns, json_rows),
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
        if _is_packed(path):
            raise WrongUse(f"{path} is a packed file; unpack it and import what is in it.")
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
    return f"{path} is not UTF-8 text; convert it to UTF-8 and import it again."
