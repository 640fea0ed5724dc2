"""Peak memory of `classify` over a million lines against a tenth of them, and that answers come while it reads."""

import json
import random
import selectors
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.command import PROGRAM, Cost, environment, run
from bench.comparison import Comparison, show_all

FEW_LINES, MANY_LINES = 100_000, 1_000_000
MOST_TIMES_THE_PEER = 1.1
WORDS_PER_LINE = 12
PATIENCE_SECONDS = 60
SEED = 4
SAID = (
    "the a of and to her his an old young detective ghost ship village sheriff robot singer family wedding war murder "
    "dragon kingdom school river train winter secret letter journey falls in love with hunts loses finds"
)


def measure(_: Path | None = None) -> bool:
    """Print both peaks and the throughput; returns whether memory stays flat and answers come at once."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        run(["classify", "--json", "A ghost haunts the old village."], environment(home))  # byte code is there now
        few, many = (_classify(Path(folder), lines, home) for lines in (FEW_LINES, MANY_LINES))
        streams = _answers_before_the_end(home)
    told = [
        Comparison(
            f"peak memory, {MANY_LINES:,} lines", many.peak_bytes / 1e6, f"{FEW_LINES:,} lines", few.peak_bytes / 1e6,
            "MB", MOST_TIMES_THE_PEER,
        ),
        Comparison(
            f"processor time of a thousand, {MANY_LINES:,} lines", many.cpu_seconds / MANY_LINES * 1e3,
            f"{FEW_LINES:,} lines", few.cpu_seconds / FEW_LINES * 1e3, "s",
        ),
    ]  # fmt: skip
    kept = show_all("classify --file F.jsonl --json, engine rules", told)
    print(f"  {MANY_LINES / many.wall_seconds:,.0f} lines a second by the clock")
    print(f"  the first answer comes {'before' if streams else 'AFTER'} the last line is written")
    return kept and streams


def _classify(folder: Path, lines: int, home: Path) -> Cost:
    path = folder / f"{lines}.jsonl"
    chance, words = random.Random(SEED), SAID.split()
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            file.write(json.dumps({"id": number, "text": " ".join(chance.choices(words, k=WORDS_PER_LINE))}) + "\n")
    cost = run(["classify", "--engine", "rules", "--file", str(path), "--json"], environment(home), keep_output=False)
    path.unlink()
    return cost


def _answers_before_the_end(home: Path) -> bool:
    """Tell whether a line is answered while its sender still holds the pipe open."""
    command = [PROGRAM, "classify", "--engine", "rules", "--file", "-", "--json"]
    with (
        subprocess.Popen(command, env=environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
        selectors.DefaultSelector() as selector,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"id": 1, "text": "A ghost haunts the old village."}\n')
        process.stdin.flush()
        selector.register(process.stdout, selectors.EVENT_READ)
        answered = bool(selector.select(PATIENCE_SECONDS)) and b'"id":1' in process.stdout.readline()
        process.stdin.close()
    return answered


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
