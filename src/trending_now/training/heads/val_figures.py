"""How well an encoder tells the genres of val apart, before any threshold is fitted."""

import numpy as np

from trending_now.evaluation.metrics import average_precision
from trending_now.training.encoder.fit import Reading
from trending_now.training.texts import LabelledTexts


def val_figures(reading: Reading, texts: LabelledTexts) -> dict[str, float]:
    """Return mean average precision and the macro-F1 at the best thresholds, which flatters."""
    scores, truth, mask = reading.genres.astype(float), texts.genres, texts.genre_mask
    columns = range(truth.shape[1])
    precision = [average_precision(truth[mask[:, k], k], scores[mask[:, k], k]) for k in columns]
    best = [best_f1(truth[mask[:, k], k], scores[mask[:, k], k]) for k in columns]
    return {"mAP": round(float(np.mean([p or 0 for p in precision])), 4), "macro_f1": round(float(np.mean(best)), 4)}


def best_f1(truth: np.ndarray, scores: np.ndarray) -> float:
    """Return the best F1 that any cut of the order reaches, equal scores as they stand; 0 without a positive row."""
    if not truth.any():
        return 0.0
    hits = np.cumsum(truth[np.argsort(-scores)])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())).max())
