"""Runs the measurements: `python -m bench [NAME]… [--corpus FILE]`; exit code 1 if a bound of theirs is broken."""

import argparse
import sys
from pathlib import Path

from bench import browse_latency, classify_memory, import_speed

CORPUS = Path("../shared/data/genre_corpus.parquet")
MEASUREMENTS = {
    "import_speed": import_speed.measure,
    "browse_latency": browse_latency.measure,
    "classify_memory": classify_memory.measure,
}


def main() -> int:
    """Run the measurements that were named, all if none was."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(MEASUREMENTS)}; default: all")
    asked.add_argument("--corpus", type=Path, default=CORPUS, help=f"a Parquet catalogue; default: {CORPUS}")
    given = asked.parse_args()
    unknown = [name for name in given.names if name not in MEASUREMENTS]
    if unknown:
        asked.error(f"there is no measurement {unknown[0]!r}; choose from: {', '.join(MEASUREMENTS)}")
    if not given.corpus.is_file():
        asked.error(f"there is no file {given.corpus}; name a catalogue: --corpus FILE.parquet")
    kept = [MEASUREMENTS[name](given.corpus) for name in given.names or MEASUREMENTS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
