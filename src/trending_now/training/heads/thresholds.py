"""Fits, on val, the probability from which a genre is chosen, and the one from which it is uncertain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.training.recipe import ThresholdRecipe

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]

NEVER = 1.0  # the threshold of a genre that no text has: best for F1 would be to name it everywhere


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Two thresholds a genre: it is chosen from `chosen` on, and uncertain from `unsure` on."""

    chosen: tuple[float, ...]
    unsure: tuple[float, ...]


def fit_thresholds(probabilities: Floats, truth: Booleans, mask: Booleans, recipe: ThresholdRecipe) -> Thresholds:
    """Choose each genre's threshold for F1; that of a rare genre leans on its calibrated probabilities.

    For calibrated probabilities the best threshold is half of the best F1 (Lipton, Elkan & Narayanaswamy, "Optimal
    Thresholding of Classifiers to Maximize F1 Measure", 2014). That estimate hardly depends on single rows; the
    empirical one does, so it weighs as much as it has positive labels against `prior_labels`.
    """
    chosen = []
    for column in range(truth.shape[1]):
        counted = mask[:, column]
        chosen.append(_threshold(probabilities[counted, column], truth[counted, column], recipe))
    return Thresholds(tuple(chosen), tuple(recipe.band * threshold for threshold in chosen))


def _threshold(probabilities: Floats, truth: Booleans, recipe: ThresholdRecipe) -> float:
    if not truth.any():
        return NEVER
    order = np.argsort(-probabilities, kind="stable")
    picked = np.arange(1, len(order) + 1)
    support = truth.sum()
    f1 = 2 * np.cumsum(truth[order]) / (picked + support)
    promised = 2 * np.cumsum(probabilities[order]) / (picked + probabilities.sum())
    near = f1 >= f1.max() - recipe.near_best
    empirical = float(np.average(probabilities[order][near]))
    share = support / (support + recipe.prior_labels)
    return float(share * empirical + (1 - share) * promised.max() / 2)
