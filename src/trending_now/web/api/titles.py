"""API routes of titles: a list of them, one, and those like it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from trending_now.store.sql.column_types import LARGEST_NUMBER
from trending_now.web.api.title_answers import (
    TitleAnswer,
    TitleDetailAnswer,
    TitlesAnswer,
    detail_answer,
    title_answer,
    titles_answer,
)
from trending_now.web.app_parts import Parts
from trending_now.web.filters import TitleFilters, no_parameters
from trending_now.web.openapi import documented

router = APIRouter(tags=["catalogue"])

MOST_SIMILAR_AT_ONCE = 48


TitleNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="The title's id.")]


class SimilarTitleAnswer(BaseModel):
    """A title that tells of something similar; `nearness` is the cosine of the two titles' vectors, 1 at the most."""

    nearness: float
    title: TitleAnswer


class SimilarAnswer(BaseModel):
    """The nearest titles, the nearest first; none where no engine has placed the title yet."""

    titles: list[SimilarTitleAnswer]


@router.get("/titles", responses=documented())
def list_titles(parts: Parts, filters: Annotated[TitleFilters, Query()]) -> TitlesAnswer:
    """List titles, a page at a time."""
    return titles_answer(parts.reader.browse(filters.to_query()))


@router.get("/titles/{title_id}", responses=documented(308, 404), dependencies=[no_parameters])
def show_title(parts: Parts, title_id: TitleNumber) -> TitleDetailAnswer:
    """Show all that is known of a title."""
    return detail_answer(parts.reader.title(title_id))


class SimilarWanted(BaseModel):
    """How much of the list is wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST_SIMILAR_AT_ONCE, description="How many titles at the most.")] = 6


@router.get("/titles/{title_id}/similar", responses=documented(308, 404))
def list_similar_titles(
    parts: Parts, title_id: TitleNumber, wanted: Annotated[SimilarWanted, Query()]
) -> SimilarAnswer:
    """List the titles nearest to one by what their plots and reviews tell, the nearest first."""
    near = parts.reader.similar(title_id, wanted.limit)
    return SimilarAnswer(
        titles=[SimilarTitleAnswer(nearness=round(x.nearness, 4), title=title_answer(x.card)) for x in near]
    )
