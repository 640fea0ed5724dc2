"""The schedule that runs the pipeline beside the app."""

import threading
from datetime import UTC, datetime, timedelta

from trending_now.pipeline.schedule import Schedule


def _ignore(sentence: str) -> None:
    """Hear what a job has to report, and do nothing."""


def test_the_first_job_runs_even_when_the_program_took_long_to_start():
    ran = threading.Event()
    built_long_ago = datetime.now(UTC) - timedelta(minutes=5)
    schedule = Schedule(ran.set, 6.0, _ignore, lambda: built_long_ago)

    schedule.start()
    try:
        assert ran.wait(10)
    finally:
        schedule.stop()
