"""Fits the weights of the keyword lexicon: `python -m bench.fit_rules CORPUS.parquet`.

The terms are chosen by hand (they stand in the lexicon file, `terms` of each genre); the weights are those of a sparse
logistic regression on the train split, in which a term never speaks against the genre it was chosen for; thresholds and
the uncertain band come from the val split. Test is not read.
docs/experiments.md says what else was tried.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from trending_now.corpora.labelled_parquet import read_columns
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.models.keywords import KeywordFinder
from trending_now.models.rules import LEXICON_FILE, TRAINING_SETS_FILE, features_of
from trending_now.models.texts.sentences import sentence_spans
from trending_now.training.provenance import traced

SMALLEST_WEIGHT = 0.05
STRENGTH = 1.0
OWN_WEIGHT = 0.4  # what a term weighs for the genre it was chosen for until the texts say otherwise
FOREIGN_PENALTY = 3.0  # a term speaks for a genre that it was not chosen for only if it says so three times as clearly
MOST_FOREIGN_WEIGHT = 0.5  # and then shifts the probability a little, since it can be no evidence
SILENT_WEIGHT = 0.5  # a source that hardly ever names a genre says little by leaving it out
SILENT_BELOW = 0.002
SNIPPET_WORDS = 12
SEED = 7
BAND = 0.75


def main(corpus: Path) -> None:
    """Fit, print the val figures, write the lexicon.

    Raises:
        WrongUse: the corpus is missing, is not Parquet or lacks a column.
    """
    frame = read_columns(corpus, ("text", "genres", "genres_uncertain", "split", "source"), "labelled corpus")
    path = Path(str(LEXICON_FILE))
    lexicon = json.loads(path.read_text("utf-8"))
    terms = sorted({term for genre in lexicon["genres"].values() for term in genre["terms"]})
    finder = KeywordFinder(terms)
    train, val = _with_snippets(frame.filter(pl.col("split") == "train")), frame.filter(pl.col("split") == "val")
    train_features, val_features = (_matrix(finder, terms, part["text"].to_list()) for part in (train, val))
    scores = []
    for genre in Genre:
        own = np.isin(terms, lexicon["genres"][genre.value]["terms"])
        truth, mask = _labels(train, genre)
        weight = _weight_of_rows(train, truth, mask)[mask]
        weights, bias = _fit(train_features[mask], truth[mask], weight, own)
        truth, mask = _labels(val, genre)
        threshold, best = _best_threshold(_choosable(val_features[mask], weights, bias, own), truth[mask])
        lexicon["genres"][genre.value] |= _rule(terms, weights, bias, threshold)
        scores.append(best)
        print(f"{genre:16} val F1 {best:.3f} at {threshold:.3f}, {np.count_nonzero(weights)} weights")
    print(f"macro-F1 on val {np.mean(scores):.4f}")
    path.write_text(json.dumps(lexicon, indent=1, ensure_ascii=False) + "\n", "utf-8")
    training_sets = [asdict(traced(corpus))]
    Path(str(TRAINING_SETS_FILE)).write_text(json.dumps(training_sets, indent=1) + "\n", "utf-8")


def _rule(terms: list[str], weights: np.ndarray, bias: float, threshold: float) -> dict[str, object]:
    named = {term: round(float(weight), 2) for term, weight in zip(terms, weights, strict=True) if weight}
    return {
        "bias": round(bias, 3),
        "threshold": round(threshold, 3),
        "unsure_from": round(threshold * BAND, 3),
        "weights": dict(sorted(named.items(), key=lambda pair: -pair[1])),
    }


def _choosable(features: csr_matrix, weights: np.ndarray, bias: float, own: np.ndarray) -> np.ndarray:
    """Return the probabilities, nought where no term of the genre's own speaks for it: such a row is never chosen."""
    spoken_for = features @ np.where(own & (weights > 0), 1.0, 0.0) > 0
    return np.where(spoken_for, 1 / (1 + np.exp(-(features @ weights + bias))), 0.0)


def _with_snippets(frame: pl.DataFrame) -> pl.DataFrame:
    """Add one sentence of each text, cut short, as a row of its own: so the weights fit a line as well as a plot."""
    chance = np.random.default_rng(SEED)
    snippets = pl.Series("text", [_snippet(text, chance) for text in frame["text"]])
    return pl.concat([frame, frame.with_columns(snippets)])


def _snippet(text: str, chance: np.random.Generator) -> str:
    spans = sentence_spans(text) or [(0, 0)]
    start, end = spans[chance.integers(len(spans))]
    return " ".join(text[start:end].split()[:SNIPPET_WORDS])


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


def _weight_of_rows(frame: pl.DataFrame, truth: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return what each row's label counts: less where its source hardly ever names the genre."""
    weight = np.ones(len(truth))
    sources = frame["source"].to_numpy()
    for source in np.unique(sources):
        rows = sources == source
        if truth[rows & mask].mean() < SILENT_BELOW:
            weight[rows] = SILENT_WEIGHT
    return weight


def _fit(features: csr_matrix, truth: np.ndarray, weight: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias of the least logistic loss under an L1 penalty on the way from where a weight starts.

    A weight of an own term starts at OWN_WEIGHT and stays at or above nought, so that a rare term keeps what the hand
    that chose it meant; any other starts at nought. Each way is the difference of two that are not negative, so that
    the penalty is smooth and may weigh differently on a positive one.
    """
    count = features.shape[1]
    start = np.where(own, OWN_WEIGHT, 0.0)
    penalty = np.r_[np.where(own, 1.0, FOREIGN_PENALTY), np.ones(count)]
    sign = np.where(truth, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margins = sign * (features @ (start + point[:count] - point[count:-1]) + point[-1])
        slope = -STRENGTH * weight * sign / (1 + np.exp(margins))
        gradient = features.T @ slope
        value = STRENGTH * (weight * np.logaddexp(0, -margins)).sum() + penalty @ point[:-1]
        return value, np.r_[np.r_[gradient, -gradient] + penalty, slope.sum()]

    up = [(0, None if mine else MOST_FOREIGN_WEIGHT) for mine in own]
    down = [(0, OWN_WEIGHT if mine else None) for mine in own]
    best = minimize(
        loss,
        np.zeros(2 * count + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*up, *down, (None, None)],
        options={"maxiter": 400},
    )
    weights = start + best.x[:count] - best.x[count:-1]
    return np.where(np.abs(weights) > SMALLEST_WEIGHT, weights, 0.0), float(best.x[-1])


def _best_threshold(probabilities: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    candidates = np.quantile(probabilities[probabilities > 0], np.linspace(0.01, 0.999, 300))
    best = (0.5, 0.0)
    for threshold in np.unique(candidates):
        chosen = probabilities >= threshold
        f1 = 2 * (chosen & truth).sum() / max(1, chosen.sum() + truth.sum())
        if f1 > best[1]:
            best = (float(threshold), float(f1))
    return best


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m bench.fit_rules", description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("corpus", type=Path, help="a labelled corpus as Parquet, of which train and val are read")
    try:
        main(asked.parse_args().corpus)
    except WrongUse as error:
        asked.error(str(error))
