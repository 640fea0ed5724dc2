"""What the models say of texts before they are blended: log-odds of genres and tags, and the texts' lengths."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Signals:
    """The models' log-odds for texts, row by row, and the centred logarithm of the texts' numbers of words."""

    genres: Floats
    tags: Floats
    lexical: Floats
    log_words: Floats

    @classmethod
    def of_words(cls, lexical: Floats) -> "Signals":
        """Return the signals of the lexical model alone."""
        return cls(np.zeros_like(lexical), np.zeros_like(lexical), lexical, np.zeros(len(lexical)))

    def rows(self, chosen: NDArray[np.int64]) -> "Signals":
        """Return the signals of some rows."""
        return Signals(*(field[chosen] for field in (self.genres, self.tags, self.lexical, self.log_words)))

    def raised(self, log_odds: Floats) -> "Signals":
        """Return the signals with these log-odds (rows × genres) added to those of the genres."""
        return replace(self, genres=self.genres + log_odds)
