"""Looks at how the last runs of the sources, of the review sites and of the engine ended."""

from contextlib import closing

from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.domain.run import Run, RunState
from trending_now.settings import Settings
from trending_now.store.metrics import CatalogueMetrics, read_metrics
from trending_now.store.site_ledger import SiteLedger
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.watched import is_on

WATCHED = ("ingest", "crawl", "enrich")


def check_runs(settings: Settings) -> list[Finding]:
    """Return the last runs that failed, of the sources, sites and engines that are on.

    A site whose pages changed is left out: its own finding says so.
    """
    with closing(open_database(settings, writable=False)) as database:
        with database.read() as connection:
            metrics = read_metrics(connection)
        health = SiteLedger(database, utc_now).health()
    changed = {("crawl", site) for site, found in health.items() if found.broken_since}
    return [
        Finding(
            f"{run.stage} {run.subject}",
            CheckVerdict.NOTE,
            f"its last run, of {run.started_at:%Y-%m-%d %H:%M} UTC, failed: {run.message}",
        )
        for run in metrics.last_runs
        if _has_failed(run, settings, metrics) and (run.stage, run.subject) not in changed
    ]


def _has_failed(run: Run, settings: Settings, metrics: CatalogueMetrics) -> bool:
    is_watched = run.stage in WATCHED and is_on(settings, metrics.accepted_sites, run.stage, run.subject)
    return is_watched and run.state is RunState.FAILED
