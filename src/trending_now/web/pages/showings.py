"""Where a title can be watched: its releases put together by platform and day, those that are out and those to come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from trending_now.domain.episode import Episode
from trending_now.domain.title import Release, ReleaseType
from trending_now.web.pages.wording import region

_Key = tuple[date, ReleaseType, str, datetime | None, Episode | None]


@dataclass(frozen=True, slots=True)
class Showing:
    """A way to watch a title from a day on; no regions: worldwide, or the source does not say where."""

    day: date
    type: ReleaseType
    platform: str | None
    regions: tuple[str, ...]
    at: datetime | None = None
    episode: Episode | None = None

    @property
    def utc_day(self) -> date:
        """The day that it falls on in UTC, where its moment is known."""
        return self.at.date() if self.at else self.day

    def is_out(self, now: datetime) -> bool:
        """Tell whether it has begun: at its moment where that is known, else with its day in UTC."""
        return self.at <= now if self.at else self.day <= now.date()


@dataclass(frozen=True, slots=True)
class Showings:
    """What is out, the newest first, and what is to come, the soonest first."""

    now: tuple[Showing, ...]
    coming: tuple[Showing, ...]


def showings_of(releases: Iterable[Release], now: datetime) -> Showings:
    """Return the releases of a title, those on one platform on one day as one, with the names of all regions.

    That there was a release somewhere, somehow, is left out: it tells nobody where to watch it.
    """
    together: defaultdict[_Key, set[str | None]] = defaultdict(set)
    for release in filter(_tells_where, releases):
        key = (release.date, release.type, release.platform or "", release.at, release.episode)
        together[key].add(release.region)
    showings = [
        Showing(day, type_, platform or None, _names(regions), at, episode)
        for (day, type_, platform, at, episode), regions in sorted(together.items(), key=lambda pair: pair[0][:3])
    ]
    out = [showing for showing in showings if showing.is_out(now)]
    return Showings(tuple(reversed(out)), tuple(showing for showing in showings if not showing.is_out(now)))


def _tells_where(release: Release) -> bool:
    return bool(release.platform or release.region) or release.type is not ReleaseType.UNSPECIFIED


def _names(regions: set[str | None]) -> tuple[str, ...]:
    """Return the regions' names in order; who shows it worldwide shows it in each."""
    return () if None in regions else tuple(sorted(region(code) for code in regions if code))
