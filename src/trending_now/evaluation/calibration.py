"""Calibration: whether genres given a probability of 0.7 are right in 7 of 10 cases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The labels in one bin: their mean probability, the share that is true, and their number."""

    promised: float
    kept: float
    labels: int


def reliability(
    probabilities: NDArray[np.float64], truth: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> tuple[Bin, ...]:
    """Return the non-empty of 10 bins of equal width over all unmasked labels: the points of a calibration plot."""
    counted, true = probabilities[mask], truth[mask]
    place = np.minimum((counted * BINS).astype(int), BINS - 1)
    inside = [place == number for number in range(BINS)]
    return tuple(
        Bin(float(counted[rows].mean()), float(true[rows].mean()), int(rows.sum())) for rows in inside if rows.any()
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
    """Return one genre's error; each of equally probable rows counts their common share of positives.

    Where a bin ends among equal probabilities, the order of the rows would decide otherwise.
    """
    _, place, equal = np.unique(probabilities, return_inverse=True, return_counts=True)
    shares = (np.bincount(place, truth) / equal)[place]
    order = np.argsort(probabilities, kind="stable")
    bins = np.array_split(order, min(BINS, len(order)))
    gaps = [len(rows) * abs(probabilities[rows].mean() - shares[rows].mean()) for rows in bins]
    return float(sum(gaps) / len(order))
