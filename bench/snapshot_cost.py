"""A snapshot of an imported catalogue against writing the same rows to one Parquet file."""

import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.command import Cost, environment, run
from bench.comparison import Comparison, show_all

MOST_TIMES_THE_PEER = 10
MOST_BYTES = 1_000_000_000
ROUNDS = 3
PEERS_PER_ROUND = 3


def measure(corpus: Path) -> bool:
    """Print how long a snapshot takes as a multiple of the peer; returns whether the bounds are kept.

    The snapshot is the whole command: start of the program, reading the catalogue, the raw answers too, hashing,
    manifest. The peer is as plain as can be: the same rows (titles with their texts and labels, and the raw records)
    are frames in memory before the clock starts, and polars writes each to one Parquet file. Each is the median of its
    runs, taken in turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        run(["import", str(corpus)], environment(home))
        first = _snapshot(home)  # before this process grows: a child's peak counts its parent's size at birth
        snapshots, peers = [_snapshot(home)], []
        for _ in range(ROUNDS):
            peers += [_plain_write(home, Path(folder)) for _ in range(PEERS_PER_ROUND)]
            snapshots.append(_snapshot(home))
        told = [
            Comparison(
                "snapshot", median(cost.wall_seconds for cost in snapshots), "one Parquet file of the same rows",
                median(wall for _, wall in peers), "s", MOST_TIMES_THE_PEER,
            ),
            Comparison(
                "snapshot, processor time", median(cost.cpu_seconds for cost in snapshots), "the file",
                median(cpu for cpu, _ in peers), "s",
            ),
            Comparison("peak memory of the snapshot", first.peak_bytes / 1e6, "allowed", MOST_BYTES / 1e6, "MB", 1),
        ]  # fmt: skip
    return show_all(f"snapshot: {first.output.splitlines()[0]}", told)


def _snapshot(home: Path) -> Cost:
    shutil.rmtree(home / "snapshots", ignore_errors=True)
    return run(["snapshot"], environment(home))


def _plain_write(home: Path, folder: Path) -> tuple[float, float]:
    """Write the rows plainly; returns (processor, clock) seconds."""
    import polars as pl

    (snapshot,) = (home / "snapshots").iterdir()
    frames = [
        pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in sorted(snapshot.glob(pattern))])
        for pattern in ("processed/listings/**/*.parquet", "raw/**/*.parquet")
    ]
    began = time.process_time(), time.perf_counter()
    for number, frame in enumerate(frames):
        frame.write_parquet(folder / f"peer-{number}.parquet")
    return time.process_time() - began[0], time.perf_counter() - began[1]


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1])) else 1)
