"""`trending-now up`: the main job, in one command."""

from typing import Annotated

import typer

from trending_now.cli.console import open_settings


def up(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; default: the setting HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="PORT", help="Port to listen on; 0 = any free one; default: the setting PORT."
        ),
    ] = None,
    local_llm: Annotated[
        bool, typer.Option("--local-llm", help="Start a language model on this machine, and let the engine llm ask it.")
    ] = False,
) -> None:
    """Ingest what is new, enrich it, serve the app, and refresh on a schedule."""
    from trending_now.cli.output import say
    from trending_now.cli.serving import leave_after_grace, listen, report_runs, warn
    from trending_now.wiring.local_llm import with_local_llm
    from trending_now.wiring.refresh import open_refresh

    settings = open_settings()
    settings = settings.model_copy(
        update={"host": host or settings.host, "port": settings.port if port is None else port}
    )
    if local_llm:
        settings = with_local_llm(settings)
    with listen(settings) as listening:
        from trending_now.web.serve import serve

        with open_refresh(settings, lambda runs: report_runs(settings, runs), warn) as refresh:
            shown = f"[{settings.host}]" if ":" in settings.host else settings.host
            say(f"Trending Now is on http://{shown}:{listening.getsockname()[1]} (Ctrl-C stops it).")
            serve(settings, listening, refresh, leave_after_grace)
            leave_after_grace()  # it may have been told to end before it served
        say("Stopped.")
