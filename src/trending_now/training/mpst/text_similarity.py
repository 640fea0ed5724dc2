"""The similarity of texts: cosines of TF-IDF vectors, averaged over three kinds of terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from trending_now.models.heads.lexical import terms_of

Floats = NDArray[np.float32]
Share = Annotated[float, Ge(0), Le(1)]

FEWEST_TEXTS = 3
MOST_TEXTS_SHARE = 0.5
LETTERS_SHARE = 0.002
DENSE_FROM = 150  # a column with more texts is multiplied as a dense one, which is faster
DENSE_COLUMNS = 4096
SPARSE_ROWS = 1024


@dataclass(frozen=True, slots=True)
class ViewShares:
    """The weight of each view: words and pairs of words, words alone, and 3 to 5 letters inside words."""

    pairs: Share = 0.4
    words: Share = 0.3
    letters: Share = 0.3


def similarities(fitted: Sequence[str], read: Sequence[str], shares: ViewShares) -> Floats:
    """Return cosines ((fitted + read) × fitted); inverse document frequencies are those of the fitted texts."""
    counter = CountVectorizer(analyzer=terms_of, min_df=2, dtype=np.float32)
    counts = csc_matrix(counter.fit_transform([*fitted, *read]))
    total = np.zeros((counts.shape[0], len(fitted)), dtype=np.float32)
    for view, share, least in _views(counts, counter.get_feature_names_out(), shares):
        if share:
            _add_cosines(total, _weighed(view, len(fitted), least), share)
    return total


def _views(
    counts: csc_matrix, terms: NDArray[np.str_], shares: ViewShares
) -> Iterator[tuple[csc_matrix, float, float]]:
    """Yield each view's counts, its share, and the least share of the texts that a term must be in.

    Letters are counted word by word, so each word is cut once however often it occurs.
    """
    yield counts, shares.pairs, 0.0
    is_word = np.array([" " not in term for term in terms])
    words = counts[:, np.flatnonzero(is_word)]
    yield words, shares.words, 0.0
    cut = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    yield csc_matrix(words @ cut.fit_transform(terms[is_word])), shares.letters, LETTERS_SHARE


def _weighed(counts: csc_matrix, fitted: int, least: float) -> csc_matrix:
    texts = np.diff(counts[:fitted].tocsc().indptr)
    kept = np.flatnonzero((texts >= max(FEWEST_TEXTS, least * fitted)) & (texts <= MOST_TEXTS_SHARE * fitted))
    columns = counts[:, kept].tocsr()
    return csc_matrix(TfidfTransformer(sublinear_tf=True).fit(columns[:fitted]).transform(columns))


def _add_cosines(total: Floats, features: csc_matrix, share: float) -> None:
    fitted = total.shape[1]
    often = np.diff(features.indptr) > DENSE_FROM
    dense = np.flatnonzero(often)
    for start in range(0, len(dense), DENSE_COLUMNS):
        block = features[:, dense[start : start + DENSE_COLUMNS]].toarray()
        total += block @ (share * block[:fitted]).T
    rest = csr_matrix(features[:, np.flatnonzero(~often)])
    others = csr_matrix((share * rest[:fitted]).T)
    for start in range(0, len(total), SPARSE_ROWS):
        total[start : start + SPARSE_ROWS] += (rest[start : start + SPARSE_ROWS] @ others).toarray()
