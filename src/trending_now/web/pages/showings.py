"""Where a title can be watched: its releases put together by platform and day, those that are out and those to come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trending_now.domain.title import Release, ReleaseType
from trending_now.web.pages.wording import region


@dataclass(frozen=True, slots=True)
class Showing:
    """A way to watch a title from a day on; no regions: worldwide, or the source does not say where."""

    day: date
    type: ReleaseType
    platform: str | None
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showings:
    """What is out, the newest first, and what is to come, the soonest first."""

    now: tuple[Showing, ...]
    coming: tuple[Showing, ...]


def showings_of(releases: Iterable[Release], today: date) -> Showings:
    """Return the releases of a title, those on one platform on one day as one, with the names of all regions."""
    together: defaultdict[tuple[date, ReleaseType, str], set[str | None]] = defaultdict(set)
    for release in releases:
        together[release.date, release.type, release.platform or ""].add(release.region)
    showings = [Showing(*key[:2], key[2] or None, _names(regions)) for key, regions in sorted(together.items())]
    out = [showing for showing in showings if showing.day <= today]
    return Showings(tuple(reversed(out)), tuple(showing for showing in showings if showing.day > today))


def _names(regions: set[str | None]) -> tuple[str, ...]:
    """Return the regions' names in order; who shows it worldwide shows it in each."""
    return () if None in regions else tuple(sorted(region(code) for code in regions if code))
