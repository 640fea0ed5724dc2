"""Fits the weights of the keyword lexicon: `python -m bench.fit_rules CORPUS.parquet`.

The terms are chosen by hand (they stand in the lexicon file, `terms` of each genre); the weights are those of a sparse
logistic regression on the train split, thresholds and the uncertain band come from the val split. Test is not read.
"""

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from trending_now.domain.genre import Genre
from trending_now.models.keywords import KeywordFinder
from trending_now.models.rules import LEXICON_FILE, features_of

SMALLEST_WEIGHT = 0.05
STRENGTH = 0.5
BAND = 0.75


def main(corpus: str) -> None:
    """Fit, print the val figures, write the lexicon."""
    path = Path(str(LEXICON_FILE))
    lexicon = json.loads(path.read_text("utf-8"))
    terms = sorted({term for genre in lexicon["genres"].values() for term in genre["terms"]})
    finder = KeywordFinder(terms)
    frame = pl.read_parquet(corpus, columns=["text", "genres", "genres_uncertain", "split"])
    train, val = (frame.filter(pl.col("split") == split) for split in ("train", "val"))
    train_features, val_features = (_matrix(finder, terms, part["text"].to_list()) for part in (train, val))
    scores = []
    for genre in Genre:
        fitted = _fit(genre, train_features, train)
        logits = val_features @ fitted.coef_[0] + fitted.intercept_[0]
        truth, mask = _labels(val, genre)
        threshold, best = _best_threshold(1 / (1 + np.exp(-logits[mask])), truth[mask])
        weights = {
            t: round(float(w), 2) for t, w in zip(terms, fitted.coef_[0], strict=True) if abs(w) > SMALLEST_WEIGHT
        }
        own = lexicon["genres"][genre.value]
        lexicon["genres"][genre.value] = {
            "terms": own["terms"],
            "bias": round(float(fitted.intercept_[0]), 3),
            "threshold": round(threshold, 3),
            "unsure_from": round(threshold * BAND, 3),
            "weights": dict(sorted(weights.items(), key=lambda pair: -pair[1])),
        }
        scores.append(best)
        print(f"{genre:16} val F1 {best:.3f} at {threshold:.3f}, {len(weights)} weights")
    print(f"macro-F1 on val {np.mean(scores):.4f}")
    path.write_text(json.dumps(lexicon, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _matrix(finder: KeywordFinder, terms: list[str], texts: list[str]) -> csr_matrix:
    index = {term: column for column, term in enumerate(terms)}
    values, columns, starts = [], [], [0]
    for text in texts:
        features = features_of(finder, [(text, 1.0)])
        columns += [index[term] for term in features]
        values += features.values()
        starts.append(len(values))
    return csr_matrix((values, columns, starts), shape=(len(texts), len(terms)))


def _labels(frame: pl.DataFrame, genre: Genre) -> tuple[np.ndarray, np.ndarray]:
    truth = frame["genres"].list.contains(genre.value).to_numpy()
    return truth, ~frame["genres_uncertain"].list.contains(genre.value).fill_null(value=False).to_numpy()


def _fit(genre: Genre, features: csr_matrix, frame: pl.DataFrame) -> LogisticRegression:
    truth, mask = _labels(frame, genre)
    model = LogisticRegression(l1_ratio=1.0, C=STRENGTH, solver="liblinear", max_iter=300)
    return model.fit(features[mask], truth[mask])


def _best_threshold(probabilities: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    candidates = np.quantile(probabilities, np.linspace(0.3, 0.999, 300))
    best = (0.5, 0.0)
    for threshold in np.unique(candidates):
        chosen = probabilities >= threshold
        f1 = 2 * (chosen & truth).sum() / max(1, chosen.sum() + truth.sum())
        if f1 > best[1]:
            best = (float(threshold), float(f1))
    return best


if __name__ == "__main__":
    main(sys.argv[1])
