"""Decides which failures are retried, and how long to wait before the next try."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from trending_now.errors import FetchError, FetchFailed, HttpStatusError

LONGEST_WAIT_SECONDS = 60.0
UNREACHABLE_TRIES = 2
PAUSES = (4, 10, 20)  # times the first wait; together longer than the window of a rate limit per 10 seconds


class Passing(Exception):
    """A transient failure, worth another try."""

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        retry_after_seconds: float | None = None,
        unreachable: bool = False,
        kind: type[FetchError] = FetchFailed,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.unreachable = unreachable
        self.kind = kind

    def final(self, tries: int) -> FetchError:
        """Return the error to raise when no further try is made."""
        if self.status is None:
            return self.kind(self.reason) if issubclass(self.kind, FetchFailed) else FetchFailed(self.reason)
        sentence = f"{self.reason} on each of {tries} tries; try again later."
        if self.retry_after_seconds is not None and self.retry_after_seconds > LONGEST_WAIT_SECONDS:
            sentence = f"{self.reason} and asks to wait {self.retry_after_seconds:.0f} s; try again then."
        return HttpStatusError(sentence, self.status) if self.kind is HttpStatusError else FetchFailed(sentence)


@dataclass(frozen=True, slots=True)
class Patience:
    """The timeout and number of tries of one request, for a service that may take longer than others."""

    timeout_seconds: float
    attempts: int


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often a request is tried, and the first wait between tries, which is doubled each time, with jitter."""

    attempts: int
    backoff_seconds: float

    @property
    def pauses_seconds(self) -> tuple[float, ...]:
        """The pauses of a host after one refusal, two, and more in a row: by default 2, 5 and 10 s."""
        return tuple(times * self.backoff_seconds for times in PAUSES)

    def watcher(self) -> Callable[[Exception], bool | float]:
        """Return a function that judges one request's failures: True = retry, a number = retry after that many s."""
        unreachable = 0

        def again(error: Exception) -> bool | float:
            nonlocal unreachable
            if not isinstance(error, Passing):
                return False
            unreachable += error.unreachable
            if unreachable >= UNREACHABLE_TRIES:
                return False
            if error.retry_after_seconds is None:
                return True
            return error.retry_after_seconds if error.retry_after_seconds <= LONGEST_WAIT_SECONDS else False

        return again


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, in either of its forms; None if it says nothing."""
    if value is None:
        return None
    if re.fullmatch("[0-9]+", number := value.strip()):
        return float(number)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
