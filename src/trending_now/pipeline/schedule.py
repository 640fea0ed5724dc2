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
HOURS_AFTER_FAILURE = 1.0


class Schedule:
    """A background thread that repeats a job and takes others in between.

    The job starts again `hours` after it has ended, so that nothing is asked for more often than that. If a job fails,
    `report` is told why and the schedule goes on; the repeated one starts again after an hour at most. After `stop`,
    `check` ends the running job at its next step.
    """

    def __init__(self, job: Callable[[], None], hours: float, report: Callable[[str], None], clock: Clock) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        from trending_now.pipeline.timely_jobs import TimelyJobs

        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns if a job takes longer than its interval
        self._job, self._hours, self._clock = self._guarded(job), hours, clock
        self._report = report
        self._stopping = threading.Event()
        one_at_a_time, jobs = {"default": ThreadPoolExecutor(1)}, {"default": TimelyJobs()}
        self._scheduler = BackgroundScheduler(executors=one_at_a_time, jobstores=jobs, timezone=UTC)
        self._repeated(self._repeat, hours, id=REPEATED, next_run_time=clock())

    def repeat(self, job: Callable[[], None], hours: float) -> None:
        """Repeat another job every so many hours, for the first time after that long."""
        self._repeated(self._guarded(job), hours)

    def start(self) -> None:
        """Begin; the first job runs at once."""
        self._scheduler.start()

    def request(self, job: Callable[[], None]) -> None:
        """Run another job as soon as the running one has ended."""
        self._scheduler.add_job(self._guarded(job), misfire_grace_time=None)

    def stop(self) -> None:
        """Start no further job, and end the running one at its next step."""
        self._stopping.set()
        self._scheduler.shutdown(wait=False)

    def check(self, done: int, total: int | None, what: str) -> None:
        """Take a job's progress, and end the job if the program is ending.

        Raises:
            Stopped: it is ending.
        """
        log.debug("progress", done=done, total=total, what=what)
        if self._stopping.is_set():
            raise Stopped("The program was stopped; the next run goes on from here.")

    def _repeated(self, job: Callable[[], object], hours: float, **more: str | datetime) -> None:
        self._scheduler.add_job(
            job,
            "interval",
            hours=hours,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # a late job still runs: without the first, the page is empty for hours
            **more,
        )

    def _repeat(self) -> None:
        from apscheduler.jobstores.base import JobLookupError

        hours = min(self._hours, HOURS_AFTER_FAILURE)
        try:
            if self._job():
                hours = self._hours
        finally:
            with suppress(JobLookupError):  # the schedule was stopped meanwhile
                self._scheduler.modify_job(REPEATED, next_run_time=self._clock() + timedelta(hours=hours))

    def _guarded(self, job: Callable[[], None]) -> Callable[[], bool]:
        """Return a job that ends without an error, and tells whether it was done."""

        def run() -> bool:
            try:
                job()
            except Stopped:
                return False
            except TrendingNowError as error:
                self._report(str(error))
                return False
            except Exception:
                if not self._stopping.is_set():
                    raise
                log.debug("ended", exc_info=True)  # while the program is ending, it closes what the job works with
                return False
            return True

        return run
