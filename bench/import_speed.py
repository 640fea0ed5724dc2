"""Import of a catalogue file against a plain `executemany` of the same rows and votes in one SQLite transaction."""

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.command import Cost, environment, run
from bench.comparison import Comparison, show_all

MOST_TIMES_THE_PEER = 20
MOST_BYTES = 1_000_000_000
ROUNDS = 2
PEERS_PER_ROUND = 3

PLAIN = (
    "CREATE TABLE titles (id TEXT, name TEXT, text TEXT)",
    "CREATE TABLE votes (title_id TEXT, tag TEXT, rule TEXT, genres TEXT)",
)
KEYED = (
    "CREATE TABLE titles (id TEXT PRIMARY KEY, name TEXT, text TEXT)",
    "CREATE TABLE votes (title_id TEXT, tag TEXT, rule TEXT, genres TEXT, PRIMARY KEY (title_id, tag))",
)

Rows = list[tuple[str, str, str]]
Votes = list[tuple[str, str, str, str]]


def measure(corpus: Path) -> bool:
    """Print how long the import takes as a multiple of the peer; returns whether the bounds are kept.

    The import is the whole command, from an empty home: start of the program, making of the database, reading,
    keeping the raw rows, checking, matching, search index. The peer is as plain as can be: its rows are in memory
    before the clock starts, and it only inserts them, into two tables without any key; beside it stands one whose
    tables have keys, as any catalogue has. Each is the median of its runs, taken in turn. Other work on the machine
    slows the longer of the two more, so measure on a quiet one; processor time stands beside it, and leaves out that
    the peer waits for the disk. And the import is mostly Python where the peer is C: a Python that was built without
    profile-guided optimization, as by hand from source, makes the multiple a sixth greater than Debian's.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        run(["import", str(_one_title(Path(folder)))], environment(home))  # byte code is there from now on
        first = _import(corpus, home)  # before this process grows: a child's peak counts its parent's size at birth
        rows, votes = _read(corpus)
        imports, peers, keyed = [first], [_executemany(PLAIN, rows, votes, Path(folder))], []
        for _ in range(ROUNDS):
            imports.append(_import(corpus, home))
            peers += [_executemany(PLAIN, rows, votes, Path(folder)) for _ in range(PEERS_PER_ROUND)]
            keyed += [_executemany(KEYED, rows, votes, Path(folder)) for _ in range(PEERS_PER_ROUND)]
        again = run(["import", str(corpus)], environment(home))
    cpu, clock = median(cost.cpu_seconds for cost in imports), median(cost.wall_seconds for cost in imports)
    peer_cpu, peer_clock = (median(times) for times in zip(*peers, strict=True))
    told = [
        Comparison("import", clock, "executemany", peer_clock, "s", MOST_TIMES_THE_PEER),
        Comparison("import", clock, "executemany into tables with keys", median(time for _, time in keyed), "s"),
        Comparison("import, processor time", cpu, "executemany", peer_cpu, "s"),
        Comparison("peak memory of the import", first.peak_bytes / 1e6, "allowed", MOST_BYTES / 1e6, "MB", 1),
        Comparison("import once more, processor time", again.cpu_seconds, "import", cpu, "s"),
    ]
    kept = show_all(f"import of {len(rows):,} titles with {len(votes):,} votes", told)
    print(f"  first: {first.output.splitlines()[0]}\n  again: {again.output.splitlines()[0]}")
    return kept and f" {len(rows)} unchanged" in again.output


def _import(corpus: Path, home: Path) -> Cost:
    shutil.rmtree(home, ignore_errors=True)
    return run(["import", str(corpus)], environment(home))


def _one_title(folder: Path) -> Path:
    path = folder / "one.csv"
    path.write_text("name,plot\nThe Tin Harbour,A lamplighter counts the ships that never come.\n", "utf-8")
    return path


def _read(corpus: Path) -> tuple[Rows, Votes]:
    """Return what is inserted: (id, name, text) of each title, and (title id, tag, rule, genres) of each vote."""
    import polars as pl

    from trending_now.domain.genre import SourceTag
    from trending_now.domain.taxonomy import load_taxonomy

    taxonomy = load_taxonomy()
    frame = pl.read_parquet(corpus, columns=["id", "title", "text", "source_genres"])
    rows = list(frame.select("id", "title", "text").iter_rows())
    tags = frame.select("id", "source_genres").explode("source_genres").drop_nulls()
    voted = ((title, tag, taxonomy.vote(SourceTag("catalogue", tag))) for title, tag in tags.iter_rows())
    return rows, [
        (title, tag, vote.rule.value, "|".join(vote.genres)) if vote else (title, tag, "", "")
        for title, tag, vote in voted
    ]


def _executemany(tables: Sequence[str], rows: Rows, votes: Votes, folder: Path) -> tuple[float, float]:
    """Insert the rows plainly; returns (processor, clock) seconds from opening the file to closing it."""
    path = folder / "peer.sqlite"
    path.unlink(missing_ok=True)
    began = time.process_time(), time.perf_counter()
    with closing(sqlite3.connect(path)) as connection:
        for table in tables:
            connection.execute(table)
        with connection:
            connection.executemany("INSERT INTO titles VALUES (?, ?, ?)", rows)
            connection.executemany("INSERT INTO votes VALUES (?, ?, ?, ?)", votes)
    return time.process_time() - began[0], time.perf_counter() - began[1]


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1])) else 1)
