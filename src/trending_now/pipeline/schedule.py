"""Runs the pipeline beside the app: at once, then on a schedule, one job at a time."""

import logging
import sched
import threading
from collections.abc import Callable

from trending_now.errors import Stopped, TrendingNowError
from trending_now.logs import logger

log = logger(__name__)

SECONDS_PER_HOUR = 3600
LONGEST_WAIT_SECONDS = 60.0  # a wait does not count the time for which the machine sleeps; the next look does


class Schedule:
    """A background thread that repeats a job and takes others in between.

    The job begins anew `hours` after it has ended: whatever it asks, in whichever order, is then as long ago at least.
    `elapsed` tells seconds by a clock that nobody sets, so that one put back holds nothing up. A job that fails is told
    to `report` and does not end the schedule. After `stop`, `check` ends the job in hand at its next step.
    """

    def __init__(
        self, job: Callable[[], None], hours: float, report: Callable[[str], None], elapsed: Callable[[], float]
    ) -> None:
        self._jobs = sched.scheduler(elapsed)
        self._report = report
        self._stopping, self._asked = threading.Event(), threading.Event()
        self._repeat(job, hours, first_after_hours=0)

    def repeat(self, job: Callable[[], None], hours: float) -> None:
        """Repeat another job in its own time, the first time after so many hours."""
        self._repeat(job, hours, first_after_hours=hours)

    def start(self) -> None:
        """Begin; the first job runs at once."""
        threading.Thread(target=self._work, name="schedule", daemon=True).start()

    def request(self, job: Callable[[], None]) -> None:
        """Run another job as soon as the one in hand has ended."""
        self._jobs.enter(0, 0, self._run, (job,))
        self._asked.set()

    def stop(self) -> None:
        """Begin no further job, and end the one in hand at its next step."""
        self._stopping.set()
        self._asked.set()

    def check(self, done: int, total: int | None, what: str) -> None:
        """Take a job's progress; ends the job when the program is ending.

        Raises:
            Stopped: it is.
        """
        log.debug("progress", done=done, total=total, what=what)
        if self._stopping.is_set():
            raise Stopped("The program was stopped; the next run goes on from here.")

    def _work(self) -> None:
        while not self._stopping.is_set():
            until_next = self._jobs.run(blocking=False)
            self._asked.wait(min(until_next or LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS))
            self._asked.clear()

    def _repeat(self, job: Callable[[], None], hours: float, first_after_hours: float) -> None:
        def run() -> None:
            self._run(job)
            self._jobs.enter(hours * SECONDS_PER_HOUR, 0, run)

        self._jobs.enter(first_after_hours * SECONDS_PER_HOUR, 0, run)

    def _run(self, job: Callable[[], None]) -> None:
        if self._stopping.is_set():
            return
        try:
            self._tell(job)
        except Exception:
            if self._stopping.is_set():
                log.debug("ended", exc_info=True)  # the program closed what the job was working with
            else:
                logging.getLogger(__name__).exception("A job broke off.")  # this one never raises

    def _tell(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Stopped:
            return
        except TrendingNowError as error:
            self._report(str(error))
