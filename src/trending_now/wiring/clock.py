"""The clock of the running program."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return now, aware UTC: the clock of the running program."""
    return datetime.now(UTC)
