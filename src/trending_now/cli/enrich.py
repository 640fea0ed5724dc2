"""`trending-now enrich`: let an engine read the titles."""

from typing import Annotated

import typer

from trending_now.cli.console import EngineName, Json, open_settings, progress_bar, show_runs


def enrich(
    engine: EngineName = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="TITLES", help="Only so many titles, the newest first.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Ask again for titles that have an answer.")] = False,
    as_json: Json = False,
) -> None:
    """Predict the genres of every title that needs it, and store them."""
    from trending_now.wiring.engines import build_engine
    from trending_now.wiring.workshop import open_workshop

    settings = open_settings()
    loaded = build_engine(settings, engine)
    with progress_bar() as progress, open_workshop(settings, progress) as workshop:
        run = workshop.enriching.run(loaded, everything=everything, limit=limit)
    show_runs([run], as_json=as_json)
