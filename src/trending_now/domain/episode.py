"""Which episode of a show a release brings, and so whether a series or a season begins with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

SPECIALS = 0
"""The number of the season for episodes outside of any season, such as Christmas specials."""


class Event(StrEnum):
    """What a release of a show is to its viewers, the greatest first."""

    NEW_SERIES = "new_series"
    NEW_SEASON = "new_season"
    EPISODE = "episode"
    SPECIAL = "special"


RANK = {event: place for place, event in enumerate(Event)}


@dataclass(frozen=True, slots=True)
class Episode:
    """A show's episode by its numbers as the source counts them; the event follows from both.

    Without a season, `number` counts through the whole show, so that 1 begins the series. Only a special may be without
    a number.
    """

    season: int | None
    number: int | None
    event: Event = field(init=False)

    def __post_init__(self) -> None:
        """Work the event out."""
        object.__setattr__(self, "event", _event_of(self.season, self.number))

    @property
    def begins(self) -> bool:
        """Whether a series or a season begins with it."""
        return self.event in (Event.NEW_SERIES, Event.NEW_SEASON)


def episode_of(season: int | None, number: int | None) -> Episode | None:
    """Return the episode of these numbers; None where they name none."""
    return Episode(season, number) if number is not None or season == SPECIALS else None


def greatest(episodes: Iterable[Episode | None]) -> Episode | None:
    """Return the episode that is the greatest event, of equals the one with the lowest numbers; None without any."""
    return min((episode for episode in episodes if episode is not None), key=_place, default=None)


def rank(episode: Episode | None) -> int:
    """Return the rank of an episode's event, 0 for the greatest; an unknown episode comes after all others."""
    return len(Event) if episode is None else RANK[episode.event]


def _event_of(season: int | None, number: int | None) -> Event:
    if season == SPECIALS:
        return Event.SPECIAL
    if number != 1:
        return Event.EPISODE
    return Event.NEW_SERIES if season in (None, 1) else Event.NEW_SEASON


def _place(episode: Episode) -> tuple[int, bool, int, int]:
    return rank(episode), episode.season is None, episode.season or 0, episode.number or 0


FIRST_OF_ALL = Episode(None, 1)
SPECIAL = Episode(SPECIALS, None)
