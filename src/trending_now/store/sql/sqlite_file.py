"""Keeps connections to the SQLite file that stands at a path: SQLite itself would write on into a deleted one."""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

Identity = tuple[int, int] | None


def follow_file(engine: Engine, path: str) -> None:
    """Open each connection of an engine anew whose file has been deleted or replaced; a file once seen is never made.

    The pool asks before it lends a connection. One to a file that is gone cannot be opened, and says so.
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
    """Return what tells a file from any other that stands at its path; None where none stands."""
    with suppress(OSError):
        about = os.stat(path)  # noqa: PTH116 (a path is not made into an object for each transaction)
        return about.st_dev, about.st_ino
    return None
