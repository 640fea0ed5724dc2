"""Operating points: per genre the threshold that buys a wanted precision, and what precision and recall it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.evaluation.intervals import Proportion, lower_bounds, proportion
from trending_now.evaluation.metrics import Predictions

PRECISION = 0.7
USEFUL_RECALL = 0.3
HIGH_RECALL = 0.7
CONFIDENCE = 0.9  # chosen by nested cross-validation on val: docs/experiments.md

Cuts = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """One genre at one threshold; no threshold = val has no text of the genre. `support`: positive labels."""

    genre: Genre
    threshold: float | None
    precision: Proportion | None
    recall: Proportion | None
    support: int

    def reaches(self, recall: float) -> bool:
        """Tell whether precision is at least 0.7 and recall at least this."""
        return bool(
            self.precision and self.recall and self.precision.value >= PRECISION and self.recall.value >= recall
        )


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """All genres at their thresholds, and how many reach precision 0.7 with recall 0.3, and with recall 0.7."""

    genres: tuple[OperatingPoint, ...]
    useful: int
    high: int


def precise_cuts(val: Predictions, precision: float, confidence: float = CONFIDENCE) -> Cuts:
    """Return for each genre the lowest threshold whose precision on val is high enough, and surely so.

    The precision must hold at the lower end of Wilson's one-sided interval, since the best of many thresholds is
    partly lucky. Where no threshold with a useful recall is that good, the one comes nearest to it.
    """
    return tuple(
        _precise_cut(val.truth[rows, column], val.probabilities[rows, column], precision, confidence)
        for column, rows in enumerate(val.mask.T)
    )


def operating_points(cuts: Sequence[float | None], test: Predictions) -> OperatingPoints:
    """Measure thresholds that were chosen elsewhere."""
    points = tuple(_point(genre, cuts[column], test, column) for column, genre in enumerate(Genre))
    return OperatingPoints(
        points,
        useful=sum(point.reaches(USEFUL_RECALL) for point in points),
        high=sum(point.reaches(HIGH_RECALL) for point in points),
    )


def sliced_operating_points(
    cuts: Sequence[float | None], test: Predictions, columns: Mapping[str, Sequence[str]]
) -> dict[str, OperatingPoints]:
    """Measure the same thresholds for each value of each column ("text_kind", "source")."""
    return {
        f"{column}={value}": operating_points(cuts, test.rows(np.asarray(values) == value))
        for column, values in columns.items()
        for value in sorted(set(values))
    }


def _precise_cut(
    truth: NDArray[np.bool_], probabilities: NDArray[np.float64], precision: float, confidence: float
) -> float | None:
    if not truth.any():
        return None
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(truth[order], dtype=np.int64)
    bounds = lower_bounds(hits, np.arange(1, len(order) + 1), confidence)
    last_of_ties = np.r_[ranked[1:] < ranked[:-1], True]
    good = np.flatnonzero((bounds >= precision) & last_of_ties)
    useful = np.flatnonzero((hits >= USEFUL_RECALL * hits[-1]) & last_of_ties)
    if len(good) and good[-1] >= useful[0]:
        return float(ranked[good[-1]])
    return float(ranked[useful[np.argmax(bounds[useful])]])


def _point(genre: Genre, cut: float | None, test: Predictions, column: int) -> OperatingPoint:
    rows = test.mask[:, column]
    truth = test.truth[rows, column]
    support = int(truth.sum())
    if cut is None:
        return OperatingPoint(genre, None, None, None, support)
    picked = test.probabilities[rows, column] >= cut
    hits = int((picked & truth).sum())
    return OperatingPoint(genre, cut, proportion(hits, int(picked.sum())), proportion(hits, support), support)
