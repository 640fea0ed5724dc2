"""Figures of the catalogue and of the runs that fill it, read from the database when they are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from trending_now.domain.run import Run, RunState
from trending_now.store.metrics import CatalogueMetrics
from trending_now.web.app_parts import WebParts
from trending_now.wiring.watched import is_on

RUN = ("stage", "subject")


class CatalogueFigures(Collector):
    """How many titles there are, how runs ended, and what waits in quarantine; runs of the command line count, too.

    What is switched off has no last run: it would look like a source that has failed for ever.
    """

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        metrics = self._parts.reader.metrics()
        yield _titles(metrics)
        is_told = partial(is_on, self._parts.settings, metrics.accepted_sites)
        yield from _last_runs([run for run in metrics.last_runs if is_told(run.stage, run.subject)])
        yield _last_done({name: at for name, at in metrics.last_done.items() if is_told(*name)})
        yield _running(self._parts.reader.status().running)
        yield _quarantined(metrics)


def _titles(metrics: CatalogueMetrics) -> Metric:
    family = GaugeMetricFamily(
        "trending_now_titles", "Titles, by the engine whose genres are shown.", labels=("kind", "engine")
    )
    for (kind, engine), count in metrics.titles.items():
        family.add_metric((kind or "", engine or ""), count)
    return family


def _last_runs(runs: Sequence[Run]) -> Iterator[Metric]:
    failed = GaugeMetricFamily("trending_now_last_run_failed", "Whether the last run did not end well.", labels=RUN)
    seconds = GaugeMetricFamily("trending_now_last_run_duration_seconds", "How long the last run took.", labels=RUN)
    records = GaugeMetricFamily(
        "trending_now_last_run_records", "What became of the last run's records.", labels=(*RUN, "outcome")
    )
    for run in runs:
        name = (run.stage, run.subject)
        failed.add_metric(name, run.state in (RunState.FAILED, RunState.INTERRUPTED))
        if run.finished_at is not None:
            seconds.add_metric(name, (run.finished_at - run.started_at).total_seconds())
        for outcome in ("new", "updated", "unchanged", "quarantined"):
            records.add_metric((*name, outcome), getattr(run.counts, outcome))
    yield from (failed, seconds, records)


def _last_done(last_done: Mapping[tuple[str, str], datetime]) -> Metric:
    family = GaugeMetricFamily(
        "trending_now_last_done_timestamp_seconds", "When a run last ended well (Unix time).", labels=RUN
    )
    for name, finished_at in last_done.items():
        family.add_metric(name, finished_at.timestamp())
    return family


def _running(runs: tuple[Run, ...]) -> Metric:
    family = GaugeMetricFamily("trending_now_run_began_timestamp_seconds", "When a run under way began.", labels=RUN)
    for run in runs:
        family.add_metric((run.stage, run.subject), run.started_at.timestamp())
    return family


def _quarantined(metrics: CatalogueMetrics) -> Metric:
    family = GaugeMetricFamily(
        "trending_now_quarantined_records", "Records that wait in quarantine.", labels=("source", "rule")
    )
    for name, count in metrics.quarantined.items():
        family.add_metric(name, count)
    return family
