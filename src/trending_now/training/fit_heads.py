"""Fits the heads on val: blend, trees, thresholds; what cross-validation on val says decides, test is not read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions, Quality, quality_of
from trending_now.models.heads import blended, sigmoid, tree_inputs
from trending_now.training.blend import fit_blend
from trending_now.training.boost import boosted_logits, fit_trees
from trending_now.training.recipe import FoldRecipe, HeadsRecipe
from trending_now.training.texts import LabelledTexts
from trending_now.training.thresholds import fit_thresholds

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Signals:
    """What the parts say about texts, row by row: vectors, log-odds, the centred logarithm of the number of words."""

    vectors: Floats
    genres: Floats
    tags: Floats
    lexical: Floats
    log_words: Floats

    def rows(self, chosen: NDArray[np.int64]) -> "Signals":
        """Return the signals of some rows."""
        fields = (self.vectors, self.genres, self.tags, self.lexical, self.log_words)
        return Signals(*(field[chosen] for field in fields))


Fitted = Callable[[Signals], Floats]
Fit = Callable[[Signals, LabelledTexts, HeadsRecipe], Fitted]


def encoder_alone(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Fitted:
    """Calibrate the encoder's log-odds."""
    return _linear(signals, texts, recipe, lambda part: (part.genres, np.zeros_like(part.genres)))


def lexical_alone(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Fitted:
    """Calibrate the lexical model's log-odds: the baseline."""
    return _linear(signals, texts, recipe, lambda part: (np.zeros_like(part.genres), part.lexical))


def both(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Fitted:
    """Blend both."""
    return _linear(signals, texts, recipe, lambda part: (part.genres, part.lexical))


def trees(signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Fitted:
    """Fit the blend, and on it the trees."""
    blend = both(signals, texts, recipe)
    boosters = fit_trees(inputs_of(signals), blend(signals), texts.genres, texts.genre_mask, recipe.trees)
    return lambda part: boosted_logits(boosters, inputs_of(part), blend(part))


CANDIDATES: dict[str, Fit] = {"lexical": lexical_alone, "encoder": encoder_alone, "both": both, "trees": trees}


def inputs_of(signals: Signals) -> Floats:
    """Return the columns that trees read."""
    return tree_inputs(signals.vectors, signals.genres, signals.tags, signals.lexical, signals.log_words)


def out_of_fold(fit: Fit, signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe) -> Floats:
    """Return each row's probabilities by a fit on the other folds."""
    logits = np.zeros(signals.genres.shape)
    for inside, outside in folds(len(texts), recipe.folds):
        logits[outside] = fit(signals.rows(inside), texts.rows(inside), recipe)(signals.rows(outside))
    return sigmoid(logits)


def measured(probabilities: Floats, texts: LabelledTexts, recipe: HeadsRecipe) -> Quality:
    """Measure out-of-fold probabilities, each fold with the thresholds of the others."""
    chosen = np.zeros(probabilities.shape, dtype=bool)
    for inside, outside in folds(len(texts), recipe.folds):
        part = texts.rows(inside)
        cuts = fit_thresholds(probabilities[inside], part.genres, part.genre_mask, recipe.thresholds)
        chosen[outside] = probabilities[outside] >= np.array(cuts.chosen)
    return quality_of(Predictions(texts.genres, chosen, probabilities.astype(np.float64), texts.genre_mask))


def folds(rows: int, recipe: FoldRecipe) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (the others, the fold) as row numbers."""
    place = np.random.default_rng(recipe.seed).integers(0, recipe.count, rows)
    for fold in range(recipe.count):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)


def _linear(
    signals: Signals, texts: LabelledTexts, recipe: HeadsRecipe, parts: Callable[[Signals], tuple[Floats, Floats]]
) -> Fitted:
    encoder, lexical = parts(signals)
    coefficients = fit_blend(encoder, lexical, signals.log_words, texts.genres, texts.genre_mask, recipe.blend)

    def fitted(part: Signals) -> Floats:
        encoder, lexical = parts(part)
        return blended(coefficients, encoder, lexical, part.log_words)

    return fitted
