"""Runs the pipeline beside the app: at once, then on a schedule, one job at a time."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from trending_now.domain.ports import Clock
from trending_now.errors import Stopped, TrendingNowError
from trending_now.logs import logger

log = logger(__name__)

REPEATED = "repeated"


class Schedule:
    """A background thread that repeats a job and takes others in between.

    The job begins anew `hours` after it has ended: whatever it asks, in whichever order, is then as long ago at least.
    A job that fails is told to `report` and does not end the schedule. After `stop`, `check` ends the job in hand at
    its next step.
    """

    def __init__(self, job: Callable[[], None], hours: float, report: Callable[[str], None], clock: Clock) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns where a job outlasts the time between two
        self._job, self._hours, self._clock = self._guarded(job), hours, clock
        self._report = report
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
        self._repeated(self._repeat, hours, id=REPEATED, next_run_time=clock())

    def repeat(self, job: Callable[[], None], hours: float) -> None:
        """Repeat another job in its own time, the first time after so many hours."""
        self._repeated(self._guarded(job), hours)

    def start(self) -> None:
        """Begin; the first job runs at once."""
        self._scheduler.start()

    def request(self, job: Callable[[], None]) -> None:
        """Run another job as soon as the one in hand has ended."""
        self._scheduler.add_job(self._guarded(job), misfire_grace_time=None)

    def stop(self) -> None:
        """Begin no further job, and end the one in hand at its next step."""
        self._stopping.set()
        self._scheduler.shutdown(wait=False)

    def check(self, done: int, total: int | None, what: str) -> None:
        """Take a job's progress; ends the job when the program is ending.

        Raises:
            Stopped: it is.
        """
        log.debug("progress", done=done, total=total, what=what)
        if self._stopping.is_set():
            raise Stopped("The program was stopped; the next run goes on from here.")

    def _repeated(self, job: Callable[[], None], hours: float, **more: str | datetime) -> None:
        self._scheduler.add_job(
            job,
            "interval",
            hours=hours,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # a late run is run: skipped, the first would leave the page empty for hours
            **more,
        )

    def _repeat(self) -> None:
        from apscheduler.jobstores.base import JobLookupError

        try:
            self._job()
        finally:
            with suppress(JobLookupError):  # the schedule was stopped meanwhile
                self._scheduler.modify_job(REPEATED, next_run_time=self._clock() + timedelta(hours=self._hours))

    def _guarded(self, job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                job()
            except Stopped:
                return
            except TrendingNowError as error:
                self._report(str(error))
            except Exception:
                if not self._stopping.is_set():
                    raise
                log.debug("ended", exc_info=True)  # the program closed what the job was working with

        return run
