"""How much attention a title gets, and how that changes, from sources that each measure in their own unit.

A measure that grows without end is mapped to [0, 1] by log(1 + value) / log(1 + top), where the top is about the
greatest value that the source gives: on this scale, twice the attention is about the same step everywhere. What
is given out of 100 is on such a scale already.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from trending_now.domain.title import Popularity

TOP = {"popularity": 1000.0, "pageviews": 300_000.0}
OUT_OF_100 = frozenset({"weight", "demo"})
RECENT_DAYS = 3
EARLIER_DAYS = 14
FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Series:
    """One source's measure day by day, the oldest first, in its own unit; never empty."""

    source: str
    measure: str
    days: tuple[tuple[date, float], ...]

    @property
    def last_day(self) -> date:
        """The day of the newest value."""
        return self.days[-1][0]

    @property
    def newest(self) -> float:
        """The newest value, in the measure's own unit."""
        return self.days[-1][1]

    @property
    def change(self) -> float:
        """How far the newest value lies above the first one, in the measure's own unit."""
        return self.newest - self.days[0][1]


def series_of(popularity: Iterable[Popularity]) -> tuple[Series, ...]:
    """Return one series for each source and measure; if a day has several values, the greatest counts."""
    series: defaultdict[tuple[str, str], dict[date, float]] = defaultdict(dict)
    for measured in popularity:
        days = series[measured.source, measured.measure]
        known = days.get(measured.day)
        days[measured.day] = measured.value if known is None else max(known, measured.value)
    return tuple(Series(*key, tuple(sorted(days.items()))) for key, days in sorted(series.items()))


def scaled(measure: str, value: float) -> float:
    """Return a value in [0, 1], comparable between measures; its measure is one of `TOP` or `OUT_OF_100`."""
    known = max(value, 0.0)
    share = known / 100 if measure in OUT_OF_100 else math.log1p(known) / math.log1p(TOP[measure])
    return min(share, 1.0)


def attention_of(series: Iterable[Series], today: date) -> float:
    """Return a title's attention in [0, 1]: the greatest of its newest measures, 0 if there is none.

    A measure whose newest day lies more than 14 days before `today` is out of date and does not count.
    """
    newest = (scaled(one.measure, one.newest) for one in _current(series, today))
    return round(max(newest, default=0.0), 6)


def trend_of(series: Iterable[Series], today: date) -> float:
    """Return the change of a title's attention in [-1, 1]: the mean of its measures' changes, 0 if there is none.

    A measure's change is the mean of its newest 3 days less that of the days before, as far back as 14 days before
    those 3, all on its scale. While fewer than six days are known, the newer half of them counts as newest, so that
    two days suffice. A measure with one day only tells no change, and one whose newest day lies more than 14 days
    before `today` is out of date; neither counts.
    """
    changes = [change for one in _current(series, today) if (change := _change(one)) is not None]
    return round(fmean(changes), 6) + 0.0 if changes else 0.0


def _current(series: Iterable[Series], today: date) -> Iterator[Series]:
    """Yield the series that have a scale and are not out of date, without days after `today` (from a wrong clock)."""
    for one in series:
        days = tuple((day, value) for day, value in one.days if day <= today)
        if one.measure in OUT_OF_100.union(TOP) and days and days[-1][0] >= today - FRESH:
            yield Series(one.source, one.measure, days)


def _change(series: Series) -> float | None:
    first_day = series.last_day - timedelta(days=RECENT_DAYS + EARLIER_DAYS - 1)
    values = [scaled(series.measure, value) for day, value in series.days if day >= first_day]
    if len(values) < 2:
        return None
    recent = min(RECENT_DAYS, len(values) // 2)
    return fmean(values[-recent:]) - fmean(values[:-recent])
