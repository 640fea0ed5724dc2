"""The sentences of texts that were read: their vectors, and which of them speaks most for a genre."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.text import Evidence
from trending_now.models.heads.genre_heads import Heads
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.heard_texts import ReadText
from trending_now.models.texts.words import word_count
from trending_now.models.vibe.score import NO_VECTOR, SparseVector, unit_vector

# A sentence of so many words counts half: else a fragment ("Genoa, 1850.") is told, whose few tokens lie far out. Of 3,
# 6 and 12, 3 and 6 find best on val what a text's log-odds lean on, and 6 tells fewer fragments (docs/experiments.md).
HALF_WORDS = 6

Floats = NDArray[np.float32]


class ReadSentences:
    """The sentences of texts that were read, each with its vector."""

    def __init__(self, read: Sequence[ReadText]) -> None:
        self._places = [place for one in read for place in one.places]
        self._vectors = np.concatenate([one.reading.vectors for one in read])

    def unit_vectors(self, places: Sequence[Evidence]) -> list[SparseVector]:
        """Return the vectors of sentences; one that was not read has an empty one."""
        numbers = {place: number for number, place in enumerate(self._places)}
        return [unit_vector(self._vectors[numbers[place]]) if place in numbers else NO_VECTOR for place in places]


class TellingSentences:
    """Which sentences of texts speak for the genres of the document whose vector is `middle`.

    A sentence speaks for a genre as far as its meaning and its words would move the log-odds before the trees: by how
    its vector differs from the document's, and by its own words, weighed as the heads blend both.
    """

    def __init__(self, read: Sequence[ReadText], middle: Floats, heads: Heads, lexical: LexicalModel) -> None:
        self._read, self._middle, self._heads, self._lexical = read, middle, heads, lexical
        self._places = [place for one in read for place in one.places]

    def speaking_for(self, column: int) -> tuple[Evidence, ...]:
        """Return the sentence that speaks most for a genre, given by its number; none where no sentence was read."""
        if len(self._places) < 2:
            return tuple(self._places)
        return (self._places[int(np.argmax(self._scores[:, column]))],)

    @cached_property
    def _scores(self) -> Floats:
        """Return sentences × genres."""
        vectors = np.concatenate([one.reading.vectors for one in self._read])
        told = [one.readable.content[start:end] for one in self._read for start, end in one.reading.sentences]
        words = np.array([[word_count(sentence)] for sentence in told], dtype=np.float32)
        by_words = self._lexical.shares(told)
        by_meaning = (vectors - self._middle) @ self._heads.genre_weights.T
        meaning, lexical = self._heads.blend_shares
        scores: Floats = (by_meaning * meaning + by_words * lexical) * words / (words + HALF_WORDS)
        return scores
