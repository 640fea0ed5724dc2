"""A title's attention as each source measures it: one series a measure, in the source's own unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trending_now.domain.title import Popularity


@dataclass(frozen=True, slots=True)
class Series:
    """One source's measure, day by day, the oldest first."""

    source: str
    measure: str
    points: tuple[tuple[date, float], ...]

    @property
    def newest(self) -> float:
        """The last value."""
        return self.points[-1][1]

    @property
    def change(self) -> float:
        """How far the last value lies above the first one."""
        return self.newest - self.points[0][1]


def series_of(popularity: Iterable[Popularity]) -> list[Series]:
    """Return the measures in the order of their sources; of two listings' values on one day the greater counts."""
    found: defaultdict[tuple[str, str], dict[date, float]] = defaultdict(dict)
    for said in popularity:
        days = found[said.source, said.measure]
        days[said.day] = max(said.value, days.get(said.day, said.value))
    return [Series(*names, tuple(sorted(days.items()))) for names, days in sorted(found.items())]
