"""`trending-now`: the commands, and how their errors are told."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from trending_now.cli.backup import backup, restore
from trending_now.cli.check import check
from trending_now.cli.classify import classify
from trending_now.cli.crawl import crawl
from trending_now.cli.data import data
from trending_now.cli.doctor.command import doctor
from trending_now.cli.enrich import enrich
from trending_now.cli.evaluate import evaluate
from trending_now.cli.import_file import import_file
from trending_now.cli.ingest import ingest
from trending_now.cli.llm import llm
from trending_now.cli.match import match
from trending_now.cli.memory import collect_seldom
from trending_now.cli.output import drop
from trending_now.cli.policy import policy
from trending_now.cli.prompts.group import prompts
from trending_now.cli.quarantine import quarantine
from trending_now.cli.snapshot import snapshot
from trending_now.cli.train import train
from trending_now.cli.up import up
from trending_now.cli.usage_line import PlainGroup, PlainUsage
from trending_now.errors import TrendingNowError, WrongUse

HELP_FLAGS = ["-h", "--help"]
OFFSETS_ARE_ZONES = ("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")  # else polars panics at a Parquet file's zone "+05:30"
INTERRUPTED = 130  # what a shell gives a program that Ctrl-C ended; typer returns it


class QuickHelp(TyperGroup):
    """Shows help before the options that stand before a command are read: typer needs pydantic to read any."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before a command; `COMMAND --help`, `GROUP COMMAND --help`, and no word at all, end here."""
        if not args:
            typer.echo(ctx.get_help())
            ctx.exit(WrongUse.exit_code)
        if args[-1] in HELP_FLAGS and len(args) > 1:
            _show_help(self, ctx, args[:-1])
        return super().parse_args(ctx, args)


def _show_help(group: Any, ctx: Any, names: list[str]) -> None:
    """Show the help of a command and end, if these are the names of one, each that of a group before the next."""
    for name in names:
        command = getattr(group, "commands", {}).get(name)
        if command is None:
            return
        group, parent, ctx = command, ctx, command.context_class(command, info_name=name, parent=ctx)
    group.make_context(names[-1], HELP_FLAGS[-1:], parent=parent)


app = typer.Typer(
    cls=QuickHelp,
    name="trending-now",
    help="What is new in film and television, with genres you can trust.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would take as long to import as all the rest of `--help`
    context_settings={"help_option_names": HELP_FLAGS},
)

app.command("up", cls=PlainUsage)(up)
app.command("ingest", cls=PlainUsage)(ingest)
app.command("import", cls=PlainUsage)(import_file)
app.command("crawl", cls=PlainUsage)(crawl)
app.command("policy", cls=PlainUsage)(policy)
app.command("enrich", cls=PlainUsage)(enrich)
app.command("classify", cls=PlainUsage)(classify)
app.command("evaluate", cls=PlainUsage)(evaluate)
app.command("train", cls=PlainUsage)(train)
app.command("doctor", cls=PlainUsage)(doctor)
app.add_typer(match, name="match", cls=PlainGroup)
app.add_typer(snapshot, name="snapshot", cls=PlainGroup)
app.add_typer(prompts, name="prompts", cls=PlainGroup)
app.add_typer(llm, name="llm", cls=PlainGroup)
app.command("check", cls=PlainUsage)(check)
app.command("backup", cls=PlainUsage)(backup)
app.command("restore", cls=PlainUsage)(restore)
app.add_typer(data, name="data", cls=PlainGroup)
app.add_typer(quarantine, name="quarantine", cls=PlainGroup)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        typer.echo(f"trending-now {metadata.version('trending-now')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def _open_closed_streams() -> None:
    """Read nothing from a stream that whoever called us has closed, and write nowhere: Python has None in its place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115 (for as long as we live)


def _print_any_sign() -> None:
    """Write a sign that the terminal's encoding lacks as its number, instead of ending with an error."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, by default the one this process was called with.

    What went wrong is one sentence on stderr, and the exit code 1 (failure) or 2 (wrong use).
    """
    os.environ.setdefault(*OFFSETS_ARE_ZONES)
    _open_closed_streams()
    _print_any_sign()
    if arguments is None:
        collect_seldom()
    try:
        exit_code = app(arguments, prog_name=app.info.name, standalone_mode=False)
    except TyperException as error:
        _fail(_usage_sentence(error), error.exit_code)
    except Abort:  # Ctrl-C, or the end of the input, where a question was asked
        exit_code = INTERRUPTED
    except TrendingNowError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        _fail(_system_sentence(error), 1)
    if exit_code == INTERRUPTED:
        _fail("Stopped; what was reported done is kept.", INTERRUPTED)
    sys.exit(exit_code)


def _usage_sentence(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "trending-now"
    said = error.format_message().replace("Value error, ", "").rstrip(".")  # pydantic's own words
    return f"{said}{'' if said.endswith('?') else ';'} `{command} --help` shows how it is used."


def _system_sentence(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename is None:  # commands name the files they open, so it is what they print that cannot go out
        drop(sys.stdout)
        return f"The output cannot be written: {reason}. Free some space, or send the output elsewhere."
    return f"{error.filename} cannot be used: {reason}."


def _fail(sentence: str, exit_code: int) -> NoReturn:
    typer.echo(f"trending-now: {sentence}", err=True)
    sys.exit(exit_code)
