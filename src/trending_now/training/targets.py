"""What an encoder is to learn of each text: its labels, or those softened by what a teacher says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Taught:
    """What teachers say of texts: the probability of each genre and each tag, rows × labels."""

    genres: Floats
    tags: Floats

    def rows(self, chosen: NDArray[np.int64]) -> "Taught":
        """Return what is said of some texts."""
        return Taught(self.genres[chosen], self.tags[chosen])


@dataclass(frozen=True, slots=True)
class Targets:
    """Rows × labels: the probability to learn, and where it counts."""

    probability: Floats
    mask: Booleans

    @classmethod
    def hard(cls, truth: Booleans, mask: Booleans) -> "Targets":
        """Return labels as they stand."""
        return cls(truth.astype(np.float32), mask)

    def softened(self, taught: Floats, share: float) -> "Targets":
        """Return the mean of labels and what a teacher says, whose weight is `share`; where no label counts, it alone.

        Source: Hinton et al., "Distilling the Knowledge in a Neural Network" (2015), without a temperature.
        """
        mean = (1 - share) * self.probability + share * taught
        everywhere = np.ones_like(self.mask)
        return Targets(np.where(self.mask, mean, taught).astype(np.float32), everywhere)
