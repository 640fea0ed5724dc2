"""Cross-validation: each row's probabilities, and its thresholds, are fitted on the folds without its title."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions, Quality, quality_of
from trending_now.models.heads.genre_heads import sigmoid
from trending_now.training.heads.boost import boosted_logits
from trending_now.training.heads.calibration import calibrated, calibrated_log_odds, fit_calibration
from trending_now.training.heads.signals import Signals
from trending_now.training.heads.stack import fit_refining
from trending_now.training.heads.thresholds import fit_thresholds
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import FoldRecipe, HeadsRecipe

Floats = NDArray[np.floating]


def out_of_fold(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return out-of-fold probabilities (rows × genres): each row's calibration is fitted on the other folds."""
    probabilities = np.zeros(signals.genres.shape)
    for inside, outside in folds(texts, recipe.folds):
        coefficients = fit_calibration(signals.rows(inside), texts.rows(inside), recipe)
        probabilities[outside] = calibrated(coefficients, signals.rows(outside))
    return probabilities


def refined_out_of_fold(signals: Signals, inputs: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return out-of-fold probabilities, each row's from a calibration and refining trees of the other folds."""
    probabilities = np.zeros(signals.genres.shape)
    for inside, outside in folds(texts, recipe.folds):
        log_odds = calibrated_log_odds(fit_calibration(signals.rows(inside), texts.rows(inside), recipe), signals)
        boosters = fit_refining(inputs[inside], log_odds[inside], texts.rows(inside), recipe)
        probabilities[outside] = sigmoid(boosted_logits(boosters, inputs[outside], log_odds[outside]))
    return probabilities


def measured(probabilities: Floats, texts: LabelledTexts, recipe: HeadsRecipe, judged: LabelledTexts) -> Quality:
    """Measure out-of-fold probabilities on the labels of `judged`, each fold with thresholds from the other folds."""
    chosen = np.zeros(probabilities.shape, dtype=bool)
    for inside, outside in folds(texts, recipe.folds):
        part = texts.rows(inside)
        cuts = fit_thresholds(probabilities[inside], part.genres, part.genre_mask, recipe.thresholds)
        chosen[outside] = probabilities[outside] >= np.array(cuts.chosen)
    return quality_of(Predictions(judged.genres, chosen, probabilities.astype(np.float64), judged.genre_mask))


def folds(texts: LabelledTexts, recipe: FoldRecipe) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield for each fold the numbers of the rows that are fitted on and of those that are held out, by title."""
    place = texts.folds(recipe.count, recipe.seed)
    for fold in range(recipe.count):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)
