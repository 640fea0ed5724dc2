"""The vibe scorer: how much the author of a review likes the title, 1 to 10, read from the words of the review."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import HIGHEST_VIBE, LOWEST_VIBE, VibeScore
from trending_now.models.artifacts import Artifacts
from trending_now.models.texts.words import without_accents

ARRAYS_FILE = "vibe_score.safetensors"
SETTINGS_FILE = "vibe_score.json"
TERMS_FILE = "terms.txt"
LONGEST_REVIEW = 100_000
LONGEST_WORD = 40
MOST_WORDS_A_TERM = 3
KNOWN_SHARE = 0.5
FEWEST_KNOWN_WORDS = 3  # different ones with a letter: "ok" and "7" say too little
TINY = 1e-9

_WORD = re.compile(r"\w+(?:'\w+)?|[!?]")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """A vector by its non-zero places (known terms, say) and their values."""

    places: NDArray[np.int64]
    values: Floats


NO_VECTOR = SparseVector(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def unit_vector(dense: Floats) -> SparseVector:
    """Return a dense vector, scaled to length 1, in sparse form."""
    return SparseVector(np.arange(len(dense)), dense / max(float(np.linalg.norm(dense)), TINY))


@dataclass(frozen=True, slots=True)
class VibeScorer:
    """Terms of one to three words with their rarity, and what each adds to `middle`, the score without any."""

    places: Mapping[str, int]
    rarity: Floats
    weights: Floats
    middle: float

    def score(self, text: str) -> float | None:
        """Return the rating that a review with this text has on average, 1 to 10.

        None if most words are unknown, or fewer than three different ones are known.
        """
        words = words_of(text)
        known = [word for word in words if word in self.places]
        if len(known) < KNOWN_SHARE * len(words) or len({*filter(_has_letter, known)}) < FEWEST_KNOWN_WORDS:
            return None
        vector = self._vector(words)
        score = self.middle + float(vector.values @ self.weights[vector.places])
        return min(max(score, LOWEST_VIBE), HIGHEST_VIBE)

    def vector(self, text: str) -> SparseVector:
        """Return a text's terms, each weighing (1 + ln count) × rarity; together they have length 1."""
        return self._vector(words_of(text))

    def _vector(self, words: list[str]) -> SparseVector:
        counts = Counter(place for term in terms_of(words) if (place := self.places.get(term)) is not None)
        ordered = sorted(counts)
        places = np.array(ordered, dtype=np.int64)
        often = np.array([counts[place] for place in ordered], dtype=np.float32)
        values = (1 + np.log(often)) * self.rarity[places]
        return SparseVector(places, values / max(float(np.linalg.norm(values)), TINY))


def load_vibe_scorer(artifacts: Artifacts) -> VibeScorer:
    """Load the scorer of a checked folder."""
    from safetensors.numpy import load_file

    arrays = {name: value.astype(np.float32) for name, value in load_file(artifacts.path(ARRAYS_FILE)).items()}
    settings = json.loads(artifacts.path(SETTINGS_FILE).read_text("utf-8"))
    terms = artifacts.path(TERMS_FILE).read_text("utf-8").split("\n")
    places = {term: place for place, term in enumerate(terms)}
    return VibeScorer(places, arrays["rarity"], arrays["weights"], settings["middle"])


def title_score(scores: Iterable[float]) -> VibeScore | None:
    """Return the mean of reviews' scores, their (population) standard deviation and number; None if there are none."""
    known = np.array(list(scores), dtype=np.float64)
    return VibeScore(float(known.mean()), float(known.std()), len(known)) if len(known) else None


def words_of(text: str) -> list[str]:
    """Return a review's words in small letters without accents ("don't" is one), and each "!" and "?"."""
    words = _WORD.findall(without_accents(text[:LONGEST_REVIEW].lower().replace("’", "'")))
    return [word for word in words if len(word) <= LONGEST_WORD]


def terms_of(words: list[str]) -> list[str]:
    """Return the words, and all that stand next to one another in twos and threes."""
    terms = list(words)
    for size in range(2, MOST_WORDS_A_TERM + 1):
        terms += [" ".join(words[start : start + size]) for start in range(len(words) - size + 1)]
    return terms


def _has_letter(word: str) -> bool:
    return any(sign.isalpha() for sign in word)
