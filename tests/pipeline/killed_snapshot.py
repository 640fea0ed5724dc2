"""A snapshot in a process of its own, that tells each of its steps, so that it can be killed at any of them."""

import os
import sys
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl
from pandera.backends.polars import builtin_checks

from tests.invented import HandClock
from tests.pipeline.frozen_world import snapshotting
from trending_now.store.database import Database

LOADED_ONCE = (pl, builtin_checks)  # by the server that the processes are forked from
STEPS = {"open", "os.mkdir", "os.rename", "sqlite3.connect"}


def freeze(url: str, folder: Path, steps: Connection) -> None:
    """Freeze a catalogue; each file that is opened, made or renamed below `folder` is a step, told as one byte."""

    def told(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS and str(folder) in str(arguments[0]):
            os.write(steps.fileno(), b".")

    sys.addaudithook(told)
    with closing(Database(url, writable=True)) as database:
        snapshotting(database, folder, HandClock()).run()
    os.write(steps.fileno(), b"!")
    steps.recv_bytes()
