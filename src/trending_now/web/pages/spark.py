"""A title's attention as a line small enough for a card: the longest of its series, drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from trending_now.domain.attention import Series
from trending_now.web.pages.wording import turn

WIDTH, HEIGHT, MARGIN = 100, 24, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """The points of a polyline in a box of 100 × 24, and what it shows in words."""

    points: str
    words: str


def spark_of(series: Sequence[Series], trend: float) -> Spark | None:
    """Return the line of the series with the most days; None where there are not two days."""
    longest = max(series, key=lambda one: len(one.days), default=None)
    if longest is None or len(longest.days) < 2:
        return None
    first = longest.days[0][0]
    span = max((longest.last_day - first).days, 1)
    values = [value for _, value in longest.days]
    low, height = min(values), max(max(values) - min(values), 1e-9)
    points = (
        f"{MARGIN + (day - first).days / span * (WIDTH - 2 * MARGIN):.1f},"
        f"{HEIGHT - MARGIN - (value - low) / height * (HEIGHT - 2 * MARGIN):.1f}"
        for day, value in longest.days
    )
    return Spark(" ".join(points), _words(trend, span + 1))


def _words(trend: float, days: int) -> str:
    return f"Attention {turn(trend)}, seen over {days} days"
