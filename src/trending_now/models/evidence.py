"""The evidence for a genre: the sentence of the texts that speaks most for it, and the vectors of sentences."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.text import Evidence
from trending_now.models.heads.genre_heads import Heads
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.texts.words import word_count
from trending_now.models.vibe.score import NO_VECTOR, SparseVector, unit_vector
from trending_now.models.weighted_texts import ReadText

# A sentence of this many words counts half; otherwise fragments ("Genoa, 1850.") would win, as the mean of few tokens
# is often extreme. Of 3, 6 and 12, on val 3 and 6 best find the sentence that a text's log-odds depend on, and 6 picks
# fewer fragments (docs/experiments.md).
HALF_WORDS = 6

Floats = NDArray[np.float32]


class ReadSentences:
    """The sentences that the encoder read, each with its vector."""

    def __init__(self, read: Sequence[ReadText]) -> None:
        self._places = [place for one in read for place in one.places]
        self._vectors = np.concatenate([one.reading.vectors for one in read])

    def unit_vectors(self, places: Sequence[Evidence]) -> list[SparseVector]:
        """Return the vectors, of length 1, of sentences; an empty one for a sentence that the encoder did not read."""
        numbers = {place: number for number, place in enumerate(self._places)}
        return [unit_vector(self._vectors[numbers[place]]) if place in numbers else NO_VECTOR for place in places]


class TellingSentences:
    """Which sentences of texts speak for the genres of the document whose vector is `middle`.

    A sentence's score for a genre is how far it would move the log-odds before the trees: the part of its vector that
    differs from the document's, and its own words, with the weights of the heads' blend.
    """

    def __init__(self, read: Sequence[ReadText], middle: Floats, heads: Heads, lexical: LexicalModel) -> None:
        self._read, self._middle, self._heads, self._lexical = read, middle, heads, lexical
        self._places = [place for one in read for place in one.places]

    def speaking_for(self, column: int) -> tuple[Evidence, ...]:
        """Return the sentence that speaks most for the genre in this column; empty if no sentence was read."""
        if len(self._places) < 2:
            return tuple(self._places)
        return (self._places[int(np.argmax(self._scores[:, column]))],)

    @cached_property
    def _scores(self) -> Floats:
        """The scores, sentences × genres."""
        vectors = np.concatenate([one.reading.vectors for one in self._read])
        told = [one.readable.content[start:end] for one in self._read for start, end in one.reading.sentences]
        words = np.array([[word_count(sentence)] for sentence in told], dtype=np.float32)
        by_words = self._lexical.shares(told)
        by_meaning = (vectors - self._middle) @ self._heads.genre_weights.T
        meaning, lexical = self._heads.blend_shares
        scores: Floats = (by_meaning * meaning + by_words * lexical) * words / (words + HALF_WORDS)
        return scores
