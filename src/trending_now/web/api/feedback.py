"""API routes for feedback: a viewer's word on a genre, and for operators what viewers object to most."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from trending_now.domain.genre import Genre
from trending_now.errors import TitleNotFound
from trending_now.web.api.answer import Answer
from trending_now.web.api.operator import Operator
from trending_now.web.api.title_answers import GenreFeedbackAnswer
from trending_now.web.api.titles import TitleNumber
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented

router = APIRouter(tags=["feedback"])

VIEWING_ONLY = "This app only shows the catalogue; nothing can be written here."


class FeedbackWanted(BaseModel):
    """A viewer's word on one genre of the title."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"genre": "War", "holds": False}]})

    genre: Genre = Field(description="One of the 20 genres, shown or not.")
    holds: StrictBool | None = Field(
        description="True: the title is of the genre; false: it is not; null takes it back."
    )


class YourWordAnswer(BaseModel):
    """What you said of a genre today."""

    genre: Genre
    holds: bool


class FeedbackAnswer(BaseModel):
    """What viewers say of the title's genres, and what of it you said."""

    feedback: list[GenreFeedbackAnswer]
    yours: list[YourWordAnswer]


class DisputedGenreAnswer(Answer):
    """A genre of a title that viewers object to: they say no to one that is shown, or yes to one that is not."""

    title_id: int = Field(examples=[12])
    name: str = Field(examples=["The Salt Cartographers"])
    genre: Genre
    shown: bool = Field(description="Whether the title is shown with the genre.")
    yes: int
    no: int
    newest: datetime = Field(description="When the last viewer spoke whose word still counts.")


class DisputedGenresAnswer(BaseModel):
    """The genres that most viewers object to, those with the most objections first."""

    disputed: list[DisputedGenreAnswer]


@router.post("/titles/{title_id}/feedback", responses=documented(308, 403, 404, 413, 429), dependencies=[no_parameters])
def give_feedback(request: Request, parts: Parts, title_id: TitleNumber, wanted: FeedbackWanted) -> FeedbackAnswer:
    """Say that a title is, or is not, of a genre, or take that back; your newest word of the day counts."""
    if parts.verdicts is None:
        raise HTTPException(403, VIEWING_ONLY)
    try:
        parts.verdicts.give(request, title_id, wanted.genre, holds=wanted.holds)
    except TitleNotFound:
        parts.reader.card(title_id)  # the narrow handle sees no titles that were joined; this tells where it went
        raise
    yours = parts.reader.words_of_visitor(title_id, parts.verdicts.visitors.id_of(request))
    return FeedbackAnswer(
        feedback=[GenreFeedbackAnswer.model_validate(said) for said in parts.reader.feedback(title_id)],
        yours=[YourWordAnswer(genre=genre, holds=holds) for genre, holds in yours.items()],
    )


class DisputedWanted(BaseModel):
    """How much of the list is wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50


@router.get("/feedback", responses=documented(401, 403, 429))
def list_disputed_genres(
    _operator: Operator,
    parts: Parts,
    wanted: Annotated[DisputedWanted, Query()],
) -> DisputedGenresAnswer:
    """List the genres that most viewers object to: they say no to one that is shown, or yes to one that is not."""
    found = parts.reader.disputed_genres(wanted.limit)
    return DisputedGenresAnswer(disputed=[DisputedGenreAnswer.model_validate(one) for one in found])
