"""Fits the lexical model, which is also the baseline to beat: TF-IDF and balanced logistic regression."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from trending_now.models.lexical import LexicalModel, terms_of
from trending_now.training.texts import LabelledTexts

FEWEST_TEXTS = 3
MOST_TEXTS_SHARE = 0.5
STRENGTH = 1.0
SEED = 7


def fit_lexical(train: LabelledTexts, most_terms: int | None) -> LexicalModel:
    """Fit on all rows whose label counts; keep the `most_terms` terms with the greatest weights and fit anew."""
    vectoriser = _vectoriser(None)
    features = csr_matrix(vectoriser.fit_transform(train.contents))
    weights, biases = _fit(features, train.genres, train.genre_mask)
    terms = vectoriser.get_feature_names_out()
    if most_terms is not None and len(terms) > most_terms:
        strength = np.abs(weights).max(1) * vectoriser.idf_
        kept = sorted(terms[np.argsort(-strength, kind="stable")[:most_terms]])
        vectoriser = _vectoriser(kept)
        features = csr_matrix(vectoriser.fit_transform(train.contents))
        weights, biases = _fit(features, train.genres, train.genre_mask)
        terms = vectoriser.get_feature_names_out()
    places = {str(term): place for place, term in enumerate(terms)}
    return LexicalModel(places, vectoriser.idf_.astype(np.float32), weights.astype(np.float32), biases)


def lexical_logits(model: LexicalModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return texts × genres log-odds."""
    return np.vstack([model.logits([(text, 1.0)]) for text in texts])


def _vectoriser(terms: Sequence[str] | None) -> TfidfVectorizer:
    fewest, share = (FEWEST_TEXTS, MOST_TEXTS_SHARE) if terms is None else (1, 1.0)
    return TfidfVectorizer(
        analyzer=terms_of, vocabulary=terms, min_df=fewest, max_df=share, sublinear_tf=True, dtype=np.float32
    )


def _fit(
    features: csr_matrix, truth: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    weights, biases = np.zeros((features.shape[1], truth.shape[1])), np.zeros(truth.shape[1], dtype=np.float32)
    for column in range(truth.shape[1]):
        rows = np.flatnonzero(mask[:, column])
        regression = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", tol=1e-3, random_state=SEED
        )
        regression.fit(features[rows], truth[rows, column])
        weights[:, column], biases[column] = regression.coef_[0], regression.intercept_[0]
    return weights, biases
