"""The schedule that runs the pipeline beside the app."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from trending_now.errors import StoreError
from trending_now.pipeline.schedule import Schedule

PATIENCE = 30  # seconds: a busy machine is no failure


class Runs:
    """A job that counts its runs."""

    def __init__(self) -> None:
        self.number = 0
        self.twice = threading.Event()

    def __call__(self) -> None:
        self.number += 1
        if self.number == 2:
            self.twice.set()


@contextmanager
def started(schedule: Schedule) -> Iterator[None]:
    """Run a schedule for as long as the block lasts."""
    schedule.start()
    try:
        yield
    finally:
        schedule.stop()


def _ignore(sentence: str) -> None:
    """Hear what a job has to report, and do nothing."""


def test_the_first_job_runs_even_when_the_program_took_long_to_start():
    ran = threading.Event()
    built_long_ago = datetime.now(UTC) - timedelta(minutes=5)
    schedule = Schedule(ran.set, 6.0, _ignore, lambda: built_long_ago)

    with started(schedule):
        assert ran.wait(PATIENCE)


def test_a_job_that_fails_is_told_and_the_next_one_runs() -> None:
    said: list[str] = []
    ran = threading.Event()

    def fail() -> None:
        raise StoreError("The disk is full.")

    schedule = Schedule(fail, 6.0, said.append, lambda: datetime.now(UTC))
    with started(schedule):
        schedule.request(ran.set)
        assert ran.wait(PATIENCE)
    assert said == ["The disk is full."]


def test_another_job_is_repeated_in_its_own_time() -> None:
    runs = Runs()
    schedule = Schedule(lambda: None, 6.0, _ignore, lambda: datetime.now(UTC))
    schedule.repeat(runs, 0.0001)
    with started(schedule):
        assert runs.twice.wait(PATIENCE)


def test_the_job_begins_anew_so_long_after_the_moment_at_which_it_has_ended() -> None:
    """What it asked last, late in the one run and early in the next, is due then.

    Here it says that it ended six hours ago, but a second.
    """
    told = [datetime.now(UTC)]
    twice = threading.Event()

    def job() -> None:
        told.append(datetime.now(UTC) + timedelta(seconds=1) - timedelta(hours=6 if len(told) == 1 else 0))
        if len(told) == 3:
            twice.set()

    schedule = Schedule(job, 6.0, _ignore, lambda: told[-1])
    with started(schedule):
        assert twice.wait(PATIENCE)


def test_a_job_that_failed_begins_anew_an_hour_after_it_has_ended() -> None:
    """A database that restarts just then does not cost a whole interval. Here it says that it ended an hour ago."""
    runs = Runs()

    def job() -> None:
        runs()
        raise StoreError("The database is away.")

    schedule = Schedule(job, 6.0, _ignore, lambda: datetime.now(UTC) - timedelta(hours=1 if runs.number == 1 else 0))
    with started(schedule):
        assert runs.twice.wait(PATIENCE)


def test_a_job_that_did_well_does_not_begin_anew_after_an_hour() -> None:
    """Here it says that it ended two hours ago; what is asked for after it has ended runs first if it is not due."""
    runs = Runs()
    settled = threading.Event()
    schedule = Schedule(runs, 6.0, _ignore, lambda: datetime.now(UTC) - timedelta(hours=2 if runs.number else 0))
    with started(schedule):
        schedule.request(lambda: schedule.request(settled.set))
        assert settled.wait(PATIENCE)
    assert runs.number == 1


def test_a_job_that_is_asked_for_during_a_long_one_runs_however_long_that_takes() -> None:
    """The scheduler drops what is more than a second late unless it is told otherwise."""
    ran = threading.Event()
    schedule = Schedule(lambda: ran.wait(1.1), 6.0, _ignore, lambda: datetime.now(UTC))  # type: ignore[arg-type]
    schedule.request(ran.set)
    with started(schedule):
        assert ran.wait(PATIENCE)


def test_a_fault_in_a_job_is_in_the_log_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    ran = threading.Event()

    def fail() -> None:
        raise RuntimeError("Nobody thought of this.")

    schedule = Schedule(fail, 6.0, _ignore, lambda: datetime.now(UTC))
    with started(schedule):
        schedule.request(ran.set)
        assert ran.wait(PATIENCE)
    assert "Nobody thought of this." in caplog.text


def test_a_clock_that_was_a_day_ahead_does_not_hold_the_next_run_up_for_a_day() -> None:
    """The first run ends by a clock that is ahead; the scheduler goes on by one that was set right."""
    runs = Runs()
    schedule = Schedule(runs, 0.0001, _ignore, lambda: datetime.now(UTC) + timedelta(days=1))
    with started(schedule):
        assert runs.twice.wait(PATIENCE)


def test_jobs_run_one_at_a_time_in_the_order_asked() -> None:
    order: list[str] = []
    may_go, ended = threading.Event(), threading.Event()

    def first() -> None:
        may_go.wait(PATIENCE)
        order.append("first")

    def second() -> None:
        order.append("second")
        ended.set()

    schedule = Schedule(first, 6.0, _ignore, lambda: datetime.now(UTC))
    schedule.start()
    schedule.request(second)
    may_go.set()
    try:
        assert ended.wait(PATIENCE)
    finally:
        schedule.stop()
    assert order == ["first", "second"]


def test_the_job_in_hand_ends_at_its_next_step_when_the_program_does() -> None:
    said: list[str] = []
    begun, may_go, ended = threading.Event(), threading.Event(), threading.Event()
    steps: list[int] = []

    def job() -> None:
        begun.set()
        may_go.wait(PATIENCE)
        try:
            for step in range(3):
                schedule.check(step, 3, "titles")
                steps.append(step)
        finally:
            ended.set()

    schedule = Schedule(job, 6.0, said.append, lambda: datetime.now(UTC))
    schedule.start()
    assert begun.wait(PATIENCE)
    schedule.stop()
    may_go.set()
    assert ended.wait(PATIENCE)
    assert (steps, said) == ([], [])


def test_a_job_whose_parts_are_closed_under_it_when_the_program_ends_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, may_go = threading.Event(), threading.Event()
    working: list[threading.Thread] = []

    def job() -> None:
        working.append(threading.current_thread())
        begun.set()
        may_go.wait(PATIENCE)
        raise RuntimeError("The connection is closed.")

    schedule = Schedule(job, 6.0, _ignore, lambda: datetime.now(UTC))
    schedule.start()
    assert begun.wait(PATIENCE)
    schedule.stop()
    may_go.set()
    working[0].join(PATIENCE)
    assert caplog.records == []


def test_a_step_of_a_program_that_goes_on_is_let_pass() -> None:
    schedule = Schedule(lambda: None, 6.0, _ignore, lambda: datetime.now(UTC))
    schedule.check(1, 2, "titles")
