"""How well an encoder tells the genres of val apart, before any threshold is fitted."""

from collections.abc import Sequence

import numpy as np

from trending_now.evaluation.metrics import average_precision
from trending_now.training.encoder.fit import EncoderOutput
from trending_now.training.labelled_texts import LabelledTexts


def val_figures(output: EncoderOutput, texts: LabelledTexts) -> dict[str, float]:
    """Return mean average precision and the macro-F1 at the best thresholds, which flatters.

    A genre that no text has is left out of both means, as in `evaluation/metrics.py`.
    """
    scores, truth, mask = output.genres.astype(float), texts.genres, texts.genre_mask
    columns = [(truth[mask[:, k], k], scores[mask[:, k], k]) for k in range(truth.shape[1])]
    return {
        "mean_average_precision": _mean_of_known([average_precision(*column) for column in columns]),
        "macro_f1": _mean_of_known([best_f1(*column) for column in columns]),
    }


def best_f1(truth: np.ndarray, scores: np.ndarray) -> float | None:
    """Return the best F1 of any cut of the order, equal scores as they stand; None without a positive row."""
    if not truth.any():
        return None
    hits = np.cumsum(truth[np.argsort(-scores, kind="stable")])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())).max())


def _mean_of_known(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return round(float(np.mean(known)), 4) if known else 0.0
