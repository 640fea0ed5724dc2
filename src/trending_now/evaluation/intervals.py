"""How sure a share is that was counted on few rows."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # 95 of 100


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share with its 95 % bounds."""

    value: float
    low: float
    high: float


def proportion(hits: int, total: int) -> Proportion | None:
    """Return hits ÷ total with Wilson's score interval; None if there is nothing to divide by.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
    """
    if not total:
        return None
    share, spread = hits / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / total + spread / (4 * total))
    return Proportion(share, max(0.0, middle - half), min(1.0, middle + half))


def lower_bounds(hits: NDArray[np.int64], totals: NDArray[np.int64], confidence: float) -> NDArray[np.float64]:
    """Return Wilson's one-sided lower bound of each hits ÷ total (above nought); 0.5 gives the share itself."""
    z = NormalDist().inv_cdf(confidence)
    share, spread = hits / totals, z * z / totals
    half = z * np.sqrt(share * (1 - share) / totals + spread / (4 * totals))
    bounds: NDArray[np.float64] = (share + spread / 2 - half) / (1 + spread)
    return bounds
