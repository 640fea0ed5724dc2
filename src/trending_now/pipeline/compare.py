"""Engines beside the baselines: `python -m trending_now.pipeline.compare CORPUS MPST WEIGHTS SPLIT`."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from trending_now.domain.ports import Engine
from trending_now.evaluation.bootstrap import macro_f1_gain
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.report import build_report
from trending_now.models.boosted import load_boosted
from trending_now.models.rules import load_rules
from trending_now.pipeline.evaluate import COLUMNS, predict
from trending_now.training.fit_heads import Signals, lexical_alone, out_of_fold, sigmoid
from trending_now.training.lexical import fit_lexical, lexical_logits
from trending_now.training.texts import LabelledTexts, read_texts
from trending_now.training.thresholds import fit_thresholds

BASELINE = "tfidf-lr"


def compare(corpus: Path, mpst: Path, weights: Path, split: str) -> dict[str, object]:
    """Return the report of each engine and baseline, and the macro-F1 gain of each over TF-IDF + LR."""
    frame = pl.scan_parquet(corpus).select(COLUMNS).filter(pl.col("split") == split).collect()
    engines: list[Engine] = [load_rules(), load_boosted(weights)]
    found = {BASELINE: _lexical_baseline(corpus, mpst, split)}
    for engine in engines:
        start = time.perf_counter()
        found[engine.name] = predict(engine, frame, _silent)
        sys.stderr.write(f"{engine.name}: {time.perf_counter() - start:.0f} s for {len(frame)} texts\n")
    found["majority"] = _majority(found[BASELINE])
    columns = {name: frame[name].to_list() for name in ("text_kind", "source")}
    return {
        name: {
            "report": build_report(name, "", split, predictions, columns).as_json(),
            "gain": asdict(macro_f1_gain(predictions, found[BASELINE])),
        }
        for name, predictions in found.items()
    }


def _lexical_baseline(corpus: Path, mpst: Path, split: str) -> Predictions:
    """TF-IDF (1–2 grams) and balanced logistic regression; calibration and thresholds from val."""
    train, val, test = (read_texts(corpus, mpst, side) for side in ("train", "val", split))
    model = fit_lexical(train, None)
    val_signals, test_signals = (_signals(part, lexical_logits(model, part.contents)) for part in (val, test))
    thresholds = fit_thresholds(out_of_fold(lexical_alone, val_signals, val), val.genres, val.genre_mask)
    probabilities = sigmoid(lexical_alone(val_signals, val)(test_signals)).astype(np.float64)
    return Predictions(test.genres, probabilities >= np.array(thresholds.chosen), probabilities, test.genre_mask)


def _signals(texts: LabelledTexts, lexical: np.ndarray) -> Signals:
    nothing = np.zeros((len(texts), len(texts.tag_names)))
    return Signals(nothing, np.zeros_like(lexical), nothing, lexical, np.zeros(len(texts)))


def _majority(beside: Predictions) -> Predictions:
    """Every text gets the genre that most texts have."""
    chosen = np.zeros_like(beside.truth)
    chosen[:, int(beside.truth.sum(0).argmax())] = True
    return Predictions(beside.truth, chosen, chosen.astype(float), beside.mask)


def _silent(done: int, total: int | None, what: str) -> None:
    pass


if __name__ == "__main__":
    corpus_path, mpst_path, weights_path = map(Path, sys.argv[1:4])
    sys.stdout.write(json.dumps(compare(corpus_path, mpst_path, weights_path, sys.argv[4]), indent=1) + "\n")
