"""Keeps frames on disk until they are read a second time, so that memory stays flat."""

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class FrameSpool:
    """Slices of named frames, one after the other in a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sizes: list[dict[str, int]] = []

    def passing(self, slices: "Iterable[Mapping[str, pl.DataFrame]]") -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Pass slices on, after writing each to the file."""
        for frames in slices:
            self._sizes.append({name: self._write(frame) for name, frame in frames.items()})
            yield frames

    def __iter__(self) -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Yield the slices that have passed, a second time."""
        import polars as pl

        self._file.seek(0)
        for sizes in self._sizes:
            yield {name: pl.read_ipc(io.BytesIO(self._file.read(size))) for name, size in sizes.items()}

    def _write(self, frame: "pl.DataFrame") -> int:
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        return self._file.write(buffer.getvalue())


@contextmanager
def open_spool(folder: Path | None = None) -> Iterator[FrameSpool]:
    """Open an empty spool in a folder, by default the system's for such files.

    Its file has no name where the system allows that, so a kill leaves nothing behind.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        yield FrameSpool(file)
