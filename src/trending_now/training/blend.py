"""Blends the encoder's and the lexical model's log-odds into one calibrated log-odds a genre, fitted on val."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]

STRENGTH = 0.05
SHARED_SCALE = 10.0
SEED = 7


def fit_blend(encoder: Floats, lexical: Floats, log_words: Floats, truth: Booleans, mask: Booleans) -> Floats:
    """Return the four coefficients of each genre (4 × genres), all fitted in one logistic regression.

    Each coefficient is the sum of one that all genres share, hardly penalised, and the genre's own deviation from it,
    penalised: so that a genre with forty positive rows cannot go far from the others.
    """
    genres = truth.shape[1]
    rows, columns = np.nonzero(mask)
    own = np.zeros((len(rows), 4, genres), dtype=np.float32)
    place = np.arange(len(rows))
    inputs = (encoder[rows, columns], lexical[rows, columns], log_words[rows], np.ones(len(rows)))
    for number, values in enumerate(inputs):
        own[place, number, columns] = values
    own[:, 3] *= SHARED_SCALE  # each genre's bias is free
    shared = np.stack(inputs[:3], axis=1) * SHARED_SCALE
    features = np.hstack([shared, own.reshape(len(rows), -1)])
    regression = LogisticRegression(C=STRENGTH, solver="lbfgs", max_iter=500, random_state=SEED)
    regression.fit(features, truth[rows, columns])
    weights = regression.coef_[0]
    deviations: Floats = weights[3:].reshape(4, genres)
    deviations[:3] += weights[:3, None] * SHARED_SCALE
    deviations[3] = deviations[3] * SHARED_SCALE + regression.intercept_[0]
    return deviations
