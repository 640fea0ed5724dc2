"""The direction in which exchanging names moves a text's vector, and how to remove it from vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class NameDirection:
    """The unit vector along which vectors move when a text's names are exchanged, and the texts' `centre` along it."""

    direction: Floats
    centre: float

    @classmethod
    def none(cls, width: int) -> "NameDirection":
        """Return a zero direction, whose removal changes nothing, for vectors of this width."""
        return cls(np.zeros(width, dtype=np.float32), 0.0)

    def removed(self, vectors: Floats, share: float = 1.0) -> Floats:
        """Move vectors (rows × width) along the direction towards the centre, by `share` of their distance from it."""
        along = vectors @ self.direction - self.centre
        answer: Floats = vectors - share * along[:, None] * self.direction
        return answer
