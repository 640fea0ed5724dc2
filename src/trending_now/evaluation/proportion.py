"""Confidence intervals of proportions."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Proportion:
    """A proportion with its 95 % confidence interval."""

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
    # For 0 and all hits the bound is the share itself; rounding errors could put it just inside of that.
    return Proportion(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))
