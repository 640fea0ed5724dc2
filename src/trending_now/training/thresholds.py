"""From which probability on a genre is chosen, and from which it is uncertain; set on val."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]

PRIOR_LABELS = 60.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One pair a genre: chosen from `chosen` on, uncertain from `unsure` on."""

    chosen: tuple[float, ...]
    unsure: tuple[float, ...]


def fit_thresholds(probabilities: Floats, truth: Booleans, mask: Booleans, band: float = 0.7) -> Thresholds:
    """Choose each genre's threshold for F1, drawn towards what its calibrated probabilities promise if it is rare.

    For calibrated probabilities the best threshold is half of the best F1 (Lipton, Elkan & Narayanaswamy, "Optimal
    Thresholding of Classifiers to Maximize F1 Measure", 2014). That estimate hardly depends on single rows; the
    empirical one does, so it weighs as much as it has positive labels against `PRIOR_LABELS`.
    """
    chosen = []
    for column in range(truth.shape[1]):
        counted = mask[:, column]
        chosen.append(_threshold(probabilities[counted, column], truth[counted, column]))
    return Thresholds(tuple(chosen), tuple(band * threshold for threshold in chosen))


def _threshold(probabilities: Floats, truth: Booleans) -> float:
    order = np.argsort(-probabilities, kind="stable")
    picked = np.arange(1, len(order) + 1)
    support = truth.sum()
    f1 = 2 * np.cumsum(truth[order]) / (picked + support)
    promised = 2 * np.cumsum(probabilities[order]) / (picked + probabilities.sum())
    near = f1 >= f1.max() - 0.01
    empirical = float(np.average(probabilities[order][near]))
    share = support / (support + PRIOR_LABELS)
    return float(share * empirical + (1 - share) * promised.max() / 2)
