"""The clocks of the running program."""

import time
from datetime import UTC, datetime

SLEEP_COUNTED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # Linux's monotonic clock leaves it out


def utc_now() -> datetime:
    """Return now, aware UTC: the clock of the running program."""
    return datetime.now(UTC)


def elapsed_seconds() -> float:
    """Return seconds by a clock that nobody sets; those for which the machine sleeps count."""
    return time.clock_gettime(SLEEP_COUNTED)
