"""What the names in a text tell an encoder, as a direction of its vectors that can be taken out of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class NameDirection:
    """The unit vector along which vectors move when a text's names are exchanged, and where texts lie along it."""

    direction: Floats
    centre: float

    @classmethod
    def none(cls, width: int) -> "NameDirection":
        """Return a direction along which nothing lies, for vectors of that width."""
        return cls(np.zeros(width, dtype=np.float32), 0.0)

    def removed(self, vectors: Floats, share: float = 1.0) -> Floats:
        """Return vectors (rows × width) that lie nearer to the centre along the direction, by `share` of their way."""
        along = vectors @ self.direction - self.centre
        answer: Floats = vectors - share * along[:, None] * self.direction
        return answer
