"""Fits the heads: blend and trees on train, by what was read out of fold; calibration and what refines it on val."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions, Quality, quality_of
from trending_now.models.heads.genre_heads import blended, sigmoid, tree_inputs
from trending_now.training.heads.blend import fit_blend
from trending_now.training.heads.boost import boosted_logits, fit_trees
from trending_now.training.heads.thresholds import fit_thresholds
from trending_now.training.recipe import FoldRecipe, HeadsRecipe
from trending_now.training.texts import LabelledTexts

if TYPE_CHECKING:
    import xgboost

Floats = NDArray[np.floating]
Boosters = Sequence["xgboost.Booster"]


@dataclass(frozen=True, slots=True)
class Signals:
    """What the parts say about texts, row by row: log-odds, and the centred logarithm of the number of words."""

    genres: Floats
    tags: Floats
    lexical: Floats
    log_words: Floats

    @classmethod
    def of_words(cls, lexical: Floats) -> "Signals":
        """Return the signals of the lexical model alone."""
        return cls(np.zeros_like(lexical), np.zeros_like(lexical), lexical, np.zeros(len(lexical)))

    def rows(self, chosen: NDArray[np.int64]) -> "Signals":
        """Return the signals of some rows."""
        return Signals(*(field[chosen] for field in (self.genres, self.tags, self.lexical, self.log_words)))

    def raised(self, log_odds: Floats) -> "Signals":
        """Return the signals with so much more log-odds of genres (rows × genres)."""
        return replace(self, genres=self.genres + log_odds)


@dataclass(frozen=True, slots=True)
class Stack:
    """Encoder and words blended, and the trees that correct the blend by what is said of all genres and tags."""

    blend: Floats
    boosters: Boosters

    def corrected(self, signals: Signals) -> Signals:
        """Return the signals with the corrected log-odds of genres in the place of the encoder's."""
        return replace(
            signals, genres=boosted_logits(self.boosters, _inputs(signals), calibrated_log_odds(self.blend, signals))
        )


def fit_stack(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Stack:
    """Fit blend and trees; the signals must be of models that were not fitted on the very row."""
    blend = fit_calibration(signals, texts, recipe)
    margin = calibrated_log_odds(blend, signals)
    return Stack(blend, fit_trees(_inputs(signals), margin, texts.genres, texts.genre_mask, recipe.trees))


def fit_calibration(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return the four coefficients of each genre that make its log-odds and the words' one calibrated log-odds."""
    return fit_blend(signals.genres, signals.lexical, signals.log_words, texts.genres, texts.genre_mask, recipe.blend)


CANDIDATES: dict[str, Callable[[Signals, Stack], Signals]] = {
    "lexical": lambda signals, _: replace(signals, genres=np.zeros_like(signals.genres)),
    "encoder": lambda signals, _: replace(signals, lexical=np.zeros_like(signals.lexical)),
    "both": lambda signals, _: signals,
    "trees": lambda signals, stack: stack.corrected(signals),
}
"""What is calibrated on val and compared; `both` is the logistic regression on the same signals as the trees."""


def out_of_fold(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return each row's probabilities by a calibration fitted on the other folds."""
    probabilities = np.zeros(signals.genres.shape)
    for inside, outside in folds(len(texts), recipe.folds):
        coefficients = fit_calibration(signals.rows(inside), texts.rows(inside), recipe)
        probabilities[outside] = calibrated(coefficients, signals.rows(outside))
    return probabilities


def fit_refining(inputs: Floats, log_odds: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Boosters:
    """Fit the trees that refine calibrated log-odds by what a text's vector is."""
    return fit_trees(inputs, log_odds, texts.genres, texts.genre_mask, recipe.refining)


def refined_out_of_fold(signals: Signals, inputs: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return each row's probabilities by a calibration and refining trees fitted on the other folds."""
    probabilities = np.zeros(signals.genres.shape)
    for inside, outside in folds(len(texts), recipe.folds):
        log_odds = calibrated_log_odds(fit_calibration(signals.rows(inside), texts.rows(inside), recipe), signals)
        boosters = fit_refining(inputs[inside], log_odds[inside], texts.rows(inside), recipe)
        probabilities[outside] = sigmoid(boosted_logits(boosters, inputs[outside], log_odds[outside]))
    return probabilities


def calibrated(coefficients: Floats, signals: Signals) -> Floats:
    """Return the probabilities of texts by a fitted calibration."""
    return sigmoid(calibrated_log_odds(coefficients, signals))


def calibrated_log_odds(coefficients: Floats, signals: Signals) -> Floats:
    """Return the log-odds of texts by a fitted blend or calibration."""
    return blended(coefficients, signals.genres, signals.lexical, signals.log_words)


def measured(probabilities: Floats, texts: LabelledTexts, recipe: HeadsRecipe, judged: LabelledTexts) -> Quality:
    """Measure out-of-fold probabilities on the labels of `judged`, each fold with the thresholds of the others."""
    chosen = np.zeros(probabilities.shape, dtype=bool)
    for inside, outside in folds(len(texts), recipe.folds):
        part = texts.rows(inside)
        cuts = fit_thresholds(probabilities[inside], part.genres, part.genre_mask, recipe.thresholds)
        chosen[outside] = probabilities[outside] >= np.array(cuts.chosen)
    return quality_of(Predictions(judged.genres, chosen, probabilities.astype(np.float64), judged.genre_mask))


def folds(rows: int, recipe: FoldRecipe) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (the others, the fold) as row numbers."""
    place = np.random.default_rng(recipe.seed).integers(0, recipe.count, rows)
    for fold in range(recipe.count):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)


def _inputs(signals: Signals) -> Floats:
    return tree_inputs(signals.genres, signals.lexical, signals.tags, signals.log_words)
