"""Holds calls back: requests and tokens a minute, a wait that the provider asks for, and a breaker when it is down."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MINUTE_SECONDS = 60.0

Monotonic = Callable[[], float]
Taken = tuple[float, int]


@dataclass(slots=True)
class MinuteWindow:
    """At most `limit` of something in any 60 seconds; None is without limit."""

    limit: int | None
    monotonic: Monotonic
    taken: deque[Taken] = field(default_factory=deque)
    total: int = 0

    def wait_seconds(self, amount: int) -> float:
        """Return how long to wait before so much more may be taken; more than the limit at once counts as the limit."""
        if self.limit is None:
            return 0.0
        now = self.monotonic()
        while self.taken and self.taken[0][0] <= now - MINUTE_SECONDS:
            self.total -= self.taken.popleft()[1]
        excess = self.total + min(amount, self.limit) - self.limit
        for moment, given in self.taken:
            if excess <= 0:
                break
            excess -= given
            if excess <= 0:
                return moment + MINUTE_SECONDS - now
        return 0.0

    def take(self, amount: int) -> Taken:
        """Count so much as taken now."""
        taken = (self.monotonic(), amount)
        if self.limit is not None:
            self.taken.append(taken)
            self.total += amount
        return taken

    def give_back(self, taken: Taken) -> None:
        """Count what was taken no longer; after a minute it is not counted anyway."""
        if taken in self.taken:
            self.taken.remove(taken)
            self.total -= taken[1]


@dataclass(slots=True)
class Pace:
    """When the next call may start."""

    requests: MinuteWindow
    tokens: MinuteWindow
    monotonic: Monotonic
    held_until: float = 0.0

    def hold_off(self, seconds: float) -> None:
        """Let no call start for so long: the provider asked us to wait."""
        self.held_until = max(self.held_until, self.monotonic() + seconds)

    def held_seconds(self) -> float:
        """Return how long the provider still wants no call."""
        return max(self.held_until - self.monotonic(), 0.0)

    def wait_seconds(self, tokens: int) -> float:
        """Return how long a call of about so many tokens must wait."""
        return max(self.held_seconds(), self.requests.wait_seconds(1), self.tokens.wait_seconds(tokens))

    @contextmanager
    def turn(self, tokens: int) -> Iterator[None]:
        """Count a call that starts now; no longer where the block raises, since then there is none."""
        request, amount = self.requests.take(1), self.tokens.take(tokens)
        try:
            yield
        except BaseException:
            self.requests.give_back(request)
            self.tokens.give_back(amount)
            raise


@dataclass(slots=True)
class CircuitBreaker:
    """Stops calls to a provider that fails again and again; after a rest, one call tries whether it is back."""

    monotonic: Monotonic
    failures_to_open: int = 5
    rest_seconds: float = 30.0
    failures: int = 0
    opened_at: float | None = None
    is_trying: bool = False

    def allows(self) -> bool:
        """Tell whether a call may start now; while open, one call after each rest may."""
        if self.opened_at is None:
            return True
        if self.is_trying or self.monotonic() - self.opened_at < self.rest_seconds:
            return False
        self.is_trying = True
        return True

    def succeed(self) -> None:
        """Note that the provider answered."""
        self.failures, self.opened_at, self.is_trying = 0, None, False

    def fail(self, *, at_once: bool = False) -> None:
        """Note a failure; `at_once` opens it, since the next call would fail just so."""
        self.failures += 1
        self.is_trying = False
        if at_once or self.opened_at is not None or self.failures >= self.failures_to_open:
            self.opened_at = self.monotonic()
