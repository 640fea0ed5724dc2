"""The API route of the catalogue's state and its runs."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from trending_now.domain.run import RunState
from trending_now.web.api.answer import Answer
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented

router = APIRouter(tags=["catalogue"])


class CountsAnswer(Answer):
    """What became of a run's records so far."""

    fetched: int = Field(examples=[73])
    new: int = Field(examples=[20])
    updated: int = Field(examples=[5])
    unchanged: int = Field(examples=[48])
    quarantined: int = Field(examples=[2])


class RunAnswer(Answer):
    """One execution of a stage."""

    id: int = Field(examples=[7])
    stage: str = Field(examples=["ingest"])
    subject: str = Field(examples=["tvmaze"])
    state: RunState = Field(examples=["done"])
    started_at: datetime
    finished_at: datetime | None
    counts: CountsAnswer
    message: str = Field(description="Why it failed, or what else is to be said of it.", examples=[""])


class StatusAnswer(Answer):
    """How the catalogue stands; `revision` changes whenever something shown of a title does."""

    revision: str = Field(examples=["9d494299f2cfb81e873c91ca"])
    titles: int = Field(examples=[62])
    is_demo: bool
    running: list[RunAnswer] = Field(examples=[[]])
    last_finished: RunAnswer | None


@router.get("/status", responses=documented(), dependencies=[no_parameters])
def show_status(parts: Parts) -> StatusAnswer:
    """Show how the catalogue stands, and what runs."""
    return StatusAnswer.model_validate(parts.reader.status())
