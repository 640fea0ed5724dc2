"""Reads a prepared corpus: the columns of its Parquet file, and its lists of labels as a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.errors import WrongUse

if TYPE_CHECKING:
    import polars as pl


def read_columns(path: Path, columns: Sequence[str], what: str, optional: Sequence[str] = ()) -> "pl.DataFrame":
    """Return these columns of a Parquet file, and the optional ones that it has; errors call the file `what`.

    Raises:
        WrongUse: it is missing, is not Parquet or lacks a column.
    """
    import polars as pl

    if not path.is_file():
        raise WrongUse(f"There is no {what} {path}; give the path of a Parquet file with: {', '.join(columns)}.")
    try:
        present = pl.scan_parquet(path).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError):
        raise WrongUse(f"{path} is not a Parquet file; give a {what} in Parquet.") from None
    missing = [column for column in columns if column not in present]
    if missing:
        raise WrongUse(f"{path} lacks the column {missing[0]!r}; a {what} has: {', '.join(columns)}.")
    wanted = [*columns, *(column for column in optional if column in present)]
    try:
        return pl.scan_parquet(path).select(wanted).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise WrongUse(f"{path} is damaged: {' '.join(str(error).split())[:200]}; give a whole one.") from None


def rows_of_split(path: Path, rows: "pl.DataFrame", split: str) -> "pl.DataFrame":
    """Return the rows of one split; `path` is where they were read.

    Raises:
        WrongUse: there are none.
    """
    import polars as pl

    sides = rows["split"].cast(pl.String)
    chosen = rows.filter(sides == split)
    if chosen.is_empty():
        others = ", ".join(sorted(sides.drop_nulls().unique())) or "none"
        raise WrongUse(f"{path} has no rows of split {split!r}; choose one that it has ({others}), or add such rows.")
    return chosen


def labels_of(column: "pl.Series", names: Sequence[str]) -> NDArray[np.bool_]:
    """Return a column of lists as rows × names: whether each row's list has the name.

    Raises:
        WrongUse: the column holds no lists, or one of them has another name.
    """
    import polars as pl

    if column.dtype != pl.List(pl.String) and column.drop_nulls().explode().drop_nulls().len():
        raise WrongUse(f"The corpus's column {column.name!r} holds {column.dtype}, not lists; give lists of names.")
    place = {name: number for number, name in enumerate(names)}
    unknown = set(column.explode().drop_nulls()) - set(place)
    if unknown:
        raise WrongUse(f"The corpus names a genre {min(unknown)!r} in {column.name!r}; map it to one of the 20 first.")
    labels = np.zeros((len(column), len(names)), dtype=bool)
    for row, values in enumerate(column.to_list()):
        labels[row, [place[value] for value in values or () if value is not None]] = True
    return labels


def evenly_spread(rows: int, limit: int) -> list[int]:
    """Return the numbers of at most `limit` rows, spread evenly, since corpora are sorted by source and kind."""
    kept = min(rows, limit)
    return [number * rows // kept for number in range(kept)]
