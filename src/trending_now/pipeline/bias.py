"""Stage bias: for whom an engine works better and worse, by source, kind of text, decade, kind, language and region."""

from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine, Progress
from trending_now.errors import WrongUse
from trending_now.evaluation.bias import BiasReport, bias_report
from trending_now.pipeline.evaluate import COLUMNS, evenly_spread, predict, read_columns

if TYPE_CHECKING:
    import polars as pl

GROUPS = ("source", "text_kind", "decade", "kind", "language", "region")


def measure_bias(engine: Engine, corpus: Path, split: str, progress: Progress, limit: int | None = None) -> BiasReport:
    """Measure an engine for each group of a split's titles, or of `limit` of its rows, spread evenly over it.

    Raises:
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split.
    """
    import polars as pl

    read_columns(corpus, COLUMNS, "corpus")
    frame = pl.read_parquet(corpus).filter(pl.col("split") == split)
    if frame.is_empty():
        raise WrongUse(f"{corpus} has no rows of split {split!r}; choose one that it has.")
    if limit is not None:
        frame = frame[evenly_spread(frame.height, limit)]
    predictions = predict(engine, frame, progress)
    return bias_report(engine.name, split, predictions, groups_of(frame))


def groups_of(frame: "pl.DataFrame") -> dict[str, list[str | None]]:
    """Return the group of each row in every respect; None where it is not known."""
    import polars as pl

    def known(name: str) -> "pl.Series":
        return (
            frame[name].cast(pl.String) if name in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
        )

    decade = frame["year"] // 10 * 10 if "year" in frame.columns else None
    columns = {name: known(name).to_list() for name in ("source", "text_kind", "kind", "language")}
    countries = frame["countries"].list.first().to_list() if "countries" in frame.columns else [None] * frame.height
    decades = [None if ten is None else f"{ten}s" for ten in (decade.to_list() if decade is not None else countries)]
    found = columns | {"decade": decades, "region": countries}
    return {name: found[name] for name in GROUPS}
