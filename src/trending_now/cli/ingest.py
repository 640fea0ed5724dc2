"""`trending-now ingest`: fetch what is new."""

from typing import Annotated

import typer

from trending_now.cli.console import Json, open_settings, progress_bar, show_runs

NOBODY_ASKED = (
    "No source is on, so none was asked; `trending-now doctor` shows TRENDING_NOW_SOURCES, and which need a key."
)


def ingest(
    source: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", metavar="NAME", help="Only this source; may be given several times."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="How far back: days (7d, or 7) or weeks (2w), at most 3660d; default: since the last good run.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch new releases from the sources that are on; the same again changes nothing."""
    from trending_now.pipeline.refresh import days_of
    from trending_now.store.listings.unknown_tags import unknown_tags
    from trending_now.wiring.sources import live_sources, source_builder
    from trending_now.wiring.workshop import open_workshop

    settings = open_settings()
    names = tuple(dict.fromkeys(source)) if source else live_sources(settings)
    past_days = days_of(since) if since else None
    if not names:
        typer.echo(NOBODY_ASKED, err=True)
    with progress_bar() as progress, open_workshop(settings, progress) as workshop, source_builder(settings) as build:
        sources = [build(name) for name in names]
        runs = [workshop.refreshing.ingest(built, past_days) for built in sources]
        workshop.expire()
        unknown = [tag for name in names for tag in unknown_tags(workshop.database, name)]
    show_runs(runs, unknown, as_json=as_json)
