"""The targets of an encoder's training: hard labels, or labels softened by teachers' predictions (distillation)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Targets:
    """The probabilities to learn, and a mask of those that count; both are rows × labels."""

    probability: Floats
    mask: Booleans

    @classmethod
    def hard(cls, truth: Booleans, mask: Booleans) -> "Targets":
        """Return the labels as probabilities of 0 and 1."""
        return cls(truth.astype(np.float32), mask)

    def where(self, counts: Booleans) -> "Targets":
        """Return the targets with the labels of all other rows masked."""
        return Targets(self.probability, self.mask & counts[:, None])

    def softened(self, taught: Floats, share: float) -> "Targets":
        """Return the mean of labels and teachers' predictions, whose weight is `share`; masked labels are the latter.

        Source: Hinton et al., "Distilling the Knowledge in a Neural Network" (2015), without a temperature.
        """
        mean = (1 - share) * self.probability + share * taught
        everywhere = np.ones_like(self.mask)
        return Targets(np.where(self.mask, mean, taught).astype(np.float32), everywhere)
