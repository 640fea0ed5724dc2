"""Quality of genre predictions, genre by genre, with uncertain labels masked.

Arrays are rows × 20 genres in the order of `Genre`: `truth` and `chosen` booleans, `probabilities` in [0, 1], and
`mask` True where the label of a row counts. A genre with no positive label left has no F1 and no average precision; it
is left out of the macro means.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.evaluation.calibration import expected_calibration_error

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Predictions:
    """What was predicted, what is true, and which labels count."""

    truth: Booleans
    chosen: Booleans
    probabilities: Floats
    mask: Booleans

    def rows(self, selected: Booleans) -> "Predictions":
        """Return the predictions of some rows."""
        return Predictions(
            self.truth[selected], self.chosen[selected], self.probabilities[selected], self.mask[selected]
        )


@dataclass(frozen=True, slots=True)
class GenreQuality:
    """One genre's figures; None where there is nothing to divide by. `support` is the number of positive labels."""

    genre: Genre
    precision: float | None
    recall: float | None
    f1: float | None
    average_precision: float | None
    support: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one set of rows."""

    rows: int
    macro_f1: float | None
    micro_f1: float | None
    mean_average_precision: float | None
    expected_calibration_error: float | None
    genres: tuple[GenreQuality, ...]


def quality_of(predictions: Predictions) -> Quality:
    """Measure predictions as section 7 of the design defines it."""
    genres = tuple(_genre_quality(predictions, column, genre) for column, genre in enumerate(Genre))
    return Quality(
        rows=len(predictions.truth),
        macro_f1=_mean([quality.f1 for quality in genres]),
        micro_f1=_micro_f1(predictions),
        mean_average_precision=_mean([quality.average_precision for quality in genres]),
        expected_calibration_error=expected_calibration_error(
            predictions.probabilities, predictions.truth, predictions.mask
        ),
        genres=genres,
    )


def average_precision(truth: Booleans, probabilities: Floats) -> float | None:
    """Return the area under the precision-recall steps; None without a positive row.

    Source: the definition of scikit-learn's `average_precision_score`, which a test compares it with; importing
    scikit-learn here would cost four seconds a run.
    """
    positives = int(truth.sum())
    if positives == 0:
        return None
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(truth[order])
    last_of_ties = np.r_[np.nonzero(np.diff(ranked))[0], len(ranked) - 1]
    precision = hits[last_of_ties] / (last_of_ties + 1)
    recall = hits[last_of_ties] / positives
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def _genre_quality(predictions: Predictions, column: int, genre: Genre) -> GenreQuality:
    mask = predictions.mask[:, column]
    truth, chosen = predictions.truth[mask, column], predictions.chosen[mask, column]
    hits, support, picked = int((truth & chosen).sum()), int(truth.sum()), int(chosen.sum())
    return GenreQuality(
        genre=genre,
        precision=hits / picked if picked else None,
        recall=hits / support if support else None,
        f1=2 * hits / (support + picked) if support else None,
        average_precision=average_precision(truth, predictions.probabilities[mask, column]),
        support=support,
    )


def _micro_f1(predictions: Predictions) -> float | None:
    truth, chosen = predictions.truth & predictions.mask, predictions.chosen & predictions.mask
    total = int(truth.sum()) + int(chosen.sum())
    return 2 * int((truth & chosen).sum()) / total if total else None


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
