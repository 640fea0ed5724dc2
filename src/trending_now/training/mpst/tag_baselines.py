"""The baseline of the MPST benchmark: TF-IDF over words and pairs of words, one logistic regression a tag."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from trending_now.models.heads.lexical import terms_of

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]

PLAIN, BALANCED = "tfidf-lr", "tfidf-lr-balanced"
STRENGTHS = {PLAIN: 8.0, BALANCED: 1.0}  # plain: of 1 and 8 the better one on val
SEED = 7


def baseline_probabilities(fitted: Sequence[str], tags: Booleans, read: Sequence[str]) -> dict[str, Floats]:
    """Return each baseline's rows × tags for the read texts."""
    vectoriser = TfidfVectorizer(analyzer=terms_of, min_df=3, max_df=0.5, sublinear_tf=True, dtype=np.float32)
    known = csr_matrix(vectoriser.fit_transform(fitted))
    new = csr_matrix(vectoriser.transform(read))
    return {name: _probabilities(known, tags, new, name) for name in STRENGTHS}


def _probabilities(known: csr_matrix, tags: Booleans, new: csr_matrix, name: str) -> Floats:
    probabilities = np.zeros((new.shape[0], tags.shape[1]))
    weights = "balanced" if name == BALANCED else None
    for column in range(tags.shape[1]):
        regression = LogisticRegression(
            C=STRENGTHS[name], class_weight=weights, solver="liblinear", tol=1e-2, random_state=SEED
        )
        probabilities[:, column] = regression.fit(known, tags[:, column]).predict_proba(new)[:, 1]
    return probabilities
