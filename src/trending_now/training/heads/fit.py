"""Fits the heads: blend and trees on out-of-fold predictions for train, calibration and refining trees on val."""

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
    """The models' log-odds for texts, row by row, and the centred logarithm of the texts' numbers of words."""

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
        """Return the signals with these log-odds (rows × genres) added to those of the genres."""
        return replace(self, genres=self.genres + log_odds)


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


def fit_calibration(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return each genre's four coefficients that turn both models' log-odds into one calibrated log-odds."""
    return fit_blend(signals.genres, signals.lexical, signals.log_words, texts.genres, texts.genre_mask, recipe.blend)


CANDIDATES: dict[str, Callable[[Signals, Stack], Signals]] = {
    "lexical": lambda signals, _: replace(signals, genres=np.zeros_like(signals.genres)),
    "encoder": lambda signals, _: replace(signals, lexical=np.zeros_like(signals.lexical)),
    "both": lambda signals, _: signals,
    "trees": lambda signals, stack: stack.corrected(signals),
}
"""The variants that are calibrated on val and compared; `both` is logistic regression on the trees' own signals."""


def out_of_fold(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return out-of-fold probabilities (rows × genres): each row's calibration is fitted on the other folds."""
    probabilities = np.zeros(signals.genres.shape)
    for inside, outside in folds(len(texts), recipe.folds):
        coefficients = fit_calibration(signals.rows(inside), texts.rows(inside), recipe)
        probabilities[outside] = calibrated(coefficients, signals.rows(outside))
    return probabilities


def fit_refining(inputs: Floats, log_odds: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Boosters:
    """Fit the trees that refine calibrated log-odds by the text's vector."""
    return fit_trees(inputs, log_odds, texts.genres, texts.genre_mask, recipe.refining)


def refined_out_of_fold(signals: Signals, inputs: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return out-of-fold probabilities, each row's from a calibration and refining trees of the other folds."""
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
    """Measure out-of-fold probabilities on the labels of `judged`, each fold with thresholds from the other folds."""
    chosen = np.zeros(probabilities.shape, dtype=bool)
    for inside, outside in folds(len(texts), recipe.folds):
        part = texts.rows(inside)
        cuts = fit_thresholds(probabilities[inside], part.genres, part.genre_mask, recipe.thresholds)
        chosen[outside] = probabilities[outside] >= np.array(cuts.chosen)
    return quality_of(Predictions(judged.genres, chosen, probabilities.astype(np.float64), judged.genre_mask))


def folds(rows: int, recipe: FoldRecipe) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield for each fold the row numbers outside it and inside it."""
    place = np.random.default_rng(recipe.seed).integers(0, recipe.count, rows)
    for fold in range(recipe.count):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)


def _inputs(signals: Signals) -> Floats:
    return tree_inputs(signals.genres, signals.lexical, signals.tags, signals.log_words)
