"""Runs the measurements: `python -m bench [NAME]… [--corpus FILE]`; exit code 1 if a bound of theirs is broken.

Each runs in a process of its own, as `python -m bench.NAME FILE` does: what one has loaded is in nobody else's figures.
"""

import argparse
import subprocess
import sys
from pathlib import Path

CORPUS = Path("../shared/data/genre_corpus.parquet")
MEASUREMENTS = (
    "import_speed", "browse_latency", "classify_memory", "engine_speed", "home_page", "snapshot_cost", "llm_throughput",
    "red_team",
)  # fmt: skip


def main() -> int:
    """Run the measurements that were named, all if none was."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(MEASUREMENTS)}; default: all")
    asked.add_argument("--corpus", type=Path, default=CORPUS, help=f"a Parquet catalogue; default: {CORPUS}")
    given = asked.parse_args()
    unknown = [name for name in given.names if name not in MEASUREMENTS]
    if unknown:
        asked.error(f"there is no measurement {unknown[0]!r}; choose from: {', '.join(MEASUREMENTS)}")
    if not given.corpus.is_file():
        asked.error(f"there is no file {given.corpus}; name a catalogue: --corpus FILE.parquet")
    commands = [[sys.executable, "-m", f"bench.{name}", str(given.corpus)] for name in given.names or MEASUREMENTS]
    codes = [subprocess.run(command, check=False).returncode for command in commands]
    return int(any(codes))  # one that a signal killed has a negative code


if __name__ == "__main__":
    sys.exit(main())
