"""Checks that no source file has grown too long to hold one noun or one stage: `python tests/file_sizes.py`."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "tests", "bench")
ENDINGS = frozenset({".py", ".js", ".css", ".html"})
LONG_LINES = 300
TOO_LONG_LINES = 400


def main(root: Path = ROOT) -> int:
    """Name the long files on stderr; returns the exit code, 1 if one is too long."""
    sizes = dict(line_counts(root))
    for path, lines in sorted(sizes.items()):
        if lines > TOO_LONG_LINES:
            _say(f"{path}: {lines} lines, {TOO_LONG_LINES} are allowed; split it by what it is about.")
        elif lines > LONG_LINES:
            _say(f"{path}: {lines} lines (a warning: above {LONG_LINES} a file often holds two things).")
    return int(any(lines > TOO_LONG_LINES for lines in sizes.values()))


def line_counts(root: Path) -> Iterator[tuple[str, int]]:
    """Yield the path below `root` and the number of lines of each file that counts."""
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.suffix in ENDINGS and path.is_file():
                yield path.relative_to(root).as_posix(), len(path.read_text("utf-8").splitlines())


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
