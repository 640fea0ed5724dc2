"""The schedule that runs the pipeline beside the app."""

import threading
import time

import pytest

from trending_now.errors import StoreError
from trending_now.pipeline.schedule import Schedule


def _ignore(sentence: str) -> None:
    """Hear what a job has to report, and do nothing."""


class Elapsed:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def move(self, hours: float) -> None:
        self.seconds += hours * 3600


def test_a_job_that_fails_is_told_and_the_next_one_runs() -> None:
    said: list[str] = []
    ran = threading.Event()

    def fail() -> None:
        raise StoreError("The disk is full.")

    schedule = Schedule(fail, 6.0, said.append, time.monotonic)
    schedule.start()
    schedule.request(ran.set)
    try:
        assert ran.wait(10)
    finally:
        schedule.stop()
    assert said == ["The disk is full."]


def test_another_job_is_repeated_in_its_own_time() -> None:
    times: list[str] = []
    again = threading.Event()

    def job() -> None:
        times.append("ran")
        if len(times) == 2:
            again.set()

    schedule = Schedule(lambda: None, 6.0, _ignore, time.monotonic)
    schedule.repeat(job, 0.0001)
    schedule.start()
    try:
        assert again.wait(30)
    finally:
        schedule.stop()


def test_the_job_begins_anew_so_long_after_it_has_ended_whatever_the_time_of_day() -> None:
    """What it asked last, late in the one run and early in the next, is due then."""
    elapsed, begun = Elapsed(), []
    asked, twice = threading.Event(), threading.Event()

    def job() -> None:
        begun.append(elapsed())
        elapsed.move(hours=1)
        if len(begun) == 2:
            twice.set()

    def ask(hours: float) -> None:
        schedule.request(lambda: (elapsed.move(hours), asked.set()))
        assert asked.wait(10)
        asked.clear()

    schedule = Schedule(job, 6.0, _ignore, elapsed)
    schedule.start()
    try:
        ask(hours=5.9)
        ask(hours=0.0)
        assert begun == [0.0]
        ask(hours=0.1)
        assert twice.wait(10)
    finally:
        schedule.stop()
    assert begun == [0.0, 7 * 3600]


def test_a_job_that_breaks_off_unforeseen_is_logged_and_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    again = threading.Event()
    rest = [lambda: 1 / 0, again.set]

    def job() -> None:
        rest.pop(0)()

    schedule = Schedule(job, 0.0001, _ignore, time.monotonic)
    schedule.start()
    try:
        assert again.wait(30)
    finally:
        schedule.stop()
    assert [record.message for record in caplog.records] == ["A job broke off."]


def test_jobs_run_one_at_a_time_in_the_order_asked() -> None:
    order: list[str] = []
    may_go, ended = threading.Event(), threading.Event()

    def first() -> None:
        may_go.wait(10)
        order.append("first")

    def second() -> None:
        order.append("second")
        ended.set()

    schedule = Schedule(first, 6.0, _ignore, time.monotonic)
    schedule.start()
    schedule.request(second)
    may_go.set()
    try:
        assert ended.wait(10)
    finally:
        schedule.stop()
    assert order == ["first", "second"]


def test_the_job_in_hand_ends_at_its_next_step_when_the_program_does() -> None:
    said: list[str] = []
    begun, may_go, ended = threading.Event(), threading.Event(), threading.Event()
    steps: list[int] = []

    def job() -> None:
        begun.set()
        may_go.wait(10)
        try:
            for step in range(3):
                schedule.check(step, 3, "titles")
                steps.append(step)
        finally:
            ended.set()

    schedule = Schedule(job, 6.0, said.append, time.monotonic)
    schedule.start()
    assert begun.wait(10)
    schedule.stop()
    may_go.set()
    assert ended.wait(10)
    assert (steps, said) == ([], [])


def test_a_job_whose_parts_are_closed_under_it_when_the_program_ends_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, may_go = threading.Event(), threading.Event()
    working: list[threading.Thread] = []

    def job() -> None:
        working.append(threading.current_thread())
        begun.set()
        may_go.wait(10)
        raise RuntimeError("The connection is closed.")

    schedule = Schedule(job, 6.0, _ignore, time.monotonic)
    schedule.start()
    assert begun.wait(10)
    schedule.stop()
    may_go.set()
    working[0].join(10)
    assert caplog.records == []


def test_a_step_of_a_program_that_goes_on_is_let_pass() -> None:
    schedule = Schedule(lambda: None, 6.0, _ignore, time.monotonic)
    schedule.check(1, 2, "titles")
