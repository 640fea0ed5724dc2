"""`trending-now import`: bring your own catalogue."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from trending_now.cli.columns import Columns, chosen_columns
from trending_now.cli.console import Json, open_settings, progress_bar, show_runs
from trending_now.errors import WrongUse

LONGEST_NAME = 100
MOST_NAME_BYTES = 200  # a folder of the lake has it in its name, and no folder's name takes more than 255


def import_file(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, JSON Lines or Parquet with a name and a plot.", show_default=False),
    ],
    column: Columns = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the source; default: the file's.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Store the titles of a file; the same file again changes nothing."""
    from trending_now.pipeline.import_file import store_file
    from trending_now.sources.catalogue import CatalogueFile
    from trending_now.store.listings.unknown_tags import unknown_tags
    from trending_now.store.quarantine import Quarantine
    from trending_now.wiring.clock import utc_now
    from trending_now.wiring.workshop import open_workshop

    chosen = chosen_columns(column)
    if name and len(name) > LONGEST_NAME:
        raise WrongUse(f"--name has {len(name)} characters; give one of at most {LONGEST_NAME}.")
    source = CatalogueFile(file, utc_now, chosen, f"import:{name}" if name else None)
    if (size := len(source.name.encode())) > MOST_NAME_BYTES:
        raise WrongUse(f"The source's name {source.name[:40]!r}… takes {size} bytes; give a shorter one with --name.")
    with progress_bar() as progress, open_workshop(open_settings(), progress) as workshop:
        total = source.row_count()
        ingestion = replace(workshop.ingestion, expected_rows=total)
        run = store_file(ingestion, Quarantine(workshop.database), source, workshop.refreshing.window(0))
        unknown = unknown_tags(workshop.database, source.name)
    show_runs([run], unknown, as_json=as_json)
