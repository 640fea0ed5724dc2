"""Lets only one training at a time write to a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trending_now.errors import StoreError

LOCK = "training.lock"  # a file of its own: programs that open a catalogue lock the folder that it lies in


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other trainings out of a folder while the block runs; the lock ends with the process, however it ends.

    Raises:
        StoreError: another training is writing to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(
            f"Another training is writing to {folder}; wait for its end, or give another folder (--out)."
        ) from None
