"""Operating points: per genre the threshold that buys a wanted precision, and what precision and recall it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.evaluation.intervals import Proportion, proportion
from trending_now.evaluation.metrics import Predictions

PRECISION = 0.7
USEFUL_RECALL = 0.3
HIGH_RECALL = 0.7

Cuts = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """One genre at one threshold; no threshold = the precision was out of reach. `support`: positive labels."""

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


def precise_cuts(val: Predictions, precision: float) -> Cuts:
    """Return for each genre the threshold with the best recall among those whose precision on val is high enough."""
    return tuple(
        _precise_cut(val.truth[rows, column], val.probabilities[rows, column], precision)
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


def _precise_cut(truth: NDArray[np.bool_], probabilities: NDArray[np.float64], precision: float) -> float | None:
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    reached = np.cumsum(truth[order]) >= precision * np.arange(1, len(order) + 1)
    last_of_ties = np.r_[ranked[1:] < ranked[:-1], True] if len(ranked) else np.zeros(0, dtype=bool)
    good = np.flatnonzero(reached & last_of_ties)
    return float(ranked[good[-1]]) if len(good) else None


def _point(genre: Genre, cut: float | None, test: Predictions, column: int) -> OperatingPoint:
    rows = test.mask[:, column]
    truth = test.truth[rows, column]
    support = int(truth.sum())
    if cut is None:
        return OperatingPoint(genre, None, None, None, support)
    picked = test.probabilities[rows, column] >= cut
    hits = int((picked & truth).sum())
    return OperatingPoint(genre, cut, proportion(hits, int(picked.sum())), proportion(hits, support), support)
