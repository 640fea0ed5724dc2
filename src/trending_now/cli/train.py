"""`trending-now train`: fit the genre model, measure it, record it, and promote it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, json_text, open_settings, progress_bar

if TYPE_CHECKING:
    from trending_now.pipeline.train import Stage, Trained, TrainingFiles
    from trending_now.settings import Settings

ALL = "all"
DOCUMENTS = Path("docs")


def _path(metavar: str, about: str) -> object:
    return typer.Option(metavar=metavar, help=about, show_default=False)


EncoderOf = Annotated[
    Path | None, _path("FOLDER", "An engine whose encoder stage heads builds on, such as the one that ships.")
]


def train(
    *,
    corpus: Annotated[Path | None, _path("FILE", "The labelled corpus in Parquet; default: the prepared one.")] = None,
    mpst: Annotated[Path | None, _path("FILE", "MPST's tags in Parquet; default: the prepared ones.")] = None,
    from_mpst: Annotated[Path | None, _path("PATH", "Prepare a corpus of MPST as it was published.")] = None,
    from_cmu: Annotated[Path | None, _path("PATH", "... and of the CMU Movie Summary Corpus.")] = None,
    from_wiki_plots: Annotated[Path | None, _path("PATH", "... and of the Wikipedia movie plots.")] = None,
    sides: Annotated[
        list[Path] | None, _path("FILE", "A Parquet file that says on which side titles stand; may be repeated.")
    ] = None,
    encoder_of: EncoderOf = None,
    out: Annotated[Path | None, _path("FOLDER", "Where all lies that is made; default: training in HOME.")] = None,
    params: Annotated[Path, typer.Option(metavar="FILE", help="Every number that changes a model.")] = Path(
        "params.yaml"
    ),
    stage: Annotated[str, typer.Option(metavar="STAGE", help="prepare, encoder, heads, evaluate, or all.")] = ALL,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Go through every step with a few hundred rows, in two minutes.")
    ] = False,
    promote: Annotated[
        bool, typer.Option("--promote", help="Train nothing: ship the registry's candidate with this package.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fit the genre model on a labelled corpus; a stopped run goes on from its last checkpoint."""
    from trending_now.training.extra import require_train_extra

    require_train_extra()
    settings = open_settings()
    if promote:
        _promote(settings, as_json=as_json)
        return
    from trending_now.pipeline.prepare import CorpusPaths
    from trending_now.pipeline.train import TrainingFiles

    published = CorpusPaths(from_mpst, from_cmu, from_wiki_plots, tuple(sides or ()))
    folder = out or settings.home / "training"
    files = TrainingFiles(folder, settings.home / "vectors", corpus, mpst, published, encoder_of)
    _train(settings, files, params, stage, smoke=smoke, as_json=as_json)


def _train(
    settings: "Settings", files: "TrainingFiles", params: Path, stage: str, *, smoke: bool, as_json: bool
) -> None:
    from trending_now.pipeline.train import Training
    from trending_now.training.params import read_params
    from trending_now.wiring.registry import build_registry

    stages, numbers = _stages(stage, files), read_params(params)
    with progress_bar() as progress:
        training = Training(files, numbers.for_smoke() if smoke else numbers, build_registry(settings), progress)
        trained = training.run(stages)
    _show(trained, as_json=as_json)


def _stages(name: str, files: "TrainingFiles") -> "list[Stage]":
    """Return the stages asked for; "all" begins with a given corpus, if there is one."""
    from trending_now.errors import WrongUse
    from trending_now.pipeline.train import Stage

    if name == ALL:
        return [stage for stage in Stage if stage is not Stage.PREPARE or files.given_corpus is None]
    if name not in list(Stage):
        raise WrongUse(f"There is no stage {name!r}; choose one of: {', '.join([*Stage, ALL])}.")
    return [Stage(name)]


def _promote(settings: "Settings", *, as_json: bool) -> None:
    from dataclasses import asdict

    from trending_now.models.boosted import BOOSTED_WEIGHTS
    from trending_now.pipeline.promote import promote
    from trending_now.wiring.registry import build_registry

    done = promote(build_registry(settings), BOOSTED_WEIGHTS, DOCUMENTS)
    if as_json:
        typer.echo(json.dumps(asdict(done), default=json_text))
    else:
        typer.echo(f"Version {done.version} ({done.model}) is now in {done.weights}; its card is in {DOCUMENTS}.")


def _show(trained: "Trained", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"out": str(trained.out), "version": trained.version, "figures": trained.figures}))
        return
    for stage, figures in trained.figures.items():
        told = figures.get("refined", figures)
        typer.echo(f"{stage}: " + ", ".join(f"{name} {value}" for name, value in told.items()))
    registered = f" It is version {trained.version} in the registry, the candidate." if trained.version else ""
    typer.echo(f"All lies in {trained.out}.{registered}")
