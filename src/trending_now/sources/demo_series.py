"""Invents how a demo title's popularity came to be what it is: three weeks, day by day, the same at every asking."""

import hashlib
import math
from collections.abc import Callable

DAYS = 21
HIGHEST = 100.0
LOWEST = 0.5
WOBBLE = 0.03

Shape = Callable[[int], float]


def popularity_series(key: str, popularity: float, days_since_release: int) -> tuple[float, ...]:
    """Return 21 values, the oldest first, that end at `popularity`; `key` decides how they get there.

    What is still to come is awaited more and more, or not; what is out rises, has its days, or is forgotten.
    """
    chance = hashlib.sha256(key.encode()).digest()
    shapes = AFTER_RELEASE if days_since_release >= 0 else BEFORE_RELEASE
    shape = shapes[chance[0] % len(shapes)]
    strength = 0.4 + 0.6 * chance[-1] / 255
    earlier = [
        popularity * (1 + strength * (shape(days_ago) - 1)) * (1 + WOBBLE * (chance[days_ago] / 127.5 - 1))
        for days_ago in range(1, DAYS)
    ]
    return (*(round(min(max(value, LOWEST), HIGHEST), 1) for value in reversed(earlier)), popularity)


def _rises(days_ago: int) -> float:
    return 1 - 0.65 * days_ago / DAYS


def _takes_off(days_ago: int) -> float:
    return 0.3 + 0.7 * math.exp(-((days_ago / 4) ** 2))


def _stays(_: int) -> float:
    return 1.0


def _has_its_days(days_ago: int) -> float:
    return 1 + 0.9 * math.exp(-(((days_ago - 9) / 3) ** 2))


def _is_forgotten(days_ago: int) -> float:
    return 1 + 1.2 * days_ago / DAYS


BEFORE_RELEASE: tuple[Shape, ...] = (_rises, _stays, _takes_off)
AFTER_RELEASE: tuple[Shape, ...] = (_takes_off, _is_forgotten, _has_its_days, _rises, _stays, _is_forgotten)
