"""`trending-now evaluate`: an engine's quality on a labelled corpus, alone or beside the others and the baselines."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer

from trending_now.cli.console import EngineName, Json, open_settings, progress_bar
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.settings import Settings

TEST = "test"
Limit = Annotated[
    int | None,
    typer.Option(min=1, metavar="ROWS", help="Only so many rows of a split, spread evenly over it, for a quick look."),
]
Reviews = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Ask instead what reviews add, on the titles that this file in Parquet has reviews of.",
        show_default=False,
    ),
]


class Figures(Protocol):
    """What a measurement found; a program gets it as JSON."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        ...


Found = TypeVar("Found", bound=Figures)


def evaluate(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A labelled corpus in Parquet.", show_default=False)],
    *,
    engine: EngineName = None,
    split: Annotated[str, typer.Option(metavar="NAME", help="Which rows: train, val or test.")] = TEST,
    limit: Limit = None,
    baselines: Annotated[
        bool,
        typer.Option("--baselines", help="Fit the baselines on train and val, and measure all engines beside them."),
    ] = False,
    labels: Annotated[
        bool, typer.Option("--labels", help="Ask instead which labels of the split are doubtful, and whose they are.")
    ] = False,
    reviews: Reviews = None,
    bias: Annotated[
        bool, typer.Option("--bias", help="Ask instead for whom it works better and worse: by source, decade, kind …")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure an engine against the labels of a corpus."""
    settings = open_settings()
    asked = {"--bias": bias, "--reviews": reviews is not None, "--labels": labels, "--baselines": baselines}
    several = [name for name, is_asked in asked.items() if is_asked]
    if len(several) > 1:
        raise WrongUse(f"{' and '.join(several)} ask for different things; give one of them.")
    if reviews is not None and (split != TEST or limit is not None):
        raise WrongUse("--reviews measures all titles that have both, of every split; leave --split and --limit out.")
    if labels and engine is not None:
        raise WrongUse("--labels asks no engine; leave --engine out.")
    if bias:
        _look_at_groups(settings, corpus, engine, split, limit, as_json=as_json)
    elif reviews is not None:
        _compare_reviews(settings, corpus, reviews, engine, as_json=as_json)
    elif labels:
        _audit(corpus, split, limit, as_json=as_json)
    elif baselines:
        _compare(settings, corpus, engine, split, limit, as_json=as_json)
    else:
        _measure(settings, corpus, engine, split, limit, as_json=as_json)


def _measure(
    settings: "Settings", corpus: Path, engine: str | None, split: str, limit: int | None, *, as_json: bool
) -> None:
    from trending_now.cli.evaluate_tables import show_report
    from trending_now.pipeline.evaluate import evaluate as measure
    from trending_now.wiring.engines import build_engine

    loaded = build_engine(settings, engine)
    with progress_bar() as progress:
        report = measure(loaded, corpus, split, progress, limit)
    _tell(report, show_report, as_json=as_json)


def _compare(
    settings: "Settings", corpus: Path, engine: str | None, split: str, limit: int | None, *, as_json: bool
) -> None:
    from trending_now.cli.evaluate_tables import show_comparison
    from trending_now.pipeline.compare import Contest, compare
    from trending_now.wiring.engines import build_rivals

    rivals = build_rivals(settings, engine)
    with progress_bar() as progress:
        comparison = compare(rivals, Contest(corpus, split, limit, settings.home / "vectors"), progress)
    _tell(comparison, partial(show_comparison, engine=rivals[0].name), as_json=as_json)


def _look_at_groups(
    settings: "Settings", corpus: Path, engine: str | None, split: str, limit: int | None, *, as_json: bool
) -> None:
    from trending_now.cli.evaluate_tables import show_bias
    from trending_now.pipeline.bias import measure_bias
    from trending_now.wiring.engines import build_engine

    loaded = build_engine(settings, engine)
    with progress_bar() as progress:
        report = measure_bias(loaded, corpus, split, progress, limit)
    _tell(report, show_bias, as_json=as_json)


def _compare_reviews(settings: "Settings", corpus: Path, reviews: Path, engine: str | None, *, as_json: bool) -> None:
    from trending_now.cli.evaluate_tables import show_reviews_report
    from trending_now.pipeline.compare_reviews import compare_reviews
    from trending_now.wiring.engines import build_engine

    loaded = build_engine(settings, engine)
    with progress_bar() as progress:
        report = compare_reviews(loaded, corpus, reviews, progress)
    _tell(report, show_reviews_report, as_json=as_json)


def _audit(corpus: Path, split: str, limit: int | None, *, as_json: bool) -> None:
    from trending_now.cli.evaluate_tables import show_audit
    from trending_now.pipeline.audit import audit

    with progress_bar() as progress:
        found = audit(corpus, split, limit, progress)
    _tell(found, show_audit, as_json=as_json)


def _tell(found: Found, show: Callable[[Found], None], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=1))
    else:
        show(found)
