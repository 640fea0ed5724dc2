"""Jobs that a clock which is set back holds up for no longer than their own interval."""

from datetime import datetime
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.triggers.interval import IntervalTrigger


class TimelyJobs(MemoryJobStore):  # type: ignore[misc]  # APScheduler has no types
    """Keeps the jobs of a schedule; a repeated one is never planned later than one interval from now.

    Planned later, it was planned by a clock that was ahead.
    """

    def get_due_jobs(self, now: datetime) -> list[Any]:
        """Return the jobs whose time has come."""
        for job in self.get_all_jobs():
            if isinstance(job.trigger, IntervalTrigger) and job.next_run_time > (latest := now + job.trigger.interval):
                job.next_run_time = latest
                self.update_job(job)
        due: list[Any] = super().get_due_jobs(now)
        return due
