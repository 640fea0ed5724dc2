"""Looks at how the last runs of the sources and of the engine ended."""

from contextlib import closing

from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.domain.run import RunState
from trending_now.settings import Settings
from trending_now.store.standing import read_standing
from trending_now.wiring.database import open_database


def check_runs(settings: Settings) -> list[Finding]:
    """Return the last runs that failed, of the sources that are on and of the engine of the settings."""
    with closing(open_database(settings, writable=False)) as database, database.read() as connection:
        runs = read_standing(connection).last_runs
    watched = {("ingest", source) for source in settings.sources} | {("enrich", settings.engine)}
    return [
        Finding(
            f"{run.stage} {run.subject}",
            CheckVerdict.NOTE,
            f"its last run, of {run.started_at:%Y-%m-%d %H:%M} UTC, failed: {run.message}",
        )
        for run in runs
        if run.state is RunState.FAILED and (run.stage, run.subject) in watched
    ]
