"""Fits the lexical model: TF-IDF and balanced logistic regression, by itself the baseline to beat."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from trending_now.models.lexical import LexicalModel, terms_of
from trending_now.training.recipe import LexicalRecipe
from trending_now.training.texts import LabelledTexts

SURE = 3.0  # log-odds

Line = tuple[NDArray[np.floating], float]


def fit_lexical(train: LabelledTexts, recipe: LexicalRecipe) -> LexicalModel:
    """Fit on all rows whose label counts; keep the terms with the greatest weights and fit anew."""
    vectoriser = _vectoriser(recipe.fewest_texts, recipe.most_texts_share, None)
    features = csr_matrix(vectoriser.fit_transform(train.contents))
    most_terms = recipe.most_terms
    if most_terms is not None and features.shape[1] > most_terms:
        weights, _ = _fit(features, train, replace(recipe, ratio_share=0.0))
        strength = np.abs(weights).max(1) * vectoriser.idf_
        kept = sorted(vectoriser.get_feature_names_out()[np.argsort(-strength, kind="stable")[:most_terms]])
        vectoriser = _vectoriser(1, 1.0, kept)
        features = csr_matrix(vectoriser.fit_transform(train.contents))
    weights, biases = _fit(features, train, recipe)
    places = {str(term): place for place, term in enumerate(vectoriser.get_feature_names_out())}
    return LexicalModel(places, vectoriser.idf_.astype(np.float32), weights.astype(np.float32), biases)


def lexical_logits(model: LexicalModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return texts × genres log-odds."""
    return np.vstack([model.logits([(text, 1.0)]) for text in texts])


def _vectoriser(fewest: int, share: float, terms: Sequence[str] | None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=terms_of, vocabulary=terms, min_df=fewest, max_df=share, sublinear_tf=True, dtype=np.float32
    )


def _fit(
    features: csr_matrix, train: LabelledTexts, recipe: LexicalRecipe
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return terms × genres weights, and a bias a genre."""
    truth, mask = train.genres, train.genre_mask
    weights, biases = np.zeros((features.shape[1], truth.shape[1])), np.zeros(truth.shape[1], dtype=np.float32)
    for column in range(truth.shape[1]):
        rows = np.flatnonzero(mask[:, column])
        if len(np.unique(truth[rows, column])) < 2:  # a genre that every or no text has: few rows were read
            biases[column] = SURE if truth[rows, column].any() else -SURE
            continue
        weights[:, column], biases[column] = _fit_genre(features[rows], truth[rows, column], recipe)
    return weights, biases


def _fit_genre(features: csr_matrix, truth: NDArray[np.bool_], recipe: LexicalRecipe) -> Line:
    """Return the mean of two fits: on the terms as they are, and each weighed by how much likelier it is in the genre.

    Both are lines over the terms, so at run time they are one. The second is made to spread like the first.
    """
    weights, bias = _line(features, truth, recipe)
    if not recipe.ratio_share:
        return weights, bias
    ratios = _log_count_ratios(features, truth, recipe.ratio_smoothing)
    ratio_weights, ratio_bias = _line(features.multiply(ratios).tocsr(), truth, recipe)
    ratio_weights = ratio_weights * ratios
    spread = np.std(features @ weights) / np.std(features @ ratio_weights)
    own, other = 1 - recipe.ratio_share, recipe.ratio_share * spread
    return own * weights + other * ratio_weights, own * bias + other * ratio_bias


def _line(features: csr_matrix, truth: NDArray[np.bool_], recipe: LexicalRecipe) -> Line:
    regression = LogisticRegression(
        C=recipe.strength,
        class_weight="balanced",
        solver="liblinear",
        tol=recipe.tolerance,
        random_state=recipe.seed,
    )
    regression.fit(features, truth)
    return regression.coef_[0], float(regression.intercept_[0])


def _log_count_ratios(features: csr_matrix, truth: NDArray[np.bool_], smoothing: float) -> NDArray[np.float32]:
    """Return for each term the logarithm of its share in texts of the genre over its share in others.

    Source: Wang & Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012.
    """
    inside, outside = (np.asarray(features[rows].sum(axis=0)).ravel() + smoothing for rows in (truth, ~truth))
    ratios: NDArray[np.float32] = np.log((inside / inside.sum()) / (outside / outside.sum())).astype(np.float32)
    return ratios
