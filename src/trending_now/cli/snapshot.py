"""`trending-now snapshot`: freeze what has been gathered; list, show and compare what was frozen."""

import json
from pathlib import Path
from typing import Annotated

import typer

from trending_now.cli.console import Json, open_settings, progress_bar
from trending_now.cli.usage_line import PlainUsage

snapshot = typer.Typer(
    invoke_without_command=True,
    help="Check the catalogue and freeze it with its raw answers; list, show and compare snapshots.",
)

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="A snapshot's name, the beginning of it or of its digest, or latest, the default.",
        show_default=False,
    ),
]


@snapshot.callback(invoke_without_command=True)
def make(
    context: typer.Context,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Freeze a labelled corpus in Parquet, too; may be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the catalogue and freeze it with its raw answers; list, show and compare snapshots."""
    if context.invoked_subcommand is not None:
        return
    from trending_now.cli.snapshot_lines import outcome_lines
    from trending_now.store.snapshots.shelf import manifest_as_json
    from trending_now.wiring.snapshots import open_snapshotting

    with progress_bar() as progress, open_snapshotting(open_settings(), progress) as snapshotting:
        outcome = snapshotting.run(tuple(corpus or ()))
    if as_json:
        _print(
            {"is_new": outcome.is_new, "lost_files": outcome.lost_files, "snapshot": manifest_as_json(outcome.manifest)}
        )
    else:
        _say(outcome_lines(outcome))


@snapshot.command("list", cls=PlainUsage)
def list_all(as_json: Json = False) -> None:
    """Name every snapshot, the oldest first."""
    from trending_now.cli.snapshot_lines import list_lines
    from trending_now.store.snapshots.shelf import manifest_as_json
    from trending_now.wiring.snapshots import build_snapshot_shelf

    shelf = build_snapshot_shelf(open_settings())
    manifests = shelf.all()
    if as_json:
        _print({"snapshots": [manifest_as_json(manifest) for manifest in manifests]})
    else:
        _say(list_lines(manifests, shelf.url))


@snapshot.command("show", cls=PlainUsage)
def show(
    name: Name = "latest",
    verify: Annotated[
        bool, typer.Option("--verify", help="Read every file again and compare its SHA-256 with the manifest's.")
    ] = False,
    croissant: Annotated[
        bool, typer.Option("--croissant", help="Print its metadata in Croissant, for tools that read data sets.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what a snapshot holds, what was left out and why, and which code made it."""
    from trending_now.cli.snapshot_lines import manifest_lines
    from trending_now.store.snapshots.croissant import croissant_of
    from trending_now.store.snapshots.shelf import manifest_as_json
    from trending_now.wiring.snapshots import build_snapshot_shelf

    shelf = build_snapshot_shelf(open_settings())
    manifest = shelf.find(name)
    faults = shelf.faults(manifest) if verify else []
    if croissant:
        _print(croissant_of(manifest, f"{shelf.url}/{manifest.name}"))
    elif as_json:
        _print({"snapshot": manifest_as_json(manifest)} | ({"faults": faults} if verify else {}))
    else:
        _say(manifest_lines(manifest))
        if verify and not faults:
            typer.echo(f"All {len(manifest.files)} files are as the manifest names them.")
    for fault in faults:
        typer.echo(f"trending-now: snapshot {manifest.name}: {fault}", err=True)
    if faults:
        raise typer.Exit(1)


@snapshot.command("diff", cls=PlainUsage)
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier snapshot.", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help="The later one.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Compare two snapshots: which titles and labels were added, removed or changed."""
    from trending_now.cli.snapshot_lines import difference_lines
    from trending_now.pipeline.snapshot_difference import difference
    from trending_now.wiring.snapshots import build_snapshot_shelf

    shelf = build_snapshot_shelf(open_settings())
    found = difference(shelf, shelf.find(before), shelf.find(after))
    if as_json:
        _print(found.as_json())
    else:
        _say(difference_lines(found))


def _print(content: dict[str, object]) -> None:
    typer.echo(json.dumps(content, indent=1, ensure_ascii=False))


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
