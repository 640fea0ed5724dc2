"""API routes that help to find titles: the bubble chart's, and suggestions while someone types."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.store.reading.suggestions import Suggestion, SuggestionKind
from trending_now.web.api.title_answers import EpisodeAnswer
from trending_now.web.app_parts import Parts
from trending_now.web.filters import ChartFilters, NoNul
from trending_now.web.openapi import documented

router = APIRouter(tags=["catalogue"])


class ChartScoreAnswer(BaseModel):
    """A genre and its probability."""

    genre: Genre = Field(examples=["Drama"])
    probability: float = Field(examples=[0.87])


class ChartTitleAnswer(BaseModel):
    """A title as the chart draws it; the date, platform and region are those of the release shown."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["The Salt Cartographers"])
    kind: Kind | None = Field(examples=["tv"])
    date: date | None
    platform: str | None = Field(examples=["Netflix"])
    region: str | None = Field(examples=["GB"])
    genres: list[ChartScoreAnswer] = Field(description="At most three.")
    uncertain: list[ChartScoreAnswer] = Field(
        description="At most two.", examples=[[{"genre": "Mystery", "probability": 0.19}]]
    )
    locked: list[Genre] = Field(
        description="Those of the genres that an operator settled; their probability is 1.", examples=[[]]
    )
    vibe_score: float | None = Field(description="1 to 10; null where nobody has reviewed it.", examples=[7.3])
    reviews: int = Field(description="How many reviews the vibe score is made of.", examples=[4])
    popularity: float = Field(description="0 to 1; 0 where nobody has measured it.")
    trend: float = Field(description="-1 to 1: the change of its popularity over the last days.")
    dispute: float = Field(description="0 to 1: how far sources, engine and viewers disagree on its genres.")
    tags: list[str] = Field(description="At most three vibe tags, the most certain first.", examples=[["dark"]])
    is_demo: bool
    at: datetime | None = Field(description="The release's moment in UTC, where a source names it.", examples=[None])
    episode: EpisodeAnswer | None = Field(description="What the release brings of a show, where a source says.")
    engine: str | None = Field(examples=["boosted"], description="Whose genres these are; null while none has read it.")
    is_unread: bool = Field(description="There is no plot and no review to read.")


class ChartAnswer(BaseModel):
    """The first titles of the order, and how many there are in all."""

    total: int
    titles: list[ChartTitleAnswer]
    revision: str = Field(
        description="Changes whenever something shown of a title does; as in /api/v1/status.",
        examples=["9d494299f2cfb81e873c91ca"],
    )


class SuggestionAnswer(BaseModel):
    """Something of which a word begins as typed, and the page that shows it."""

    text: str = Field(examples=["Comedy"])
    kind: SuggestionKind = Field(examples=["genre"])
    href: str = Field(examples=["/?genre=Comedy"])
    title_kind: Kind | None = Field(
        None, description="Of a title: film (movie) or series (tv), where it is known.", examples=[None]
    )
    year: int | None = Field(None, description="Of a title: its year, else that of its release.", examples=[None])


class SuggestionsAnswer(BaseModel):
    """At most eight suggestions."""

    suggestions: list[SuggestionAnswer]


class Typed(BaseModel):
    """What was typed so far."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200, description="The first letters of a name, or of a word of it."), NoNul] = ""


@router.get("/chart", responses=documented(), response_model=ChartAnswer)
def show_chart(parts: Parts, filters: Annotated[ChartFilters, Query()]) -> Response:
    """List titles in few words, at most 2,000, as the bubble chart draws them."""
    revision = parts.reader.status().revision  # asked first: never newer than the titles
    chart = parts.reader.chart(filters.to_query(), filters.limit)
    # The values are what the model says, and so many that making models of them would take most of the time.
    content = to_json({"total": chart.total, "titles": chart.titles, "revision": revision})
    return Response(content, media_type="application/json")


@router.get("/suggestions", responses=documented())
def suggest(parts: Parts, typed: Annotated[Typed, Query()]) -> SuggestionsAnswer:
    """Suggest titles, genres, platforms and vibe tags of which a word begins with what is typed, at most eight."""
    found = parts.reader.suggest(typed.q)
    return SuggestionsAnswer(
        suggestions=[
            SuggestionAnswer(text=x.text, kind=x.kind, href=_href(x), title_kind=x.title_kind, year=x.year)
            for x in found
        ],
    )


def _href(suggestion: Suggestion) -> str:
    if suggestion.kind is SuggestionKind.TITLE:
        return f"/titles/{suggestion.key}"
    return f"/?{urlencode({suggestion.kind.value: suggestion.key})}"
