"""Operating points: for each genre and aim a threshold chosen on val, with its precision and recall on other rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.proportion import Proportion, proportion
from trending_now.evaluation.slices import slices_of

GenreCuts = tuple[float | None, ...]
Cuts = Mapping[str, GenreCuts]
"""For each aim the thresholds by genre; None for a genre that no text of val has."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The least precision and recall that a genre should reach at one threshold."""

    precision: float
    recall: float


AIMS = {"useful": Aim(0.7, 0.3), "high": Aim(0.7, 0.7)}
AIMED_GENRES = {"useful": 16}  # of the 20 are to reach the aim; no number was set for the other one


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """One genre at one threshold (None if no text of val has the genre); `support` is its number of positive labels."""

    genre: Genre
    threshold: float | None
    precision: Proportion | None
    recall: Proportion | None
    support: int

    def reaches(self, aim: Aim) -> bool:
        """Tell whether precision and recall both reach the aim."""
        return bool(
            self.precision and self.recall and self.precision.value >= aim.precision and self.recall.value >= aim.recall
        )


@dataclass(frozen=True, slots=True)
class AimedPoints:
    """All genres at their thresholds for one aim, and how many reach it.

    `within_reach` counts the genres that would reach it with the best threshold for the measured labels themselves; the
    difference from `reached` is what choosing the threshold on val has cost.
    """

    aim: Aim
    genres: tuple[OperatingPoint, ...]
    reached: int
    within_reach: int


def aimed_cuts(val: Predictions, expected_share: float = 0.0) -> dict[str, GenreCuts]:
    """Return for each aim and genre the threshold with the largest margin above both bounds of the aim on val.

    The margin is the smaller of precision's and recall's, in standard errors of a proportion at its bound; if no
    threshold reaches the aim, the one that comes nearest is returned. As the best of many thresholds is partly luck,
    a hit counts (1 − `expected_share`) × its label + `expected_share` × its probability. `expected_share` must be 0 if
    the probabilities are not calibrated.
    """
    return {
        name: tuple(
            _furthest(val.truth[rows, column], val.probabilities[rows, column], aim, expected_share)
            for column, rows in enumerate(val.mask.T)
        )
        for name, aim in AIMS.items()
    }


def operating_points(cuts: Cuts, test: Predictions) -> dict[str, AimedPoints]:
    """Measure thresholds that were chosen elsewhere, for each aim."""
    return {name: _aimed_points(AIMS[name], own, test) for name, own in cuts.items()}


def sliced_operating_points(
    cuts: Cuts, test: Predictions, columns: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, AimedPoints]]:
    """Measure the same thresholds for each value of each column ("text_kind", "source")."""
    return {name: operating_points(cuts, test.rows(rows)) for name, rows in slices_of(columns)}


def _furthest(
    truth: NDArray[np.bool_], probabilities: NDArray[np.float64], aim: Aim, expected_share: float
) -> float | None:
    if not truth.any():
        return None
    ranked, labels, last_of_ties = _ranked(truth, probabilities)
    hits = np.cumsum((1 - expected_share) * labels + expected_share * ranked)
    precision = _margins(hits, np.arange(1, len(ranked) + 1), aim.precision)
    recall = _margins(hits, hits[-1:], aim.recall)
    return float(ranked[np.argmax(np.where(last_of_ties, np.minimum(precision, recall), -np.inf))])


def _is_within_reach(aim: Aim, truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> bool:
    if not truth.any():
        return False
    ranked, labels, last_of_ties = _ranked(truth, probabilities)
    hits = np.cumsum(labels)
    precise = hits / np.arange(1, len(ranked) + 1) >= aim.precision
    return bool((precise & (hits / hits[-1] >= aim.recall) & last_of_ties).any())


def _ranked(
    truth: NDArray[np.bool_], probabilities: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return probabilities in falling order, their labels, and which ones are the last of equal ones (thresholds)."""
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    return ranked, truth[order], np.r_[ranked[1:] < ranked[:-1], True]


def _margins(hits: NDArray[np.float64], totals: NDArray[np.number], bound: float) -> NDArray[np.float64]:
    margins: NDArray[np.float64] = (hits / totals - bound) / np.sqrt(bound * (1 - bound) / totals)
    return margins


def _aimed_points(aim: Aim, cuts: Sequence[float | None], test: Predictions) -> AimedPoints:
    points = tuple(_point(genre, cuts[column], test, column) for column, genre in enumerate(Genre))
    possible = [
        _is_within_reach(aim, test.truth[rows, column], test.probabilities[rows, column])
        for column, rows in enumerate(test.mask.T)
    ]
    return AimedPoints(aim, points, sum(point.reaches(aim) for point in points), sum(possible))


def _point(genre: Genre, cut: float | None, test: Predictions, column: int) -> OperatingPoint:
    rows = test.mask[:, column]
    truth = test.truth[rows, column]
    support = int(truth.sum())
    if cut is None:
        return OperatingPoint(genre, None, None, None, support)
    picked = test.probabilities[rows, column] >= cut
    hits = int((picked & truth).sum())
    return OperatingPoint(genre, cut, proportion(hits, int(picked.sum())), proportion(hits, support), support)
