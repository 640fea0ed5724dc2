"""A refresh in a process of its own, that tells each of its steps, so that it can be killed at any of them."""

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl
from sqlalchemy import Engine, event

from tests.invented import NOW
from tests.pipeline.invented_world import LengthEngine, demo, refreshing, sources
from trending_now.store.database import Database

LOADED_ONCE = pl  # by the server that the processes are forked from


def refresh(url: str, lake: Path, began: datetime, steps: Connection) -> None:
    """Refresh a catalogue; each statement sent to the database is a step, told as one byte. Ends when let go."""

    def clock() -> datetime:
        return NOW + (datetime.now(UTC) - began)

    def told(*_: object) -> None:
        os.write(steps.fileno(), b".")

    event.listen(Engine, "before_cursor_execute", told)
    event.listen(Engine, "commit", told)
    with closing(Database(url, writable=True)) as database:
        refreshing(database, lake, clock).run(sources(clock), demo(clock), [LengthEngine()])
    os.write(steps.fileno(), b"!")
    steps.recv_bytes()


def wait_for(steps: Connection, wanted: int | None) -> int:
    """Read steps until `wanted` were told, or to the end; returns how many there were."""
    told = b""
    while (wanted is None or len(told) < wanted) and not told.endswith(b"!"):
        more = os.read(steps.fileno(), 4096)
        assert more, "The process ended before it was let go; what it raised stands above."
        told += more
    return len(told)


def after(began: datetime, minutes: int) -> datetime:
    """Return the beginning of a clock that is ahead of one that began at `began`."""
    return began - timedelta(minutes=minutes)
