"""The lexical model: a linear classifier of genres on the TF-IDF of words and pairs of words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from trending_now.models.texts.words import without_accents

_WORD = re.compile(r"\b\w\w+\b")
LONGEST_TERM = 60

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """Each term's place, inverse document frequency (`rarity`) and weights (terms × genres); a bias for each genre."""

    places: Mapping[str, int]
    rarity: Floats
    weights: Floats
    biases: Floats

    def logits(self, texts: Sequence[tuple[str, float]]) -> Floats:
        """Return each genre's log-odds for one document of (text, weight) pairs.

        A term's value is (1 + ln count) × rarity, and the values of a document are scaled to length 1, as in
        scikit-learn's sublinear TF-IDF; but each occurrence counts with its text's weight.
        """
        counts = self._counts(texts)
        if not counts:
            return self.biases.copy()
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = np.where(often >= 1, 1 + np.log(np.maximum(often, 1)), often) * self.rarity[places]
        values /= np.linalg.norm(values)
        answer: Floats = values @ self.weights[places] + self.biases
        return answer

    def shares(self, texts: Sequence[str]) -> Floats:
        """Return the log-odds, without bias, that each text would get as a document of its own (texts × genres)."""
        counts = [self._counts([(text, 1.0)]) for text in texts]
        sizes = np.array([len(count) for count in counts])
        answer: Floats = np.zeros((len(texts), self.weights.shape[1]), dtype=np.float32)
        if sizes.any():
            told = sizes > 0
            places = np.fromiter(chain.from_iterable(counts), dtype=np.int64, count=sizes.sum())
            often = np.fromiter(chain.from_iterable(map(dict.values, counts)), dtype=np.float32, count=sizes.sum())
            values = (1 + np.log(often)) * self.rarity[places]
            starts = (np.cumsum(sizes) - sizes)[told]
            lengths = np.sqrt(np.add.reduceat(values**2, starts))
            answer[told] = np.add.reduceat(values[:, None] * self.weights[places], starts) / lengths[:, None]
        return answer

    def _counts(self, texts: Iterable[tuple[str, float]]) -> dict[int, float]:
        total: defaultdict[int, float] = defaultdict(float)
        for text, weight in texts:
            counts = Counter(map(self.places.get, terms_of(text)))
            counts.pop(None, None)
            for place, count in counts.items():
                total[place] += count * weight  # type: ignore[index]
        return dict(sorted(total.items()))


def terms_of(text: str) -> list[str]:
    """Return the words of two or more characters, lower-cased and without accents, followed by pairs of neighbours."""
    words = _WORD.findall(without_accents(text.lower()))
    short = [word for word in words if len(word) <= LONGEST_TERM]
    return short + [f"{first} {second}" for first, second in pairwise(short)]
