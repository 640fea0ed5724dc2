"""Corrects linear heads for sources that never name a genre, which the heads have learned as negatives.

An encoder that can tell sources apart predicts whether the source names a genre: the probability that it has a tag for
the genre at all, times the probability that the text is of the genre. Where the first is small it hides the second.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.linear_model import LogisticRegression

from trending_now.domain.genre import Genre
from trending_now.training.heads.val_reading import LinearHeads
from trending_now.training.recipe import RestoringRecipe, Silence

MOST_ITERATIONS = 100
SMALLEST_CHANCE = 0.02

Floats = NDArray[np.floating]


def restored(
    linear: LinearHeads,
    vectors: Floats,
    sources: Sequence[str],
    silences: Sequence[Silence],
    recipe: RestoringRecipe,
) -> LinearHeads:
    """Refit the heads of `recipe.genres`, so that they predict what a source with such a tag would say.

    `vectors` (rows × width) and `sources` are those of the training texts. Each head is refitted to its own
    probabilities, divided (as far as `recipe.share` says) by the probability that the text's source has a tag for the
    genre, with a penalty for moving away from the old weights.
    Source: Elkan and Noto, "Learning Classifiers from Only Positive and Unlabeled Data" (2008).
    """
    if not recipe.genres or not recipe.share:
        return linear
    chance = _chance_of_a_tag(vectors, sources, silences, recipe)
    weights, biases = linear["genre_weights"].copy(), linear["genre_biases"].copy()
    for column in (tuple(Genre).index(genre) for genre in recipe.genres):
        before = np.append(weights[column], biases[column]).astype(np.float64)
        wanted = expit(vectors @ before[:-1] + before[-1] - recipe.share * np.log(chance[:, column]))
        after = _fitted(vectors.astype(np.float64), wanted, before, recipe.penalty)
        weights[column], biases[column] = after[:-1], after[-1]
    return {**linear, "genre_weights": weights, "genre_biases": biases}


def _chance_of_a_tag(
    vectors: Floats, sources: Sequence[str], silences: Sequence[Silence], recipe: RestoringRecipe
) -> Floats:
    """Return rows × genres: the probability, judged by the vector, that a text's source has a tag for the genre."""
    chance = np.ones((len(vectors), len(Genre)))
    if len(set(sources)) > 1:
        model = LogisticRegression(C=recipe.strength, max_iter=MOST_ITERATIONS).fit(vectors, list(sources))
        of_source = dict(zip(model.classes_, model.predict_proba(vectors).T, strict=True))
        for silence in silences:
            if silence.beside is None and silence.source in of_source:
                columns = [tuple(Genre).index(genre) for genre in silence.genres]
                chance[:, columns] -= of_source[silence.source][:, None]
    return np.clip(chance, SMALLEST_CHANCE, 1)


def _fitted(vectors: Floats, wanted: Floats, before: Floats, penalty: float) -> Floats:
    """Fit weights and (last) a bias to the `wanted` probabilities; a penalty holds the weights near those `before`."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_odds = vectors @ weights[:-1] + weights[-1]
        moved = np.append(weights[:-1] - before[:-1], 0.0)
        missed = expit(log_odds) - wanted
        entropy = -(wanted * log_expit(log_odds) + (1 - wanted) * log_expit(-log_odds)).sum()
        return entropy + penalty * (moved @ moved) / 2, np.append(vectors.T @ missed, missed.sum()) + penalty * moved

    found: Floats = minimize(loss, before, jac=True, method="L-BFGS-B", options={"maxiter": MOST_ITERATIONS}).x
    return found
