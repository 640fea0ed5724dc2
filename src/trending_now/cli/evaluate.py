"""`trending-now evaluate`: an engine's quality on a labelled corpus."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings, progress_bar

if TYPE_CHECKING:
    from trending_now.evaluation.report import Report


def evaluate(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A labelled corpus in Parquet.", show_default=False)],
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which engine is measured; default: the setting ENGINE.")
    ] = None,
    split: Annotated[str, typer.Option(metavar="NAME", help="Which rows: train, val or test.")] = "test",
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="ROWS", help="Only so many rows, spread evenly over the split, for a quick look."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure an engine against the labels of a corpus."""
    from trending_now.pipeline.evaluate import evaluate as measure
    from trending_now.wiring import build_engine

    loaded = build_engine(open_settings(), engine)
    with progress_bar() as progress:
        report = measure(loaded, corpus, split, progress, limit)
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=1))
    else:
        _show(report)


def _show(report: "Report") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("rows", "n", "macro-F1", "micro-F1", "mAP", "ECE", title=f"{report.engine} on {report.split}")
    for name, quality in {"all": report.overall, **report.slices}.items():
        figures = (
            quality.macro_f1,
            quality.micro_f1,
            quality.mean_average_precision,
            quality.expected_calibration_error,
        )
        table.add_row(name, str(quality.rows), *map(_figure, figures))
    genres = Table("genre", "precision", "recall", "F1", "AP", "support")
    for genre in report.overall.genres:
        cells = (genre.precision, genre.recall, genre.f1, genre.average_precision)
        genres.add_row(genre.genre, *map(_figure, cells), str(genre.support))
    console = Console()
    console.print(table, genres)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
