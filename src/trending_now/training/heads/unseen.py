"""Out-of-fold predictions of the lexical model: each text is read by a model that was not fitted on it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.training.heads.cross_validation import folds, out_of_fold
from trending_now.training.heads.lexical import fit_lexical, lexical_logits
from trending_now.training.heads.signals import Signals
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import HeadsRecipe


def unseen_probabilities(texts: LabelledTexts, recipe: HeadsRecipe, progress: Progress) -> NDArray[np.float64]:
    """Return calibrated out-of-fold probabilities (rows × genres) of a lexical model with all terms."""
    whole = replace(recipe, lexical=replace(recipe.lexical, most_terms=None))
    return out_of_fold(Signals.of_words(unseen_logits(texts, whole, progress)), texts, recipe).astype(np.float64)


def unseen_logits(texts: LabelledTexts, recipe: HeadsRecipe, progress: Progress) -> NDArray[np.float32]:
    """Return out-of-fold log-odds (rows × genres)."""
    logits = np.zeros(texts.genres.shape, dtype=np.float32)
    for number, (inside, outside) in enumerate(folds(texts, recipe.folds), 1):
        model = fit_lexical(texts.rows(inside), recipe.lexical)
        logits[outside] = lexical_logits(model, texts.rows(outside).contents)
        progress(number, recipe.folds.count, "lexical models of the folds")
    return logits
