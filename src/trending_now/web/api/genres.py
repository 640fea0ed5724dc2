"""API routes about the genres as a whole: their share over time, and how well the engines tell them."""

from datetime import date

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from trending_now.domain.genre import Genre
from trending_now.evaluation.key_figures import KeyFigures
from trending_now.pipeline.key_figures import load_key_figures
from trending_now.store.reading.genre_shares import PeriodUnit
from trending_now.web.api_answer import Answer
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.problems import documented

router = APIRouter(tags=["genres"])


class PeriodAnswer(Answer):
    """A week (from Monday), a month or a year: its first day, its titles, how many are shown with each genre."""

    start: date
    titles: int
    counts: dict[Genre, int]


class SharesAnswer(Answer):
    """Every period from the first to the last; a title counts once for each of its genres."""

    unit: PeriodUnit
    periods: list[PeriodAnswer]
    left_out: int = Field(description="Titles without a release date, and the few far older or newer than all others.")


class FiguresAnswer(BaseModel):
    """How good the engines are on texts that none of them had seen."""

    figures: KeyFigures


@router.get("/genres/shares", responses=documented(), dependencies=[no_parameters])
def show_shares(parts: Parts) -> SharesAnswer:
    """Show how many titles are shown with each genre, by week, month or year of release."""
    return SharesAnswer.model_validate(parts.reader.genre_shares())


@router.get("/figures", responses=documented(404), dependencies=[no_parameters])
def show_figures() -> FiguresAnswer:
    """Show how good the shipped engine is beside the baselines, overall and by genre."""
    figures = load_key_figures()
    if figures is None:
        raise HTTPException(404, "This installation has no figures; `trending-now train --promote` writes them.")
    return FiguresAnswer(figures=figures)
