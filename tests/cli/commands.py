"""Runs the real command as a person would: a process of its own, a folder of its own, no settings but the given."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = (sys.executable, "-m", "trending_now.cli")
TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it wrote."""

    exit_code: int
    out: str
    err: str

    def failed_with(self, exit_code: int, *said: str) -> bool:
        """Tell whether it failed in one sentence that says all this; the outcome is shown if not."""
        one_sentence = self.err.startswith("trending-now: ") and self.err.count("\n") == 1 and self.err.endswith(".\n")
        assert self.exit_code == exit_code, self
        assert one_sentence, self
        assert all(words in self.err for words in said), self
        return True


@dataclass(frozen=True, slots=True)
class TrendingNow:
    """The program, installed in a folder: `home` is its state, `folder` where it is called."""

    folder: Path

    @property
    def home(self) -> Path:
        """The folder of its state."""
        return self.folder / "home"

    @property
    def catalogue(self) -> Path:
        """The catalogue's file."""
        return self.home / "catalogue.sqlite"

    def environment(self, settings: dict[str, object]) -> dict[str, str]:
        """Return the environment with these settings and no others."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TRENDING_NOW_")}
        given = {"HOME": self.home} | settings
        return plain | {f"TRENDING_NOW_{name}": str(value) for name, value in given.items()}

    def __call__(self, *arguments: object, stdin: str | bytes = "", **settings: object) -> Outcome:
        """Run a command to its end."""
        done = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            cwd=self.folder,
            env=self.environment(settings),
            timeout=TIMEOUT_SECONDS,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def write(self, name: str, content: str) -> Path:
        """Write a file in the folder; returns its path."""
        path = self.folder / name
        path.write_text(content, "utf-8")
        return path
