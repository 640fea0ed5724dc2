"""Frames laid down on this machine's disk until they are wanted once more, so that memory stays flat."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class FrameSpool:
    """Slices of frames by name, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slices: list[tuple[str, ...]] = []

    def passing(self, slices: "Iterable[Mapping[str, pl.DataFrame]]") -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Yield slices on, each laid down before."""
        for frames in slices:
            for name, frame in frames.items():
                frame.write_ipc(self._path(len(self._slices), name))
            self._slices.append(tuple(frames))
            yield frames

    def __iter__(self) -> "Iterator[Mapping[str, pl.DataFrame]]":
        """Yield the slices that have passed, once more."""
        import polars as pl

        for number, names in enumerate(self._slices):
            yield {name: pl.read_ipc(self._path(number, name)) for name in names}

    def _path(self, number: int, name: str) -> Path:
        return self._folder / f"{number}-{name}.arrow"


@contextmanager
def open_spool() -> Iterator[FrameSpool]:
    """Open an empty spool; what passed through it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield FrameSpool(Path(folder))
