"""Quality of vibe scores against the ratings that reviewers gave, as section 7 of the design defines it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POSITIVE_FROM, NEGATIVE_TO = 7, 4
CUT = 5.5


@dataclass(frozen=True, slots=True)
class VibeQuality:
    """The accuracy of telling positive (≥ 7) from negative (≤ 4) ratings, and how near the scores are to the ratings.

    `spearman` is the rank correlation with the rating, `error` the root of the mean square error.
    """

    rows: int
    accuracy: float
    spearman: float
    error: float


def vibe_quality(scores: Floats, ratings: Floats) -> VibeQuality:
    """Measure predicted scores, 1 to 10; ratings of 5 and 6 do not count for the accuracy."""
    from scipy.stats import spearmanr

    decided = (ratings >= POSITIVE_FROM) | (ratings <= NEGATIVE_TO)
    right = (scores[decided] >= CUT) == (ratings[decided] >= POSITIVE_FROM)
    return VibeQuality(
        rows=len(ratings),
        accuracy=float(right.mean()),
        spearman=float(spearmanr(scores, ratings).statistic),
        error=float(np.sqrt(np.mean((scores - ratings) ** 2))),
    )
