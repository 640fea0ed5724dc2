"""Locks between programs: all that may write an SQLite catalogue share one, and a restore needs it alone."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trending_now.errors import StoreError

LOCK_SUFFIX, TURN_SUFFIX = ".lock", ".turn"


@contextmanager
def shared_use(database: Path) -> Iterator[None]:
    """Mark the database as in use while the block runs; waits for a restore that is under way.

    The lock ends with the process, however it ends. Where no lock can be made, in a folder that cannot be written,
    nothing can be restored either.
    """
    descriptor = None
    with suppress(OSError):
        descriptor = _open(database)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


@contextmanager
def sole_use(database: Path) -> Iterator[None]:
    """Keep other programs out of the database while the block runs.

    Raises:
        StoreError: another program has it open.
        OSError: the lock's file cannot be made.
    """
    descriptor = _open(database)
    try:
        _take_alone(descriptor, database)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def turn_of_file(database: Path) -> Iterator[Callable[[], bool]]:
    """Yield what takes the turn of a database, held to the block's end, or tells False while another program has it.

    Raises:
        StoreError: the lock's file cannot be opened.
    """
    path = _beside(database, TURN_SUFFIX)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        advice = "let this program write it, and free some space if the disk is full"
        raise StoreError(f"The file {path} cannot be opened: {error.strerror}; {advice}.") from None

    def took() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield took
    finally:
        os.close(descriptor)


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Let only one program at a time run the block, which must be short."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _take_alone(descriptor: int, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"The catalogue {database} is in use by another program; stop it and restore again.") from None


def _open(database: Path) -> int:
    return os.open(_beside(database, LOCK_SUFFIX), os.O_RDWR | os.O_CREAT, 0o644)


def _beside(database: Path, suffix: str) -> Path:
    """Return a file beside the database itself: programs may know it by the names of links to it."""
    return database.resolve().with_suffix(suffix)
