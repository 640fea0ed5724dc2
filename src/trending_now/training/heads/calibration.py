"""Fits and applies calibrations: from both models' log-odds to one calibrated log-odds a genre."""

import numpy as np
from numpy.typing import NDArray

from trending_now.models.heads.genre_heads import blended, sigmoid
from trending_now.training.heads.blend import fit_blend
from trending_now.training.heads.signals import Signals
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import HeadsRecipe

Floats = NDArray[np.floating]


def fit_calibration(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return each genre's four coefficients that turn both models' log-odds into one calibrated log-odds."""
    return fit_blend(signals.genres, signals.lexical, signals.log_words, texts.genres, texts.genre_mask, recipe.blend)


def calibrated(coefficients: Floats, signals: Signals) -> Floats:
    """Return the probabilities of texts by a fitted calibration."""
    return sigmoid(calibrated_log_odds(coefficients, signals))


def calibrated_log_odds(coefficients: Floats, signals: Signals) -> Floats:
    """Return the log-odds of texts by a fitted blend or calibration."""
    return blended(coefficients, signals.genres, signals.lexical, signals.log_words)
