"""How commands show their progress and results: bars on a terminal, JSON or plain lines elsewhere."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trending_now.domain.ports import Progress
    from trending_now.domain.run import Run
    from trending_now.settings import Settings
    from trending_now.store.listings.unknown_tags import UnknownTag

COMMONEST = 5

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]
EngineName = Annotated[
    str | None, typer.Option("--engine", metavar="NAME", help="boosted, rules, llm; default: the setting ENGINE.")
]


def open_settings() -> "Settings":
    """Read the settings, and log as they say.

    Raises:
        SettingsError: one of them is wrong.
    """
    from trending_now.logs import set_level
    from trending_now.settings import load_settings

    settings = load_settings()
    set_level(settings.log_level)
    return settings


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """Show a bar for each kind of work while the block runs; nothing when stderr is not a terminal."""
    if not sys.stderr.isatty():
        from trending_now.wiring.workshop import no_progress

        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, int] = {}

        def show(done: int, total: int | None, what: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield show


def show_runs(runs: "list[Run]", unknown: "Sequence[UnknownTag]" = (), *, as_json: bool) -> None:
    """Print what runs did, the tags that their sources have and the taxonomy has not, and what to do next.

    Failed runs are told first, on stderr, and end the program with exit code 1.
    """
    failed = _failed(runs)
    done = [run for run in runs if run not in failed]
    if as_json:
        content = {"runs": [_plain(run) for run in runs], "unknown_tags": [_plain_tag(tag) for tag in unknown]}
        typer.echo(json.dumps(content, default=json_text))
    else:
        for run in done:
            typer.echo(_line(run))
        if unknown:
            typer.echo(unknown_tags_sentence(unknown))
        for hint in _hints(done):
            typer.echo(hint)
    if failed:
        raise typer.Exit(1)


def json_text(value: object) -> str:
    """Return what JSON has no form for as text: a time as the API writes it, in UTC with a Z."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def one_line(quote: str) -> str:
    """Return a stranger's text without line ends and without signs that a terminal would obey."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in quote).split())


def tell_failed(runs: "list[Run]") -> None:
    """Name the failed runs on stderr; if there is one, the program ends with exit code 1."""
    if _failed(runs):
        raise typer.Exit(1)


def _failed(runs: "list[Run]") -> "list[Run]":
    """Return the failed runs, each named on stderr."""
    from trending_now.domain.run import RunState

    failed = [run for run in runs if run.state is RunState.FAILED]
    for run in failed:
        typer.echo(f"trending-now: {run.stage} {run.subject} failed: {run.message}", err=True)
    return failed


def unknown_tags_sentence(unknown: "Sequence[UnknownTag]") -> str:
    """Say how many tags the taxonomy does not know, and the commonest few."""
    if not unknown:
        return "the taxonomy knows every tag."
    named = ", ".join(f"{tag.tag.text!r} ({tag.listings})" for tag in unknown[:COMMONEST])
    others = f" and {len(unknown) - COMMONEST} more" if len(unknown) > COMMONEST else ""
    tags = "1 tag is" if len(unknown) == 1 else f"{len(unknown)} tags are"
    return f"{tags} unknown to the taxonomy and so without a vote: {named}{others}."


def _line(run: "Run") -> str:
    counts = run.counts
    told = f" ({run.message.rstrip('.')})" if run.message else ""
    if run.stage == "enrich":
        titles = "title" if counts.new == 1 else "titles"
        return f"enrich {run.subject}: {counts.new} {titles} enriched{told}"
    refused = f", {counts.quarantined} in quarantine" if counts.quarantined else ""
    return (
        f"{run.stage} {run.subject}: {counts.fetched} records, {counts.new} new, {counts.updated} updated, "
        f"{counts.unchanged} unchanged{refused}{told}"
    )


def _hints(done: "Sequence[Run]") -> Iterator[str]:
    """Yield what a person does after an ingestion."""
    ingested = [run.counts for run in done if run.stage == "ingest"]
    if any(counts.quarantined for counts in ingested):
        yield "Run `trending-now quarantine list` to see what is in quarantine, and why."
    if any(counts.new or counts.updated for counts in ingested):
        yield "Run `trending-now enrich` to work out the genres."


def _plain(run: "Run") -> dict[str, object]:
    from dataclasses import asdict

    values = asdict(run)
    return {"id": values.pop("id")} | values


def _plain_tag(unknown: "UnknownTag") -> dict[str, object]:
    return {"vocabulary": unknown.tag.vocabulary, "tag": unknown.tag.text, "listings": unknown.listings}
