"""Blends the encoder's and the lexical model's log-odds into one calibrated log-odds a genre."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from trending_now.errors import WrongUse
from trending_now.training.recipe import BlendRecipe

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]


def fit_tag_blend(tags: Floats, truth: Booleans, mask: Booleans, recipe: BlendRecipe) -> Floats:
    """Return two coefficients a tag (2 × tags) that calibrate the encoder's log-odds of the vibe tags."""
    nothing = np.zeros_like(tags)
    slope, _, _, bias = fit_blend(tags, nothing, nothing[:, 0], truth, mask, recipe)
    return np.stack([slope, bias])


def fit_blend(
    encoder: Floats, lexical: Floats, log_words: Floats, truth: Booleans, mask: Booleans, recipe: BlendRecipe
) -> Floats:
    """Fit four coefficients a genre (4 × genres) in one logistic regression over all genres.

    Each coefficient is the sum of a shared one, hardly penalised, and the genre's own deviation from it, which is
    penalised, so that a genre with forty positive rows stays near the others.

    Raises:
        WrongUse: no label counts, or all that count are alike.
    """
    genres, scale = truth.shape[1], recipe.shared_scale
    rows, columns = np.nonzero(mask)
    if len(np.unique(truth[rows, columns])) < 2:
        raise WrongUse(f"The texts to calibrate on ({len(truth)}) have too few labels; give a corpus with more in val.")
    own = np.zeros((len(rows), 4, genres), dtype=np.float32)
    place = np.arange(len(rows))
    inputs = (encoder[rows, columns], lexical[rows, columns], log_words[rows], np.ones(len(rows)))
    for number, values in enumerate(inputs):
        own[place, number, columns] = values
    own[:, 3] *= scale  # each genre's bias is free
    shared = np.stack(inputs[:3], axis=1) * scale
    features = np.hstack([shared, own.reshape(len(rows), -1)])
    regression = LogisticRegression(
        C=recipe.strength, solver="lbfgs", max_iter=recipe.most_iterations, random_state=recipe.seed
    )
    regression.fit(features, truth[rows, columns])
    weights = regression.coef_[0]
    deviations: Floats = weights[3:].reshape(4, genres)
    deviations[:3] += weights[:3, None] * scale
    deviations[3] = deviations[3] * scale + regression.intercept_[0]
    return deviations
