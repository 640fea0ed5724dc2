"""Stage bias: how well an engine works by source, kind of text, decade, kind, language and region."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.corpora.labelled_parquet import evenly_spread
from trending_now.domain.ports import Engine, Progress
from trending_now.evaluation.bias import BiasReport, bias_report
from trending_now.pipeline.evaluate import predict, read_split

if TYPE_CHECKING:
    import polars as pl

GROUPS = ("source", "text_kind", "decade", "kind", "language", "region")
TITLE_COLUMNS = ("year", "kind", "language", "countries")


def measure_bias(engine: Engine, corpus: Path, split: str, progress: Progress, limit: int | None = None) -> BiasReport:
    """Measure an engine for each group of a split's titles, or of `limit` of its rows, spread evenly over it.

    Raises:
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split.
    """
    frame = read_split(corpus, split, TITLE_COLUMNS)
    if limit is not None:
        frame = frame[evenly_spread(frame.height, limit)]
    predictions = predict(engine, frame, progress)
    return bias_report(engine.name, split, predictions, groups_of(frame))


def groups_of(frame: "pl.DataFrame") -> dict[str, list[str | None]]:
    """Return for each way of grouping the group of every row; None if it is not known."""

    def said(name: str) -> list[Any]:
        return frame[name].to_list() if name in frame.columns else [None] * frame.height

    found = {name: said(name) for name in ("source", "text_kind", "kind", "language")}
    found["decade"] = [_decade(year) for year in said("year")]
    found["region"] = [_first(countries) for countries in said("countries")]
    return {name: found[name] for name in GROUPS}


def _decade(year: object) -> str | None:
    """Return the decade of a year, which may come as a fraction or as text; None if it is not a year."""
    try:
        return f"{int(float(str(year))) // 10 * 10}s"
    except (ValueError, OverflowError):
        return None


def _first(countries: str | Sequence[str] | None) -> str | None:
    """Return the first country of a list, or of "US, GB"."""
    named = countries.split(",") if isinstance(countries, str) else countries
    return (named[0].strip() or None) if named and named[0] else None
