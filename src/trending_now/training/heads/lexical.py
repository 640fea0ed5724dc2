"""Fits the lexical model, which is also the baseline to beat: TF-IDF and balanced logistic regression."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from trending_now.errors import WrongUse
from trending_now.models.heads.lexical import LexicalModel, terms_of
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import LexicalRecipe

SURE = 3.0  # log-odds


def fit_lexical(train: LabelledTexts, recipe: LexicalRecipe) -> LexicalModel:
    """Fit on all rows whose label counts; keep the terms with the greatest weights and fit anew.

    Raises:
        WrongUse: the texts are too few, or share no words.
    """
    vectoriser = _vectoriser(recipe.fewest_texts, recipe.most_texts_share, None)
    try:
        features = csr_matrix(vectoriser.fit_transform(train.contents))
    except ValueError:
        raise WrongUse(
            f"The texts to learn from ({len(train)}) have too few words in common; give a corpus with more texts."
        ) from None
    weights, biases = _fit(features, train.genres, train.genre_mask, recipe)
    terms = vectoriser.get_feature_names_out()
    most_terms = recipe.most_terms
    if most_terms is not None and len(terms) > most_terms:
        strength = np.abs(weights).max(1) * vectoriser.idf_
        kept = sorted(terms[np.argsort(-strength, kind="stable")[:most_terms]])
        vectoriser = _vectoriser(1, 1.0, kept)
        features = csr_matrix(vectoriser.fit_transform(train.contents))
        weights, biases = _fit(features, train.genres, train.genre_mask, recipe)
        terms = vectoriser.get_feature_names_out()
    places = {str(term): place for place, term in enumerate(terms)}
    return LexicalModel(places, vectoriser.idf_.astype(np.float32), weights.astype(np.float32), biases)


def lexical_logits(model: LexicalModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return texts × genres log-odds."""
    nothing = np.empty((0, len(model.biases)), dtype=np.float32)
    return np.vstack([nothing, *(model.logits([(text, 1.0)]) for text in texts)])


def _vectoriser(fewest: int, share: float, terms: Sequence[str] | None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=terms_of, vocabulary=terms, min_df=fewest, max_df=share, sublinear_tf=True, dtype=np.float32
    )


def _fit(
    features: csr_matrix, truth: NDArray[np.bool_], mask: NDArray[np.bool_], recipe: LexicalRecipe
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    weights, biases = np.zeros((features.shape[1], truth.shape[1])), np.zeros(truth.shape[1], dtype=np.float32)
    for column in range(truth.shape[1]):
        rows = np.flatnonzero(mask[:, column])
        if len(np.unique(truth[rows, column])) < 2:  # a genre that every or no text has: few rows were read
            biases[column] = SURE if truth[rows, column].any() else -SURE
            continue
        regression = LogisticRegression(
            C=recipe.strength,
            class_weight="balanced",
            solver="liblinear",
            tol=recipe.tolerance,
            random_state=recipe.seed,
        )
        regression.fit(features[rows], truth[rows, column])
        weights[:, column], biases[column] = regression.coef_[0], regression.intercept_[0]
    return weights, biases
