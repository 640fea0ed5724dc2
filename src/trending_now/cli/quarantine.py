"""`trending-now quarantine`: what waits there, and what is to become of it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, json_text, open_settings, progress_bar, tell_failed
from trending_now.cli.usage_line import PlainUsage
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.store.quarantine import Quarantine, Waiting
    from trending_now.wiring.checks import QuarantineDesk

REASON_WIDTH = 76  # of a terminal of 80 columns, behind four spaces

quarantine = typer.Typer(help="Look at records that broke a data rule; try them again, or drop them.")

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The record's number, as in the list.", show_default=False)
]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="NUMBER", help="The records' numbers, as in the list.", show_default=False)
]
OfSource = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only this source's records.")]
OfRule = Annotated[str | None, typer.Option("--rule", metavar="RULE", help="Only records that broke this rule.")]
All = Annotated[bool, typer.Option("--all", help="Every record that waits, or all of --source and --rule.")]


@quarantine.command("list", cls=PlainUsage)
def list_all(
    source: OfSource = None,
    rule: OfRule = None,
    limit: Annotated[int, typer.Option(min=1, metavar="NUMBER", help="At most so many, the newest first.")] = 20,
    as_json: Json = False,
) -> None:
    """Name the records that wait, the newest first."""
    with _desk() as desk:
        found, counts = desk.quarantine.waiting(source, rule, limit), desk.quarantine.counts()
    if as_json:
        typer.echo(json.dumps({"quarantine": [asdict(one) for one in found]}, default=json_text, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one.id}  {one.last_seen:%Y-%m-%d}  {one.source}  {one.rule}: {one.subject}")
        typer.echo(f"    {_in_a_line(one.message)}")
    typer.echo(_how_many(len(found), counts, source, rule))


@quarantine.command("show", cls=PlainUsage)
def show(number: Number, as_json: Json = False) -> None:
    """Show one record: which rule it broke and why, and how it begins."""
    with _desk() as desk:
        found = desk.quarantine.find(number)
    if as_json:
        typer.echo(json.dumps(asdict(found), default=json_text, ensure_ascii=False))
        return
    for name, value in asdict(found).items():
        typer.echo(f"{name.replace('_', ' '):10}  {_said(value)}")


@quarantine.command("retry", cls=PlainUsage)
def retry(numbers: Numbers = None, source: OfSource = None, rule: OfRule = None, every: All = False) -> None:
    """Read records again from the raw answers, and check the catalogue; what is good now leaves quarantine."""
    with _desk() as desk:
        chosen = _chosen(desk.quarantine, numbers, source, rule, every=every)
        runs = desk.retrying.run(chosen)
        if desk.checking.has_records():
            desk.checking.run()
        left = {one.id for one in desk.quarantine.waiting()}
    gone = [one for one in chosen if one.id not in left]
    typer.echo(f"Tried {len(chosen):,} again: {len(gone):,} left quarantine, {len(chosen) - len(gone):,} still wait.")
    tell_failed(runs)


@quarantine.command("drop", cls=PlainUsage)
def drop(numbers: Numbers = None, source: OfSource = None, rule: OfRule = None, every: All = False) -> None:
    """Forget records; one that comes again broken waits again."""
    with _desk() as desk:
        chosen = _chosen(desk.quarantine, numbers, source, rule, every=every)
        gone = desk.quarantine.drop(chosen)
    typer.echo(f"Dropped {gone:,}.")


@contextmanager
def _desk() -> "Iterator[QuarantineDesk]":
    from trending_now.wiring.checks import open_quarantine

    with progress_bar() as progress, open_quarantine(open_settings(), progress) as desk:
        yield desk


def _in_a_line(message: str) -> str:
    """Return the beginning of a message, with addresses that end before their parameters: they may be long."""
    line = re.sub(r"(https?://[^\s?]+)\?\S+", r"\1", " ".join(message.split()))
    return line if len(line) <= REASON_WIDTH else f"{line[: REASON_WIDTH - 1].rstrip()}…"


def _how_many(shown: int, counts: list[tuple[str, str, int]], source: str | None, rule: str | None) -> str:
    """Say how many records are shown of those that were asked for."""
    fitting = sum(n for of, broken, n in counts if source in (None, of) and rule in (None, broken))
    if fitting:
        return f"{shown} of {fitting:,} shown."
    others = sum(number for *_, number in counts)
    return f"Nothing of that waits in quarantine ({others:,} in all)." if others else "Nothing waits in quarantine."


def _chosen(
    shelf: "Quarantine", numbers: list[int] | None, source: str | None, rule: str | None, *, every: bool
) -> "list[Waiting]":
    if bool(numbers) == every:
        raise WrongUse("Name the records by their numbers, or all of them with --all (and --source or --rule).")
    return [shelf.find(number) for number in numbers] if numbers else shelf.waiting(source, rule)


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "never" if value is None else str(value)
