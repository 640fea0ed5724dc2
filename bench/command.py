"""Runs `trending-now` as a process of its own, and says what it took."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("trending-now"))
READ_CHARACTERS = 1 << 16
BYTES_PER_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of the program took; `peak_bytes` is the greatest memory it held."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def environment(home: Path) -> dict[str, str]:
    """Return the settings of a program that keeps its state in `home`.

    Its byte code lies there too, so that a checkout without any (or one that may not be written) measures no compiler.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRENDING_NOW_")}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own | {"TRENDING_NOW_HOME": str(home), "PYTHONPYCACHEPREFIX": str(home.parent / "byte-code")}


def run(arguments: list[str], settings: Mapping[str, str], *, keep_output: bool = True) -> Cost:
    """Run the program to its end; what it prints is read away if it is not kept.

    Raises:
        RuntimeError: it failed.
    """
    return timed([PROGRAM, *arguments], settings, keep_output=keep_output)


def timed(command: Sequence[str], settings: Mapping[str, str], *, keep_output: bool = True) -> Cost:
    """Run any command to its end, as `run` does."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=dict(settings), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    output = process.stdout.read() if keep_output else ""
    while process.stdout.read(READ_CHARACTERS):
        pass
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * BYTES_PER_RSS_UNIT, output)
