"""The whole engine `boosted` against sentence-transformers and XGBoost called label by label, on the same texts."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.command import Cost, environment, run, timed
from bench.comparison import Comparison, show_all

FEWEST_TIMES_AS_FAST = {True: 3.0, False: 1.4}  # with AMX, and without
MOST_TIMES_THE_START = 5
MOST_BYTES = 1_000_000_000
MOST_CHARACTERS = 1_100  # about 256 tokens, which is as far as either reads
MOST_TOKENS = 256
BATCH = 32
TEXTS = {"plot": 512, "blurb": 2048}  # more than the engine remembers, and enough of the short ones to be timed
ROUNDS = 5
STARTS = 5
TREES = 100
FIRST_LINE = "A lamplighter counts the ships that never come."


def measure(corpus: Path) -> bool:
    """Print start and memory, then what a thousand texts cost, plots and blurbs apart; returns whether all hold.

    Both read the same texts, cut to 256 tokens, on all cores: tokens, vectors, probabilities of 20 genres;
    the engine gives thresholds, evidence and vibe tags besides. The peer is sentence-transformers on torch in 32-bit
    floats and an XGBoost model of 100 trees a label, asked label by label. Each is the median of its runs, in turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        kept = _start(home) & _memory(corpus, home)  # before this process grows: a child's peak counts its parent's
    return _speed(corpus) and kept


def _speed(corpus: Path) -> bool:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        print("The peer is missing: make train-setup, then uv pip install sentence-transformers")
        return False
    from trending_now.models.boosted import load_boosted
    from trending_now.training.encoder.pretrained import MINILM

    engine, peer = load_boosted(), SentenceTransformer(str(MINILM.folder()), device="cpu")
    peer.max_seq_length = MOST_TOKENS
    kept = True
    for kind in ("plot", "blurb"):
        texts, labels = _texts(corpus, kind)
        boosters = _boosters(peer.encode(texts, batch_size=BATCH), labels)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_seconds(lambda: _enrich(engine, texts)))  # noqa: B023 (it runs at once)
            theirs.append(_seconds(lambda: _predict(boosters, peer.encode(texts, batch_size=BATCH))))  # noqa: B023
        told = Comparison(
            f"a thousand {kind}s", median(ours) / len(texts) * 1000, "sentence-transformers + XGBoost",
            median(theirs) / len(texts) * 1000, "s", 1 / FEWEST_TIMES_AS_FAST[_has_amx()],
        )  # fmt: skip
        kept &= show_all(f"{kind}s, {'with' if _has_amx() else 'without'} AMX", [told])
        print(f"  {len(texts) / median(ours):,.0f} {kind}s a second, {1 / told.ratio:.2f} × the peer's")
    return kept


def _start(home: Path) -> bool:
    """Compare the first answer of a program just started with the start of Python and NumPy and a read of the model."""
    from trending_now.models.boosted import BOOSTED_WEIGHTS

    command = ["classify", "--engine", "boosted", "--json", FIRST_LINE]
    run(command, environment(home))  # byte code is there from now on
    costs, peers = [], []
    for _ in range(STARTS):
        costs.append(run(command, environment(home)).wall_seconds)
        numpy = timed([sys.executable, "-c", "import numpy"], environment(home)).wall_seconds
        peers.append(numpy + _seconds(lambda: [path.read_bytes() for path in BOOSTED_WEIGHTS.rglob("*.*")]))
    told = Comparison(
        "first answer", median(costs), "import numpy + read of the model", median(peers), "s", MOST_TIMES_THE_START
    )
    return show_all("classify, cold", [told])


def _memory(corpus: Path, home: Path) -> bool:
    path = home.parent / "texts.jsonl"
    lines = [{"id": number, "text": text} for number, text in enumerate(_texts(corpus, "plot")[0])]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    cost: Cost = run(["classify", "--engine", "boosted", "--json", "--file", str(path)], environment(home))
    return show_all(
        "classify --file", [Comparison("peak memory", cost.peak_bytes / 1e6, "allowed", MOST_BYTES / 1e6, "MB", 1)]
    )


def _texts(corpus: Path, kind: str) -> tuple[list[str], list[list[str]]]:
    """Return texts of a kind from the train side, cut to what both read, and their genres."""
    import polars as pl

    wanted = (pl.col("text_kind") == kind) & (pl.col("split") == "train")
    frame = pl.scan_parquet(corpus).filter(wanted).select("text", "genres").head(TEXTS[kind]).collect()
    return [text[:MOST_CHARACTERS] for text in frame["text"]], frame["genres"].to_list()


def _boosters(vectors: object, labels: list[list[str]]) -> list[object]:
    import numpy as np
    import xgboost

    from trending_now.domain.genre import Genre

    settings = {"objective": "binary:logistic", "base_score": 0.5}
    truth = [np.array([genre.value in own for own in labels], dtype=float) for genre in Genre]
    return [xgboost.train(settings, xgboost.DMatrix(vectors, label=label), TREES) for label in truth]


def _predict(boosters: list[object], vectors: object) -> None:
    import xgboost

    for booster in boosters:
        booster.predict(xgboost.DMatrix(vectors))  # type: ignore[attr-defined]


def _enrich(engine: object, texts: list[str]) -> None:
    from trending_now.domain.text import Document, Text, TextRole

    documents = (Document(str(number), (Text("plot", TextRole.PLOT, text),)) for number, text in enumerate(texts))
    for _ in engine.enrich(documents):  # type: ignore[attr-defined]
        pass


def _has_amx() -> bool:
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1])) else 1)
