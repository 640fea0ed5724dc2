"""Makes connections follow the SQLite file at a path: SQLite itself would go on writing into a deleted one."""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

Identity = tuple[int, int] | None


def follow_file(engine: Engine, path: str) -> None:
    """Reopen an engine's connections whose file was deleted or replaced.

    The file is compared whenever the pool lends a connection. Once a file was seen, no new one is made in its place:
    opening it fails instead.
    """
    seen: set[Identity] = set()

    def refuse_to_make(*_: object) -> None:
        if seen and _identity(path) is None:
            raise sqlite3.OperationalError("unable to open database file")

    def note(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)
        if record.info["file"]:
            seen.add(record.info["file"])

    def compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError(f"{path} is not the file that was opened.")

    event.listen(engine, "do_connect", refuse_to_make)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", compare)


def _identity(path: str) -> Identity:
    """Return what tells a file from a later one at the same path; None if there is none."""
    with suppress(OSError):
        about = os.stat(path)  # noqa: PTH116 (a path is not made into an object for each transaction)
        return about.st_dev, about.st_ino
    return None
