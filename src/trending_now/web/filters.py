"""Which titles are wanted, as the parameters of a URL: the same for pages and for the API."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Self, get_origin

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.pipeline.validate import LONGEST_KEY
from trending_now.store.reading.chart import MOST_TITLES
from trending_now.store.reading.title_query import Sort, TitleQuery

PAGE_SIZE = 48
LONGEST_CURSOR = 2_000  # it holds a name's key: 300 signs of up to four bytes each, written as base64
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

NoNul = AfterValidator(lambda value: value.replace("\0", ""))  # lengths are checked before, on what was sent
ShortText = Annotated[str, Field(max_length=100), NoNul]
StoredName = Annotated[str, Field(max_length=LONGEST_KEY), NoNul]  # as long as a source may name one


def _written_day(value: object) -> object:
    """Refuse a number, which pydantic would take for seconds since 1970."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("write a date as 2026-11-23")
    return value


Day = Annotated[date, BeforeValidator(_written_day)]


class Shows(StrEnum):
    """Which shows are wanted."""

    NEW = "new"


class Filters(BaseModel):
    """Filters, search and order; a filter that is left out lets every title through."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200, description="Words to search names and plots for."), NoNul] = ""
    kind: Kind | None = Field(None, description="Films (movie) or shows (tv) only.", examples=["movie"])
    shows: Shows | None = Field(
        None,
        description="Of shows only new series and seasons: begun within 30 days before the release shown, "
        "or of which no source says it. Films stay.",
        examples=["new"],
    )
    genre: list[Genre] = Field(
        [], description="Only titles with all of these genres.", max_length=20, examples=[["Drama", "War"]]
    )
    without: list[Genre] = Field(
        [], description="No titles with any of these genres.", max_length=20, examples=[["Horror"]]
    )
    unsure: Genre | None = Field(
        None, description="Only titles whose engine is not sure of this genre.", examples=["Thriller"]
    )
    tag: list[ShortText] = Field(
        [], description="Only titles with all of these vibe tags.", max_length=20, examples=[["dark", "suspenseful"]]
    )
    score: float | None = Field(
        None, ge=1, le=10, allow_inf_nan=False, description="A vibe score of at least this much, 1 to 10.", examples=[7]
    )
    language: Annotated[ShortText, AfterValidator(str.lower)] | None = Field(
        None, description="Made in this language, ISO 639-1.", examples=["fr"]
    )
    region: Annotated[StoredName, AfterValidator(str.upper)] | None = Field(
        None, description="Released in this region, ISO 3166-1 alpha-2.", examples=["US"]
    )
    platform: StoredName | None = Field(None, description="Released on this platform.", examples=["Netflix"])
    released_from: Day | None = Field(
        None, alias="from", description="Released on this day or later.", examples=["2026-11-01"]
    )
    released_to: Day | None = Field(
        None, alias="to", description="Released on this day or earlier.", examples=["2026-11-30"]
    )
    sort: Sort = Field(
        Sort.NEWEST,
        description="In which order: newest, trending, popular, score (best liked first), disputed or name.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.released_from and self.released_to and self.released_from > self.released_to:
            raise ValueError("the first day, from, lies after the last, to")
        return self

    def to_query(self) -> TitleQuery:
        """Return the filters as a question to the store."""
        return TitleQuery(
            kind=self.kind,
            is_new=self.shows is Shows.NEW,
            include=tuple(self.genre),
            exclude=tuple(self.without),
            unsure=self.unsure,
            tags=tuple(self.tag),
            language=self.language,
            least_score=self.score,
            region=self.region,
            platform=self.platform,
            released_from=self.released_from,
            released_to=self.released_to,
            text=self.q.strip(),
            sort=self.sort,
        )


class TitleFilters(Filters):
    """Filters, search and order, and the place in the list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = PAGE_SIZE
    after: Annotated[str, Field(max_length=LONGEST_CURSOR), NoNul] | None = Field(
        None, description="Where the page before ended: the next_cursor of its answer."
    )

    def to_query(self) -> TitleQuery:
        """Return the filters as a question to the store, a page of the list."""
        return replace(super().to_query(), limit=self.limit, after=self.after)


class ChartFilters(Filters):
    """Filters, search and order, and how many titles a chart draws."""

    limit: Annotated[int, Field(ge=1, le=MOST_TITLES, description="How many at most.")] = MOST_TITLES


class NoParameters(BaseModel):
    """An address that takes no parameters, and refuses those it is given."""

    model_config = ConfigDict(extra="forbid")


def _take_none(_nothing: Annotated[NoParameters, Query()]) -> None:
    """Refuse every parameter."""


no_parameters = Depends(_take_none)
REPEATABLE = frozenset(name for name, field in Filters.model_fields.items() if get_origin(field.annotation) is list)


def _refuse_repeated(request: Request) -> None:
    """Refuse a parameter that is given more than once, of which only one value would count."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    for name, times in given.items():
        if times > 1 and name not in REPEATABLE:
            raise RequestValidationError([{"type": "repeated", "loc": ("query", name), "msg": "give it once"}])


each_parameter_once = Depends(_refuse_repeated)
