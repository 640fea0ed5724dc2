"""Runs the real command as a person would: in a folder of its own, with no settings but the given ones."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import structlog

from trending_now.cli.main import main

PROGRAM = (sys.executable, "-m", "trending_now.cli")
TIMEOUT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it wrote."""

    exit_code: int
    out: str
    err: str

    def failed_with(self, exit_code: int, *said: str) -> bool:
        """Tell whether it failed in one sentence that says all this; the outcome is shown if not."""
        one_sentence = re.fullmatch(r"trending-now: [^\n]+[.?]\n", self.err) is not None
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
        unwanted = ("TRENDING_NOW_", "PYTHONUNBUFFERED")
        plain = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        given = {"HOME": self.home} | settings
        return plain | {f"TRENDING_NOW_{name}": str(value) for name, value in given.items()}

    def __call__(self, *arguments: object, stdin: str | bytes = "", **settings: object) -> Outcome:
        """Run a command to its end in this process, which is quicker than starting one."""
        out, err = StringIO(), StringIO()
        given = TextIOWrapper(BytesIO(stdin.encode() if isinstance(stdin, str) else stdin))
        with (
            chdir(self.folder),
            _surroundings(self.environment(settings), given),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            exit_code = _run([str(argument) for argument in arguments])
        return Outcome(exit_code, out.getvalue(), err.getvalue())

    def process(self, *arguments: object, stdin: str | bytes = "", **settings: object) -> Outcome:
        """Run a command to its end in a process of its own."""
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


def _run(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        structlog.reset_defaults()
    return 0


@contextmanager
def _surroundings(environment: dict[str, str], stdin: TextIOWrapper) -> Iterator[None]:
    """Give the block an environment and standard input, and take them back."""
    before, stdin_before = dict(os.environ), sys.stdin
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = stdin
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.stdin = stdin_before
