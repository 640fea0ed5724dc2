"""Whether a probability of 0.7 is right seven times in ten."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Labels of like probability: their mean probability, the share that is true, and how many there are."""

    promised: float
    kept: float
    labels: int


def reliability(
    probabilities: NDArray[np.float64], truth: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> tuple[Bin, ...]:
    """Return bins of equal width over all labels that count: the points of a calibration plot."""
    counted, true = probabilities[mask], truth[mask]
    place = np.minimum((counted * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(float(counted[place == number].mean()), float(true[place == number].mean()), int((place == number).sum()))
        for number in range(BINS)
        if (place == number).any()
    )


def expected_calibration_error(
    probabilities: NDArray[np.float64], truth: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> float | None:
    """Return the mean over the columns of |mean probability − share of positives| in 10 bins of equal mass.

    Arrays are rows × genres; where `mask` is False a label does not count. None if no label counts.
    """
    errors = [
        _column_error(probabilities[mask[:, column], column], truth[mask[:, column], column])
        for column in range(probabilities.shape[1])
        if mask[:, column].any()
    ]
    return float(np.mean(errors)) if errors else None


def _column_error(probabilities: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    order = np.argsort(probabilities, kind="stable")
    bins = np.array_split(order, min(BINS, len(order)))
    gaps = [len(rows) * abs(probabilities[rows].mean() - truth[rows].mean()) for rows in bins]
    return float(sum(gaps) / len(order))
