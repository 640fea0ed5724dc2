"""Gathers when a show is on, and carries it to the show's own answer in the fragment of its address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urldefrag, urlencode

from trending_now.domain.episode import Episode, episode_of, greatest


@dataclass(frozen=True, slots=True)
class Airing:
    """A day of a show: its first moment and its greatest episode, each where it is known."""

    at: datetime | None = None
    episode: Episode | None = None


Airings = dict[date, Airing]
"""The days on which a show is on."""

DAYS_PER_ADDRESS = 30  # addresses are keys of the lake's index, and PostgreSQL takes none of more than 2,700 bytes
NUMBERS = re.compile(r"~(?P<season>[0-9]{0,5})\.(?P<number>[0-9]{0,5})$", re.ASCII)


def add_airing(airings: Airings, day: date, airing: Airing) -> None:
    """Note that a show is on; of two moments of a day the first counts, of two episodes the greater event."""
    known = airings.get(day, Airing())
    at = min((one for one in (known.at, airing.at) if one), default=None)
    airings[day] = Airing(at, greatest((known.episode, airing.episode)))


def with_airings(url: str, airings: Airings) -> Iterator[str]:
    """Yield a show's address as often as it takes to tell in it when the show is on; a fragment is never sent."""
    said = [(day.isoformat(), _written(airing)) for day, airing in sorted(airings.items(), key=lambda pair: pair[0])]
    for start in range(0, max(len(said), 1), DAYS_PER_ADDRESS):
        days = said[start : start + DAYS_PER_ADDRESS]
        yield f"{url}#{urlencode(days)}" if days else url


def airings_of(url: str) -> Airings:
    """Return when a show is on, by its address; what cannot be read there tells nothing."""
    airings: Airings = {}
    for day, airing in parse_qsl(urldefrag(url).fragment, keep_blank_values=True):
        try:
            add_airing(airings, date.fromisoformat(day), _read(airing))
        except ValueError:
            continue
    return airings


def _written(airing: Airing) -> str:
    """Return an airing as text: "2031-05-20T19:00:00+00:00~2.5", each part of it where it is known."""
    moment = airing.at.isoformat() if airing.at else ""
    if airing.episode is None:
        return moment
    season, number = ("" if each is None else each for each in (airing.episode.season, airing.episode.number))
    return f"{moment}~{season}.{number}"


def _read(written: str) -> Airing:
    """Return a written airing.

    Raises:
        ValueError: it is none.
    """
    found = NUMBERS.search(written)
    moment = written[: found.start()] if found else written
    at = datetime.fromisoformat(moment).astimezone(UTC) if moment else None
    season, number = (int(each) if each else None for each in found.groups()) if found else (None, None)
    return Airing(at, episode_of(season, number))
