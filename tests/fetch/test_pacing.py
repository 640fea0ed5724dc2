"""One host is asked at most once an interval, whichever thread asks; other hosts do not wait for it."""

from dataclasses import dataclass, field
from time import monotonic

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, as_json
from trending_now.fetch.exchange import Request
from trending_now.fetch.pacing import Pacing


@dataclass
class HandTime:
    """A monotonic clock that only sleeping moves."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_the_first_request_to_a_host_does_not_wait() -> None:
    time = HandTime()

    Pacing(0.5, time, time.sleep).wait("a.example")

    assert time.slept == []


def test_requests_to_one_host_start_an_interval_apart() -> None:
    time = HandTime()
    pacing = Pacing(0.5, time, time.sleep)

    for _ in range(3):
        pacing.wait("a.example")

    assert time.slept == [0.5, 0.5]


def test_hosts_do_not_wait_for_one_another() -> None:
    time = HandTime()
    pacing = Pacing(0.5, time, time.sleep)

    pacing.wait("a.example")
    pacing.wait("b.example")

    assert time.slept == []


def test_a_host_that_was_left_alone_long_enough_is_asked_at_once() -> None:
    time = HandTime()
    pacing = Pacing(0.5, time, time.sleep)

    pacing.wait("a.example")
    time.now += 2.0
    pacing.wait("a.example")

    assert time.slept == []


def test_a_host_that_is_held_off_waits_that_long() -> None:
    time = HandTime()
    pacing = Pacing(0.5, time, time.sleep)

    pacing.hold_off("a.example", 7.0)
    pacing.wait("a.example")
    pacing.wait("a.example")

    assert time.slept == [7.0, 0.5]


def test_holding_off_never_shortens_a_wait() -> None:
    time = HandTime()
    pacing = Pacing(9.0, time, time.sleep)

    pacing.wait("a.example")
    pacing.hold_off("a.example", 1.0)
    pacing.wait("a.example")

    assert time.slept == [9.0]


def test_a_pause_that_a_host_asks_for_meanwhile_holds_for_those_who_wait_and_they_still_take_turns() -> None:
    time = HandTime()

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.slept) == 1:
            pacing.hold_off("a.example", 7.0)

    pacing = Pacing(0.5, time, sleep)
    for _ in range(3):
        pacing.wait("a.example")

    assert time.slept == [0.5, 7.0, 0.5]


def test_the_next_request_is_an_interval_from_one_that_a_busy_machine_woke_late() -> None:
    time, starts = HandTime(), []

    def sleep(seconds: float) -> None:
        time.sleep(seconds + (0.25 if not time.slept else 0.0))

    pacing = Pacing(0.5, time, sleep)
    for _ in range(3):
        pacing.wait("a.example")
        starts.append(time.now)

    assert starts == [100.0, 100.75, 101.25]


def test_threads_share_the_pace_of_a_host() -> None:
    with Loopback({"*": as_json([])}) as server, quick_fetcher(server, interval_seconds=0.05) as fetcher:
        begun = monotonic()
        list(fetcher.get_all([Request(f"{server.url}/{number}") for number in range(8)], workers=4))

        assert monotonic() - begun >= 7 * 0.05
        assert len(server.asked) == 8


def test_a_host_that_goes_on_refusing_is_left_alone_for_longer_each_time_until_it_answers() -> None:
    time = HandTime()
    pacing = Pacing(0.0, time, time.sleep)

    for _ in range(4):
        pacing.refused("a.example", (2.0, 5.0, 10.0))
        pacing.refused("a.example", (2.0, 5.0, 10.0))  # asked before the pause: it is the same refusal
        pacing.wait("a.example")
    pacing.granted("a.example")
    pacing.refused("a.example", (2.0, 5.0, 10.0))
    pacing.wait("a.example")

    assert time.slept == [2.0, 5.0, 10.0, 10.0, 2.0]
