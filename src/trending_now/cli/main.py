"""`trending-now`: the commands, and how their errors are told."""

import os
import sys
from importlib import metadata
from typing import Annotated

import typer

from trending_now.cli.backup import backup, restore
from trending_now.cli.classify import classify
from trending_now.cli.doctor import doctor
from trending_now.cli.enrich import enrich
from trending_now.cli.evaluate import evaluate
from trending_now.cli.import_file import import_file
from trending_now.cli.ingest import ingest
from trending_now.cli.up import up
from trending_now.errors import TrendingNowError

app = typer.Typer(
    name="trending-now",
    help="What is new in film and television, with genres you can trust.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("up")(up)
app.command("ingest")(ingest)
app.command("import")(import_file)
app.command("enrich")(enrich)
app.command("classify")(classify)
app.command("evaluate")(evaluate)
app.command("doctor")(doctor)
app.command("backup")(backup)
app.command("restore")(restore)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"trending-now {metadata.version('trending-now')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def main() -> None:
    """Run a command; what went wrong is one sentence on stderr and the exit code 1 (failure) or 2 (wrong use)."""
    try:
        app()
    except TrendingNowError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("Stopped; what was reported done is kept.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.", 1)


def _fail(sentence: str, exit_code: int) -> None:
    typer.echo(f"trending-now: {sentence}", err=True)
    sys.exit(exit_code)
