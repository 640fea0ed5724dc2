"""`trending-now prompts eval`, `compare`, `calibrate` and `board`: how good prompt versions are."""

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings, progress_bar
from trending_now.cli.prompts.versions import LATER, PromptName
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.evaluation.prompt_score import PromptScore
    from trending_now.wiring.prompts import Sample

NARROWEST = 128  # columns that the table needs, also where it goes into a file

Corpus = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A labelled corpus in Parquet; default: the demo catalogue.")
]
Split = Annotated[
    str | None, typer.Option(metavar="NAME", help="Which rows of the corpus: train, val or test; default: test.")
]
Limit = Annotated[int, typer.Option(min=2, metavar="TITLES", help="How many titles, spread evenly.")]
Attacks = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A file of attacks (JSON Lines) to try the model on, too.")
]


def evaluate_prompt(
    prompt: PromptName,
    corpus: Corpus = None,
    split: Split = None,
    limit: Limit = 100,
    attacks: Attacks = None,
    as_json: Json = False,
) -> None:
    """Measure a prompt version with the model of the settings: quality, validity, cost, speed."""
    from trending_now.wiring.prompts import Sample, open_jury

    sample = Sample(corpus, _chosen(split, corpus), limit, attacks)
    with progress_bar() as progress, open_jury(open_settings(), sample, progress) as jury:
        found = jury.measuring.score(jury.shelf.find(prompt))
    _show([found], sample, as_json=as_json)


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="The version to beat.", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="B", help="The version that is to be better.", show_default=False)],
    corpus: Corpus = None,
    split: Split = None,
    limit: Limit = 100,
    attacks: Attacks = None,
    gate: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="MARGIN", help="Fail (exit code 1) if B is worse by more than this."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure two prompt versions on the same titles, and say how they differ."""
    from trending_now.wiring.prompts import Sample, open_jury

    sample = Sample(corpus, _chosen(split, corpus), limit, attacks)
    with progress_bar() as progress, open_jury(open_settings(), sample, progress) as jury:
        found = jury.measuring.compare(jury.shelf.find(first), jury.shelf.find(second))
    if as_json:
        pair = [score.as_json() for score in (found.first, found.second)]
        typer.echo(json.dumps({"scores": pair, "gain": [found.gain.difference, found.gain.low, found.gain.high]}))
    else:
        _show([found.first, found.second], sample, as_json=False)
        gain = found.gain
        typer.echo(
            f"{second} over {first}: macro-F1 {gain.difference:+.3f} "
            f"(95 % paired bootstrap: {gain.low:+.3f} to {gain.high:+.3f})"
        )
    regressions = () if gate is None else found.regressions(gate)
    for said in regressions:
        typer.echo(f"trending-now: {second} may not pass: {said}.", err=True)
    if regressions:
        raise typer.Exit(1)


def calibrate(
    prompt: PromptName,
    corpus: Annotated[Path, typer.Option(metavar="FILE", help="A labelled corpus in Parquet; its val rows are read.")],
    limit: Limit = 200,
) -> None:
    """Fit how far a prompt's confidences can be believed, with the model of the settings."""
    from trending_now.wiring.prompts import Sample, fit_calibration

    with progress_bar() as progress:
        found, path = fit_calibration(open_settings(), Sample(corpus, "val", limit), prompt, progress)
    shown = ", ".join(f"{said:.0%} is {found.probability(said):.0%}" for said in (0.5, 0.7, 0.9))
    typer.echo(f"{prompt}: {shown}; a genre counts from {found.cut.chosen:.0%} on. Kept in {path}. {LATER}")


def board(
    corpus: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure the engines and baselines on this corpus first.")
    ] = None,
    split: Split = None,
    limit: Limit = 100,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as JSON, for the package.")] = None,
    as_json: Json = False,
) -> None:
    """Show every engine and prompt version as it was last measured."""
    from trending_now.pipeline.board import board_as_json, board_as_markdown, board_lines, shipped_board
    from trending_now.store.llm.scores import newest_scores
    from trending_now.wiring.database import open_database
    from trending_now.wiring.prompts import Sample, measure_engines

    settings, rows = open_settings(), _chosen(split, corpus)
    if corpus is not None:
        with progress_bar() as progress:
            measure_engines(settings, Sample(corpus, rows, limit), progress)
    with closing(open_database(settings, writable=True)) as database:
        lines = board_lines(newest_scores(database), shipped_board())
    if out is not None:
        out.write_text(json.dumps(board_as_json(lines), indent=1) + "\n", "utf-8")
    typer.echo(json.dumps({"board": board_as_json(lines)}) if as_json else board_as_markdown(lines), nl=False)


def _chosen(split: str | None, corpus: Path | None) -> str:
    """Return the split to measure on.

    Raises:
        WrongUse: one is named, but no corpus that has it.
    """
    if split is not None and corpus is None:
        raise WrongUse("--split names rows of a corpus; name the corpus, too, with --corpus.")
    return split or "test"


def _show(scores: "list[PromptScore]", sample: "Sample", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"scores": [score.as_json() for score in scores]}))
        return
    from rich.console import Console
    from rich.table import Table

    columns = ("prompt", "model", "macro-F1 (95 %)", "valid", "USD per 1,000", "p50", "p95", "agrees", "attacks obeyed")
    table = Table(*columns, title=f"{scores[0].rows} titles of {sample.corpus or 'the demo catalogue'}")
    for score in scores:
        table.add_row(*_cells(score))
    console = Console()
    console.width = max(console.width, NARROWEST)
    console.print(table)
    for score in scores:
        console.print(f"{score.name}: {', '.join(f'{n} {what}' for what, n in sorted(score.outcomes.items()))}")
        if score.is_at_chance:
            console.print(f"{score.name} is not surely better than chance: the commonest genre for every title.")


def _cells(score: "PromptScore") -> tuple[str, ...]:
    seconds = ("–" if value is None else f"{value:.1f} s" for value in (score.p50_seconds, score.p95_seconds))
    shares = ("–" if value is None else f"{value:.0%}" for value in (score.agreement, score.attack_success))
    return (
        score.name,
        score.model,
        f"{score.macro_f1:.3f} ({score.low:.3f}–{score.high:.3f})",
        f"{score.validity:.0%}",
        "unknown" if score.usd_per_1000 is None else f"{score.usd_per_1000:.4f}",
        *seconds,
        *shares,
    )
