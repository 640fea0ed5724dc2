"""`trending-now backup` and `restore`: a consistent copy, and back."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import open_settings
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.settings import Settings


def backup(
    target: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The archive to write, such as trending-now.tar.gz.", show_default=False),
    ],
) -> None:
    """Copy the catalogue, raw answers and prompts into one file; the app may run meanwhile."""
    from trending_now.store.backup import make_backup
    from trending_now.store.stored_files import local_folder

    settings = open_settings()
    with _tidy_end():
        size = make_backup(_database(settings), local_folder(settings.raw_lake_url), target, settings.home)
    typer.echo(f"Wrote {target} ({size / 1e6:.1f} MB).")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `backup` wrote.", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of the catalogue that is there.")] = False,
) -> None:
    """Put a backup in place; stop the app first."""
    from trending_now.store.backup import restore_backup
    from trending_now.store.stored_files import local_folder

    settings = open_settings()
    database = _database(settings)
    with _tidy_end():
        restore_backup(source, database, local_folder(settings.raw_lake_url), settings.home, replace=replace)
    typer.echo(f"Restored {source} into {settings.home if settings.database_url is None else database}.")


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Let a SIGTERM end the block as Ctrl-C does: half a copy of all that there is would lie there for ever."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _database(settings: "Settings") -> Path:
    from trending_now.store.backup import sqlite_file

    found = sqlite_file(settings.catalogue_url)
    if found is None:
        raise WrongUse(
            "backup and restore are for SQLite; use pg_dump and pg_restore for PostgreSQL, as docs/guide.md shows."
        )
    return found
