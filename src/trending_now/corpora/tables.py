"""Reads the rows of a corpus' CSV, tab-separated and Parquet files, under any of the published column names."""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.errors import WrongUse

if TYPE_CHECKING:
    import polars as pl

PARQUET_SLICE = 2_000
Columns = Mapping[str, tuple[str, ...]]
"""Our name of each column, and the names under which it is published, the official one first."""


def read_rows(path: Path, columns: Columns, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a CSV or Parquet file under our names of the columns; a column that it lacks is None.

    A cell is a text, None, or, in Parquet, a list of texts, whatever type a Parquet file gives its columns.
    Bytes that are not UTF-8 become U+FFFD, which `text_fault` finds.

    Raises:
        WrongUse: the file is neither, is damaged, or lacks a required column.
    """
    try:
        yield from (_parquet_rows if path.suffix.lower() == ".parquet" else _csv_rows)(path, columns, required)
    except (OSError, csv.Error) as error:
        raise WrongUse(f"{path} cannot be read: {error}.") from None
    except Exception as error:
        if type(error).__module__.startswith("polars"):
            said = " ".join(str(error).split())[:200].rstrip(".")
            raise WrongUse(f"{path} is not a Parquet file, or a damaged one: {said}; fetch it again.") from None
        raise


def read_tab_separated(path: Path) -> Iterator[list[str]]:
    """Yield the cells of each line; such files have no quotes."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\r\n").split("\t")


def _csv_rows(path: Path, columns: Columns, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(line.replace("\0", "") for line in lines)
        names = _present(path, reader.fieldnames or (), columns, required)
        for row in reader:
            yield {ours: row.get(theirs) if theirs else None for ours, theirs in names.items()}


def _parquet_rows(path: Path, columns: Columns, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    import polars as pl

    scanned = pl.scan_parquet(path)
    types = scanned.collect_schema()
    names = _present(path, types.names(), columns, required)
    wanted = scanned.select([_as_text(theirs, types).alias(ours) for ours, theirs in names.items() if theirs])
    missing = {ours: None for ours, theirs in names.items() if theirs is None}
    start = 0
    while not (frame := wanted.slice(start, PARQUET_SLICE).collect()).is_empty():
        for row in frame.iter_rows(named=True):
            yield row | missing
        start += PARQUET_SLICE


def _as_text(column: str, types: "Mapping[str, pl.DataType]") -> "pl.Expr":
    import polars as pl

    if isinstance(types[column], pl.List):
        return pl.col(column).cast(pl.List(pl.String)).list.drop_nulls()
    return pl.col(column).cast(pl.String)


def _present(path: Path, found: Any, columns: Columns, required: tuple[str, ...]) -> dict[str, str | None]:
    there = {name.strip().casefold(): name for name in found}
    names = {
        ours: next((there[t.casefold()] for t in theirs if t.casefold() in there), None)
        for ours, theirs in columns.items()
    }
    lacking = [columns[ours][0] for ours in required if names[ours] is None]
    if lacking:
        raise WrongUse(f"{path} lacks the column {lacking[0]!r}; give the file as it was published.")
    return names
