"""`trending-now data`: training corpora fetched; snapshots and other folders under DVC, pushed and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import open_settings, progress_bar
from trending_now.cli.usage_line import PlainUsage
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.domain.snapshot import Manifest
    from trending_now.store.snapshots.data_versions import DataVersions
    from trending_now.store.snapshots.shelf import SnapshotShelf

PROCESSED_BUCKET, RAW_BUCKET = "s3://trending-now-processed-data/dvc", "s3://trending-now-raw-data/dvc"

data = typer.Typer(
    help="Fetch training corpora; version snapshots with DVC: set a remote, push, pull, check out an earlier one."
)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A snapshot's name, its beginning, or latest.", show_default=False)
]


@data.command("fetch", cls=PlainUsage)
def fetch(
    corpora: Annotated[
        list[str] | None,
        typer.Argument(metavar="CORPUS", help="mpst, cmu or wiki_plots; default: all.", show_default=False),
    ] = None,
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where they are put, and their checksums.")] = Path(
        "data"
    ),
) -> None:
    """Fetch training corpora from their published homes; a checksum is kept that every later download must have."""
    from trending_now.corpora.published import HOMES, LOCK
    from trending_now.wiring.corpora import open_corpus_shelf

    with progress_bar() as progress, open_corpus_shelf(open_settings(), out) as shelf:
        for corpus in corpora or HOMES:
            typer.echo(f"{corpus}: {shelf.get(corpus, progress)}")
    typer.echo(f"Their checksums are in {out / LOCK}.")


@data.command("remote", cls=PlainUsage)
def remote(
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="URL", help=f"A folder or s3://bucket/path; default: {PROCESSED_BUCKET}.", show_default=False
        ),
    ] = None,
    raw: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help=f"Where raw answers go; default: URL, and without one {RAW_BUCKET}.", show_default=False
        ),
    ] = None,
) -> None:
    """Say where pushed data go."""
    versions, _ = _open()
    versions.set_remotes(url or PROCESSED_BUCKET, raw or url or RAW_BUCKET)
    typer.echo(f"Data of {versions.root} go to {url or PROCESSED_BUCKET}, raw answers to {raw or url or RAW_BUCKET}.")


@data.command("push", cls=PlainUsage)
def push(
    folder: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FOLDER", help="Folders or files of raw data beside the snapshots.", show_default=False),
    ] = None,
) -> None:
    """Put every snapshot under DVC and send what the remotes lack; commit the pointer files to git.

    A damaged snapshot is left out, since its pointer would name the damage from then on.
    """
    versions, shelf = _open()
    names = shelf.names()
    damaged = [name for name in names if _tell_faults(shelf, shelf.open(name))]
    pointers = versions.push([name for name in names if name not in damaged], tuple(folder or ()))
    if pointers:
        typer.echo(f"Pushed {len(pointers)}: {', '.join(pointer.stem for pointer in pointers)}. Commit to git:")
        for pointer in pointers:
            typer.echo(f"  {pointer}")
    elif not names:
        typer.echo(f"There is no snapshot in {shelf.url}; `trending-now snapshot` makes one.")
    if damaged:
        how = f"`trending-now data checkout {damaged[0]}` brings back what was pushed"
        typer.echo(f"trending-now: Not pushed, for they are damaged: {', '.join(damaged)}; {how}.", err=True)
        raise typer.Exit(1)


@data.command("pull", cls=PlainUsage)
def pull() -> None:
    """Bring back everything that pointer files name."""
    versions, shelf = _open()
    names = versions.pull()
    if not names:
        typer.echo(
            f"No snapshot has a pointer file in {shelf.url}; get them from git, or `trending-now data push` first."
        )
    for name in names:
        _verify(shelf, name)


@data.command("checkout", cls=PlainUsage)
def checkout(name: Name) -> None:
    """Bring back one snapshot exactly as it was pushed, and compare every hash."""
    versions, shelf = _open()
    for whole in versions.pull(name):
        _verify(shelf, whole)


def _open() -> "tuple[DataVersions, SnapshotShelf]":
    from trending_now.settings import without_secrets
    from trending_now.store.snapshots.data_versions import DataVersions
    from trending_now.store.stored_files import local_folder
    from trending_now.wiring.snapshots import build_snapshot_shelf

    settings = open_settings()
    folder = local_folder(settings.snapshot_shelf_url)
    if folder is None:
        raise WrongUse(
            "DVC versions a local folder, and TRENDING_NOW_SNAPSHOTS_URL is "
            f"{without_secrets(settings.snapshot_shelf_url)}; set it to a folder."
        )
    return DataVersions(folder), build_snapshot_shelf(settings)


def _verify(shelf: "SnapshotShelf", name: str) -> None:
    manifest = shelf.open(name)
    if _tell_faults(shelf, manifest):
        raise typer.Exit(1)
    typer.echo(f"{name}: {len(manifest.files)} files, content {manifest.content[:12]}, as the manifest names them.")


def _tell_faults(shelf: "SnapshotShelf", manifest: "Manifest") -> bool:
    """Name on stderr each file that is not as the manifest says; returns whether there is one."""
    faults = shelf.faults(manifest)
    for fault in faults:
        typer.echo(f"trending-now: snapshot {manifest.name}: {fault}", err=True)
    return bool(faults)
