"""The shapes of TVmaze's answers: shows, and entries of schedules."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from trending_now.domain.episode import SPECIAL, Episode, episode_of
from trending_now.fetch.plain_text import plain_name
from trending_now.sources.answers import (
    AnswerModel,
    Id,
    LenientCount,
    LenientDate,
    LenientMoment,
    LenientNumber,
    LenientText,
)

REGULAR = "regular"
SHOW_ADDRESS = re.compile("/shows/[0-9]{1,12}$")


class Country(AnswerModel):
    """A country of a network."""

    code: LenientText = None


class Channel(AnswerModel):
    """A network or a web channel."""

    name: LenientText = None
    country: Country | None = None


class Image(AnswerModel):
    """A picture in two sizes."""

    medium: LenientText = None
    original: LenientText = None


class Externals(AnswerModel):
    """Other catalogues' ids of a show."""

    imdb: LenientText = None
    thetvdb: int | None = None


class Rating(AnswerModel):
    """The viewers' average, 1 to 10."""

    average: LenientNumber = None


class Show(AnswerModel):
    """A show; only its id and name must be there."""

    id: Id
    name: str
    url: LenientText = None
    type: LenientText = None
    language: LenientText = None
    genres: Annotated[list[str], BeforeValidator(lambda value: [] if value is None else value)] = []
    premiered: LenientDate = None
    runtime: LenientNumber = None
    average_runtime: LenientNumber = Field(None, alias="averageRuntime")
    weight: LenientNumber = None
    rating: Rating | None = None
    network: Channel | None = None
    web_channel: Channel | None = Field(None, alias="webChannel")
    externals: Externals | None = None
    image: Image | None = None
    summary: LenientText = None

    @field_validator("name")
    @classmethod
    def _on_one_line(cls, value: str) -> str:
        if name := plain_name(value):
            return name
        raise ValueError("a show needs a name")


class Aired(AnswerModel):
    """What a malformed entry of a schedule may still tell: its day."""

    airdate: LenientDate = None


class Entry(Aired):
    """An entry of a schedule: an episode; the show stands in it, or is linked from it."""

    type: LenientText = None
    season: LenientCount = None
    number: LenientCount = None
    airtime: LenientText = None
    airstamp: LenientMoment = None
    show: dict[str, Any] | None = None
    embedded: dict[str, Any] | None = Field(None, alias="_embedded")
    links: dict[str, Any] | None = Field(None, alias="_links")

    def episode(self) -> Episode | None:
        """Return which episode it is; what is not regular stands in a season, and begins none."""
        return episode_of(self.season, self.number) if self.type in (None, REGULAR) else SPECIAL

    def moment(self) -> datetime | None:
        """Return when it is on; without a time of day TVmaze fills one in, which tells nothing."""
        return self.airstamp if self.airtime else None

    def own_show(self) -> object:
        """Return the show as sent with the entry; None if it is only linked."""
        return self.show or (self.embedded or {}).get("show")

    def linked_show(self) -> str | None:
        """Return the path of the linked show, such as "/shows/13"."""
        link = (self.links or {}).get("show")
        href = link.get("href") if isinstance(link, dict) else None
        found = SHOW_ADDRESS.search(href) if isinstance(href, str) else None
        return found[0] if found else None
