"""Frames laid down on this machine's disk until they are wanted once more, so that memory stays flat."""

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class FrameSpool:
    """Slices of frames by name, in order, one behind the other in a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sizes: list[dict[str, int]] = []

    def passing(self, slices: "Iterable[Mapping[str, pl.DataFrame]]") -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Yield slices on, each laid down before."""
        for frames in slices:
            self._sizes.append({name: self._lay_down(frame) for name, frame in frames.items()})
            yield frames

    def __iter__(self) -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Yield the slices that have passed, once more."""
        import polars as pl

        self._file.seek(0)
        for sizes in self._sizes:
            yield {name: pl.read_ipc(io.BytesIO(self._file.read(size))) for name, size in sizes.items()}

    def _lay_down(self, frame: "pl.DataFrame") -> int:
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
