"""What an encoder is to learn of each text: its labels, or those softened by what teachers say of a view of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Targets:
    """Rows × labels: the probability to learn, and where it counts."""

    probability: Floats
    mask: Booleans

    @classmethod
    def hard(cls, truth: Booleans, mask: Booleans) -> "Targets":
        """Return labels as they stand."""
        return cls(truth.astype(np.float32), mask)

    def where(self, counts: Booleans) -> "Targets":
        """Return the targets with labels that count in some rows alone."""
        return Targets(self.probability, self.mask & counts[:, None])

    def softened(self, taught: Floats, share: float) -> "Targets":
        """Return the mean of labels and what a teacher says, whose weight is `share`; where no label counts, it alone.

        Source: Hinton et al., "Distilling the Knowledge in a Neural Network" (2015), without a temperature.
        """
        mean = (1 - share) * self.probability + share * taught
        everywhere = np.ones_like(self.mask)
        return Targets(np.where(self.mask, mean, taught).astype(np.float32), everywhere)
