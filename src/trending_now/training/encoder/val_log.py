"""The figures of a run's epochs, a line of JSON each; it is whole after every epoch, whenever a run is stopped."""

import json
from collections.abc import Mapping
from pathlib import Path


class ValLog:
    """A file that holds one line an epoch; a line that was cut off does not count, and is written again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holds(self, epoch: int) -> bool:
        """Tell whether an epoch has its line."""
        return any(line["epoch"] == epoch for line in self._lines())

    def add(self, line: Mapping[str, object]) -> None:
        """Add an epoch's line; the file is replaced as a whole."""
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text("".join(f"{json.dumps(each)}\n" for each in [*self._lines(), line]), "utf-8")
        unfinished.replace(self._path)

    def _lines(self) -> list[Mapping[str, object]]:
        return [line for line in map(_parsed, _written(self._path)) if line is not None]


def _written(path: Path) -> list[str]:
    return path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []


def _parsed(line: str) -> Mapping[str, object] | None:
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) and "epoch" in content else None
