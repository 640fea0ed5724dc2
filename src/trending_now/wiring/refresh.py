"""The refreshing side of the app: its schedule, and the operator's tools on the same parts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trending_now.domain.run import Run
from trending_now.wiring.clock import utc_now
from trending_now.wiring.crawl import crawl_accepted, left_out
from trending_now.wiring.engines import Readers
from trending_now.wiring.sources import live_sources, missing_keys, source_builder
from trending_now.wiring.viewing import build_day_keys
from trending_now.wiring.workshop import open_workshop

if TYPE_CHECKING:
    from trending_now.pipeline.operator import OperatorDesk
    from trending_now.pipeline.schedule import Schedule
    from trending_now.settings import Settings

EXPIRY_HOURS = 1.0  # some terms end after a day, and refreshes may be a month apart


@dataclass(frozen=True, slots=True)
class Refresh:
    """The refreshing side of the app: its schedule, and the operator's tools on the same parts."""

    schedule: "Schedule"
    operator: "OperatorDesk"


@contextmanager
def open_refresh(
    settings: "Settings", report: Callable[[list[Run]], None], warn: Callable[[str], None]
) -> Iterator[Refresh]:
    """Open the parts that keep the catalogue fresh while the app runs; the schedule is not started yet.

    Raises:
        StoreError: the database or its folder cannot be written.
    """
    from trending_now.pipeline.operator import OperatorDesk
    from trending_now.pipeline.schedule import Schedule

    def expire() -> None:
        build_day_keys(settings).current()  # the day before's go, even where nobody visits
        workshop.expire()

    def job() -> None:
        expire()
        with workshop.database.turn(lambda: schedule.check(0, None, "another program's refresh")):
            engines = readers()
            report(workshop.refreshing.run(list(sources.values()), demo, engines))
            for sentence in left_out(workshop):
                warn(sentence)
            report(crawl_accepted(workshop, engines))

    schedule = Schedule(job, settings.refresh_hours, warn, utc_now)
    with open_workshop(settings, schedule.check) as workshop, source_builder(settings) as build:
        sources = {name: build(name) for name in live_sources(settings)}
        demo, readers = build("demo"), Readers(settings, warn)
        missing = missing_keys(settings)
        desk = OperatorDesk(workshop.locks, workshop.refreshing, sources, readers, schedule.request, report, missing)
        schedule.repeat(expire, EXPIRY_HOURS)
        yield Refresh(schedule, desk)
