"""Builds the typed frames of a snapshot's tables out of rows."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from trending_now.store.snapshots.columns import snapshot_columns

if TYPE_CHECKING:
    import polars as pl

BETWEEN = "\0"  # no text in the database holds it


def build_frame(table: str, rows: Iterable[Sequence[Any]]) -> "pl.DataFrame":
    """Return rows as a frame with the columns of a snapshot's table, in their order.

    polars gets whole columns, and lists of words as one text that it splits itself; value by value it takes ten times
    as long.
    """
    import polars as pl

    schema = dict(snapshot_columns()[table])
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    words = [name for name, kind in schema.items() if kind == pl.List(pl.String)]
    built = {
        name: [BETWEEN.join(value) for value in values] if name in words else values
        for name, values in zip(schema, columns, strict=True)
    }
    plain = pl.DataFrame(built, schema=schema | dict.fromkeys(words, pl.String()))
    nothing = pl.lit([], dtype=pl.List(pl.String))
    split = [
        pl.when(pl.col(name) == "").then(nothing).otherwise(pl.col(name).str.split(BETWEEN)).alias(name)
        for name in words
    ]
    return plain.with_columns(split)
