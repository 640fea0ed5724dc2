"""The stack, fitted on out-of-fold predictions for train: a blend of encoder and lexical model, and trees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.models.heads.genre_heads import tree_inputs
from trending_now.training.heads.boost import boosted_logits, fit_trees
from trending_now.training.heads.calibration import calibrated_log_odds, fit_calibration
from trending_now.training.heads.signals import Signals
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import HeadsRecipe

if TYPE_CHECKING:
    import xgboost

Floats = NDArray[np.floating]
Boosters = Sequence["xgboost.Booster"]


@dataclass(frozen=True, slots=True)
class Stack:
    """The blend of encoder and lexical model, and the trees that correct it by the log-odds of all genres and tags."""

    blend: Floats
    boosters: Boosters

    def corrected(self, signals: Signals) -> Signals:
        """Return the signals with the encoder's log-odds of genres replaced by the corrected ones."""
        return replace(
            signals, genres=boosted_logits(self.boosters, _inputs(signals), calibrated_log_odds(self.blend, signals))
        )


def fit_stack(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Stack:
    """Fit blend and trees; the signals must be out-of-fold predictions."""
    blend = fit_calibration(signals, texts, recipe)
    margin = calibrated_log_odds(blend, signals)
    return Stack(blend, fit_trees(_inputs(signals), margin, texts.genres, texts.genre_mask, recipe.trees))


def fit_refining(inputs: Floats, log_odds: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Boosters:
    """Fit the trees that refine calibrated log-odds by the text's vector."""
    return fit_trees(inputs, log_odds, texts.genres, texts.genre_mask, recipe.refining)


CANDIDATES: dict[str, Callable[[Signals, Stack], Signals]] = {
    "lexical": lambda signals, _: replace(signals, genres=np.zeros_like(signals.genres)),
    "encoder": lambda signals, _: replace(signals, lexical=np.zeros_like(signals.lexical)),
    "both": lambda signals, _: signals,
    "trees": lambda signals, stack: stack.corrected(signals),
}
"""The variants that are calibrated on val and compared; `both` is logistic regression on the trees' own signals."""


def _inputs(signals: Signals) -> Floats:
    return tree_inputs(signals.genres, signals.lexical, signals.tags, signals.log_words)
