"""Keeps requests to one host apart in time."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence


class Pacing:
    """Lets requests to a host start at least `interval_seconds` apart, whichever thread asks.

    A single host may be given a longer interval of its own.
    """

    def __init__(
        self,
        interval_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval_seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_start: defaultdict[str, float] = defaultdict(float)
        self._held_until: defaultdict[str, float] = defaultdict(float)
        self._own_interval: dict[str, float] = {}
        self._refusals: defaultdict[str, int] = defaultdict(int)
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def slow_down(self, host: str, seconds: float) -> None:
        """Set a host's interval, at least that of all hosts; the next request starts no sooner than that from now."""
        with self._lock:
            self._own_interval[host] = max(seconds, self._interval)
        self.hold_off(host, seconds)

    def hold_off(self, host: str, seconds: float) -> None:
        """Let no request to the host start for so long, not even a waiting one: the host asked for that."""
        with self._lock:
            self._held_until[host] = max(self._held_until[host], self._monotonic() + seconds)
            self._next_start[host] = max(self._next_start[host], self._held_until[host])

    def refused(self, host: str, pauses: Sequence[float]) -> None:
        """Pause a host that refuses requests without saying for how long; repeated refusals lead to longer pauses.

        A refusal that arrives during a pause, of a request made before it, does not count.
        """
        with self._lock:
            if self._monotonic() < self._held_until[host]:
                return
            seconds = pauses[min(self._refusals[host], len(pauses) - 1)]
            self._refusals[host] += 1
        self.hold_off(host, seconds)

    def granted(self, host: str) -> None:
        """Start again with the shortest pause, since the host has answered."""
        with self._lock:
            self._refusals.pop(host, None)

    def wait(self, host: str) -> None:
        """Block until it is this request's turn; if a pause begins meanwhile, until that is over.

        One request waits at a time, and the next counts from when this one starts: a busy machine may wake it late.
        """
        with self._lock:
            turn = self._turns[host]
        with turn:
            while (rest := self._rest(host)) > 0:
                self._sleep(rest)

    def _rest(self, host: str) -> float:
        """Return the seconds until a request may start; if it may now, the next is an interval away."""
        with self._lock:
            now = self._monotonic()
            rest = self._next_start[host] - now
            if rest <= 0:
                self._next_start[host] = now + self._own_interval.get(host, self._interval)
            return rest
