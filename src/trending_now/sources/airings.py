"""When a show is on: gathered from schedules, and carried to the show's own answer in the fragment of its address."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urldefrag, urlencode

Airings = dict[date, datetime | None]
"""The days on which a show is on, each with its first moment, where that is known."""

DAYS_PER_ADDRESS = 30  # addresses are keys of the lake's index, and PostgreSQL takes none of more than 2,700 bytes


def add_airing(airings: Airings, day: date, moment: datetime | None) -> None:
    """Note that a show is on; of two moments of a day the first counts."""
    known = airings.get(day)
    airings[day] = min((one for one in (known, moment) if one), default=None)


def with_airings(url: str, airings: Airings) -> Iterator[str]:
    """Yield a show's address as often as it takes to tell in it when the show is on; a fragment is never sent."""
    said = [(day.isoformat(), moment.isoformat() if moment else "") for day, moment in sorted(airings.items())]
    for start in range(0, max(len(said), 1), DAYS_PER_ADDRESS):
        days = said[start : start + DAYS_PER_ADDRESS]
        yield f"{url}#{urlencode(days)}" if days else url


def airings_of(url: str) -> Airings:
    """Return when a show is on, by its address; what cannot be read there tells nothing."""
    airings: Airings = {}
    for day, moment in parse_qsl(urldefrag(url).fragment, keep_blank_values=True):
        try:
            at = datetime.fromisoformat(moment).astimezone(UTC) if moment else None
            add_airing(airings, date.fromisoformat(day), at)
        except ValueError:
            continue
    return airings
