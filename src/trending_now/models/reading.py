"""Reads texts with the encoder, as a whole and by sentences, and caches the latest readings."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trending_now.models.encoder import TokenStates
from trending_now.models.texts.portions import portions
from trending_now.models.texts.sentences import sentence_spans
from trending_now.models.texts.words import has_word

REMEMBERED_TEXTS = 256

Floats = NDArray[np.float32]


class TokenReader(Protocol):
    """Gives the state of each token of texts, as the encoder does."""

    def read(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the token states of each text, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of one text.

    `total` is the sum of the states of its `tokens` tokens. `sentences` are the (start, end) of the sentences that were
    read and contain a word; `vectors` (sentences × width) are the mean states of each one's tokens.
    """

    total: NDArray[np.float64]
    tokens: int
    whole: bool
    sentences: tuple[tuple[int, int], ...]
    vectors: Floats


class Reader:
    """Reads texts with one encoder; safe to share between threads.

    The latest readings are cached, since a reading depends only on its text, and texts come again: a title's with each
    review that is added, and a text in the editor with each pause of its writer.
    """

    def __init__(self, encoder: TokenReader, remembered: int = REMEMBERED_TEXTS) -> None:
        self._encoder, self._most = encoder, remembered
        self._known: OrderedDict[str, Reading] = OrderedDict()
        self._lock = Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the reading of each text, in order."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        unknown = list(dict.fromkeys(text for text in texts if text not in found))
        for some in portions(unknown, len):  # a text's token states take far more memory than its reading
            read = zip(some, self._encoder.read(some), strict=True)
            found |= {text: _reading(text, states) for text, states in read}
        self._remember(found)
        return [found[text] for text in texts]

    def _remember(self, found: dict[str, Reading]) -> None:
        with self._lock:
            for text, reading in found.items():
                self._known[text] = reading
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _reading(text: str, tokens: TokenStates) -> Reading:
    places, vectors = [], []
    for place, vector in _sentences(text, tokens):
        places.append(place)
        vectors.append(vector)
    stacked = np.stack(vectors) if vectors else np.zeros((0, tokens.states.shape[1]), dtype=np.float32)
    total = tokens.states.sum(axis=0, dtype=np.float64)
    return Reading(total, len(tokens.states), tokens.whole, tuple(places), stacked)


def _sentences(text: str, tokens: TokenStates) -> Iterator[tuple[tuple[int, int], Floats]]:
    spans = [span for span in sentence_spans(text) if has_word(text, *span)]
    owner = np.searchsorted([start for start, _ in spans], tokens.starts, side="right") - 1
    numbers, firsts = np.unique(owner, return_index=True)  # tokens come in the order of the text
    for number, first, last in zip(numbers, firsts, [*firsts[1:], len(owner)], strict=True):
        if number >= 0:
            yield spans[number], tokens.states[first:last].mean(axis=0)
