"""How much more precise the answers are when the uncertain ones are held back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.proportion import Proportion, proportion

COVERAGES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Abstention:
    """The share of named genres (chosen or uncertain) that is chosen, and the precision of both parts.

    `at_coverage` holds the precision among the surest quarter, half, three quarters and all of the named genres.
    """

    coverage: float | None
    chosen: Proportion | None
    uncertain: Proportion | None
    at_coverage: dict[str, float]


def abstention_of(predictions: Predictions, uncertain: NDArray[np.bool_]) -> Abstention:
    """Measure the uncertain band (`uncertain`: rows × genres); masked labels are left out."""
    chosen, unsure = predictions.chosen & predictions.mask, uncertain & predictions.mask
    named = chosen | unsure
    order = np.argsort(-predictions.probabilities[named], kind="stable")
    right = predictions.truth[named][order]
    total = len(right)
    return Abstention(
        coverage=int(chosen.sum()) / total if total else None,
        chosen=proportion(int((chosen & predictions.truth).sum()), int(chosen.sum())),
        uncertain=proportion(int((unsure & predictions.truth).sum()), int(unsure.sum())),
        at_coverage={f"{part:.0%}": float(right[: max(1, round(part * total))].mean()) for part in COVERAGES if total},
    )
