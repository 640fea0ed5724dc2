"""Keeps what takes long to make of a model's files, so that the next start of the program only reads it.

It is nobody's state: it lies in the user's cache folder, can be made again, and may be deleted at any time.
"""

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

MOST_KEPT = 8

Bytes = NDArray[np.uint8]


class Kept:
    """One thing that is kept; its name says what it was made of, and how."""

    def __init__(self, *made_of: str, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("trending-now") / "models"
        self._key = hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:32]

    def read(self) -> Bytes | None:
        """Return the bytes, in place; None if there are none, or not all of them: the file's name has their SHA-256."""
        for path in self._folder.glob(f"{self._key}-*"):
            with suppress(OSError, ValueError):
                content = np.memmap(path, dtype=np.uint8, mode="c")
                if path.name == self._name(content.data):
                    return content
        return None

    def write(self, content: bytes) -> None:
        """Keep bytes, and of everything only the newest; where nothing can be written the next start takes its time."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as partial:
                partial.write(content)
            path = self._folder / self._name(content)
            Path(partial.name).replace(path)
            newest = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
            for old in {*self._folder.glob(f"{self._key}-*"), *newest[:-MOST_KEPT]} - {path}:
                old.unlink(missing_ok=True)

    def _name(self, content: bytes | memoryview) -> str:
        return f"{self._key}-{hashlib.sha256(content).hexdigest()}"
