"""Reads the rows of a Parquet file, a slice at a time; a row that Python cannot hold is told, and the next is read."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from trending_now.sources.table_files.rows import BrokenRow, NumberedRow

SLICE_ROWS = 8_000


def parquet_columns(path: Path) -> list[str]:
    """Return the columns; none where there is no row."""
    import polars as pl

    return pl.scan_parquet(path, glob=False).collect_schema().names() if parquet_row_count(path) else []


def parquet_row_count(path: Path) -> int:
    """Return the number of rows of a file, which its end tells."""
    import polars as pl

    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def parquet_rows(path: Path, columns: Collection[str] = ()) -> Iterator[NumberedRow | BrokenRow]:
    """Yield the rows, numbered from 1; only these columns are read, where any are named."""
    import polars as pl

    wanted = pl.scan_parquet(path, glob=False).select(pl.col(*columns) if columns else pl.all())
    for start in range(0, parquet_row_count(path), SLICE_ROWS):
        yield from _frame_rows(wanted.slice(start, SLICE_ROWS).collect(), start + 1)


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
