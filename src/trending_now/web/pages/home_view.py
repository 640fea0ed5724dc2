"""How the home page shows what it found, as parameters of its URL: the view, and how bubbles are drawn."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class View(StrEnum):
    """The three looks at the same titles."""

    BUBBLES = "bubbles"
    CARDS = "cards"
    TABLE = "table"


class Grouping(StrEnum):
    """What bubbles are grouped by."""

    NONE = "none"
    GENRE = "genre"
    PLATFORM = "platform"
    TAG = "tag"
    SCORE = "score"
    WEEK = "week"


class Sizing(StrEnum):
    """What the size of a bubble says."""

    SCORE = "score"
    POPULARITY = "popularity"


class Crowd(StrEnum):
    """How many bubbles are drawn at most: of a few hundred names can be read, of thousands only signs."""

    FEW = "150"
    SOME = "500"
    ALL = "2000"


class HomeView(BaseModel):
    """Which look is asked for; the chart's script keeps `group`, `size` and `most` in the URL."""

    model_config = ConfigDict(extra="forbid")

    view: Annotated[View, Field()] = View.BUBBLES
    group: Annotated[Grouping, Field()] = Grouping.NONE
    size: Annotated[Sizing, Field()] = Sizing.SCORE
    most: Annotated[Crowd, Field()] = Crowd.FEW


VIEW_NAMES = tuple(HomeView.model_fields)
VIEW_LABELS = {View.BUBBLES: "Bubbles", View.CARDS: "Cards", View.TABLE: "Table"}
GROUP_LABELS = {
    Grouping.NONE: "All together",
    Grouping.GENRE: "Genre",
    Grouping.PLATFORM: "Platform",
    Grouping.TAG: "Vibe tag",
    Grouping.SCORE: "Score",
    Grouping.WEEK: "Release week",
}
SIZE_LABELS = {Sizing.SCORE: "Vibe score", Sizing.POPULARITY: "Popularity"}


def crowds(titles: int) -> dict[Crowd, str]:
    """Return how many of so many titles the chart may be asked to draw, each with its label; nothing if all are few."""
    if titles <= int(Crowd.FEW):
        return {}
    wanted = [crowd for fewer, crowd in pairwise(Crowd) if titles > int(fewer)]
    return {crowd: f"{int(crowd):,}" if titles > int(crowd) else "All" for crowd in (Crowd.FEW, *wanted)}
