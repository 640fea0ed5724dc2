"""API routes of the genres as a whole: how many titles each has, their share over time, how well engines tell them."""

from datetime import date

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.evaluation.key_figures import KeyFigures
from trending_now.pipeline.key_figures import load_key_figures
from trending_now.store.reading.genre_shares import PeriodUnit
from trending_now.store.reading.title_query import TitleQuery
from trending_now.web.api.answer import Answer
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented

router = APIRouter(tags=["genres"])

_SHARE: JsonDict = {"value": 0.79, "low": 0.74, "high": 0.83}
_BOOSTED: JsonDict = {
    "engine": "boosted",
    "version": "boosted@bccfcd905297",
    "macro_f1": 0.7,
    "micro_f1": 0.76,
    "mean_average_precision": 0.76,
    "expected_calibration_error": 0.01,
    "gain": {"difference": 0.09, "low": 0.08, "high": 0.1},
    "genres": [{"genre": "Western", "precision": _SHARE, "recall": _SHARE, "f1": 0.79, "support": 300}],
    "reliability": [{"promised": 0.21, "kept": 0.2, "labels": 4000}],
}
EXAMPLE: JsonDict = {
    "figures": {
        "engine": "boosted",
        "version": "boosted@bccfcd905297",
        "split": "test",
        "texts": 9000,
        "trained_on": 60000,
        "chosen_on": 9000,
        "baseline": "tf-idf",
        "engines": [_BOOSTED],
        "slices": [{"name": "text_kind=blurb", "texts": 1200, "macro_f1": 0.6, "micro_f1": 0.66}],
    }
}


class GenreCountAnswer(Answer):
    """A genre and the number of titles shown with it."""

    genre: Genre
    titles: int = Field(examples=[9])


class GenresAnswer(BaseModel):
    """The taxonomy, and how many titles stand under each genre."""

    taxonomy_version: str = Field(examples=["1"])
    genres: list[GenreCountAnswer]


class PeriodAnswer(Answer):
    """A week (from Monday), a month or a year: its first day, its titles, how many are shown with each genre."""

    start: date
    titles: int = Field(examples=[14])
    counts: dict[Genre, int] = Field(examples=[{"Comedy": 5, "Drama": 9}])


class SharesAnswer(Answer):
    """Every period from the first to the last; a title counts once for each of its genres."""

    unit: PeriodUnit
    periods: list[PeriodAnswer]
    left_out: int = Field(description="Titles without a release date, and the few far older or newer than all others.")


class FiguresAnswer(BaseModel):
    """How good the engines are on texts that none of them had seen."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    figures: KeyFigures


@router.get("/genres", responses=documented(), dependencies=[no_parameters])
def list_genres(parts: Parts) -> GenresAnswer:
    """List the 20 genres with the number of titles shown under each."""
    genres = [GenreCountAnswer.model_validate(count) for count in parts.reader.tally(TitleQuery()).genres]
    return GenresAnswer(taxonomy_version=load_taxonomy().version, genres=genres)


@router.get("/genres/shares", responses=documented(), dependencies=[no_parameters])
def show_genre_shares(parts: Parts) -> SharesAnswer:
    """Show how many titles are shown with each genre, by week, month or year of release."""
    return SharesAnswer.model_validate(parts.reader.genre_shares())


@router.get("/figures", responses=documented(404), dependencies=[no_parameters])
def show_figures() -> FiguresAnswer:
    """Show how good the shipped engine is beside the baselines, overall and by genre."""
    figures = load_key_figures()
    if figures is None:
        raise HTTPException(404, "This installation has no figures; `trending-now train --promote` writes them.")
    return FiguresAnswer(figures=figures)
