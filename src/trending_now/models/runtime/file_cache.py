"""Caches what takes long to compute from a model's files, so that the next start of the program is quicker.

The files lie in the user's cache folder and may be deleted at any time.
"""

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

MOST_FILES = 8

Bytes = NDArray[np.uint8]


class CachedFile:
    """One cached file; `made_of` names all that it depends on, and becomes its key."""

    def __init__(self, *made_of: str, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("trending-now") / "models"
        self._key = hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:32]

    def read(self) -> Bytes | None:
        """Return the bytes, memory-mapped; None if there are none, or their SHA-256 differs from the file's name."""
        for path in self._folder.glob(f"{self._key}-*"):
            with suppress(OSError, ValueError):
                content = np.memmap(path, dtype=np.uint8, mode="c")
                if path.name == self._name(content.data):
                    return content
        return None

    def write(self, content: bytes) -> None:
        """Store the bytes in place of older ones, and keep only the newest files; does nothing if it cannot."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / self._name(content)
            self._put(content, path)
            others = sorted(set(self._folder.iterdir()) - {path}, key=lambda file: file.stat().st_mtime)
            for old in {*self._folder.glob(f"{self._key}-*"), *others[: 1 - MOST_FILES]} - {path}:
                old.unlink(missing_ok=True)

    def _put(self, content: bytes, path: Path) -> None:
        """Write a file that appears whole or not at all."""
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as partial:
            unfinished = Path(partial.name)
            try:
                partial.write(content)
                partial.close()
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    def _name(self, content: bytes | memoryview) -> str:
        return f"{self._key}-{hashlib.sha256(content).hexdigest()}"
