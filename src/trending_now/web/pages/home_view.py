"""How the home page shows what it found, as parameters of its URL: the view, how bubbles are grouped and sized."""

from enum import StrEnum
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


class HomeView(BaseModel):
    """Which look is asked for; the chart's script keeps `group` and `size` in the URL."""

    model_config = ConfigDict(extra="forbid")

    view: Annotated[View, Field()] = View.BUBBLES
    group: Annotated[Grouping, Field()] = Grouping.NONE
    size: Annotated[Sizing, Field()] = Sizing.SCORE


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
