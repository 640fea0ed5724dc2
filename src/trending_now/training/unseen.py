"""Probabilities for texts by models that have not seen them: the lexical model, fitted fold by fold."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.training.fit_heads import Signals, folds, lexical_alone, out_of_fold
from trending_now.training.lexical import fit_lexical, lexical_logits
from trending_now.training.recipe import HeadsRecipe
from trending_now.training.texts import LabelledTexts


def unseen_probabilities(texts: LabelledTexts, recipe: HeadsRecipe, progress: Progress) -> NDArray[np.float64]:
    """Return rows × genres calibrated probabilities, each row's by a model fitted on the other folds."""
    lexical = replace(recipe.lexical, most_terms=None)
    logits = np.zeros(texts.genres.shape, dtype=np.float32)
    for number, (inside, outside) in enumerate(folds(len(texts), recipe.folds)):
        progress(number, recipe.folds.count, "folds")
        logits[outside] = lexical_logits(fit_lexical(texts.rows(inside), lexical), texts.rows(outside).contents)
    progress(recipe.folds.count, recipe.folds.count, "folds")
    nothing = np.zeros((len(texts), 0))
    signals = Signals(nothing, np.zeros_like(logits), nothing, logits, np.zeros(len(texts)))
    return out_of_fold(lexical_alone, signals, texts, recipe).astype(np.float64)
