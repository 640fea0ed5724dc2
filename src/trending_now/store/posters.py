"""Keeps poster pictures on disk, each until the day that its policy sets."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from trending_now.domain.ports import Clock

NEVER = "never"
HALF = ".part"
LONGEST_WRITE = timedelta(days=1)


class PosterShelf:
    """Has a folder for each day on which pictures expire; a picture's file is named by the digest of its address."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def read(self, url: str) -> bytes | None:
        """Return the picture of an address, if it is there and has not expired."""
        today = self._clock().date()
        for path in self._folder.glob(f"*/{_name(url)}"):
            if not _is_past(path.parent.name, today):
                with suppress(OSError):  # it was deleted since it was listed, or cannot be read
                    return path.read_bytes()
        return None

    def keep(self, url: str, content: bytes, retention: timedelta | None) -> Path:
        """Keep a picture for as long as its policy allows (None = without end); returns where.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        folder = self._folder / (NEVER if retention is None else _expiry(self._clock(), retention))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=HALF, delete=False) as part:
            try:
                part.write(content)
                part.close()
                return Path(part.name).replace(folder / _name(url))
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise

    def drop(self, urls: Iterable[str]) -> int:
        """Delete the pictures of these addresses; returns how many there were."""
        kept = [path for url in urls for path in self._folder.glob(f"*/{_name(url)}")]
        for path in kept:
            path.unlink(missing_ok=True)
        return len(kept)

    def drop_all_but(self, urls: Iterable[str]) -> int:
        """Delete the pictures of all other addresses; returns how many there were."""
        named = {_name(url) for url in urls}
        others = [path for path in self._folder.glob("*/*") if path.suffix != HALF and path.name not in named]
        for path in others:
            path.unlink(missing_ok=True)
        return len(others)

    def expire(self) -> None:
        """Delete every expired picture, and half-written files that killed programs left."""
        now = self._clock()
        today = now.date()
        for folder in self._folder.glob("*"):
            if _is_past(folder.name, today):
                shutil.rmtree(folder, ignore_errors=True)
        for half in self._folder.glob(f"*/*{HALF}"):
            with suppress(FileNotFoundError):  # its writer has renamed it since it was listed
                if datetime.fromtimestamp(half.stat().st_mtime, UTC) < now - LONGEST_WRITE:
                    half.unlink()


def _name(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _expiry(now: datetime, retention: timedelta) -> str:
    return (now + retention).date().isoformat()


def _is_past(folder_name: str, today: date) -> bool:
    return folder_name != NEVER and folder_name <= today.isoformat()
