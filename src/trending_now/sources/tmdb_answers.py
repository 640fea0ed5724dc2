"""The shapes of TMDb's answers (API v3), tolerant of what is missing."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from trending_now.sources.answers import (
    AnswerModel,
    Id,
    LenientCount,
    LenientDate,
    LenientList,
    LenientNumber,
    LenientText,
)


def _mapping_or_empty(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _true_only(value: object) -> object:
    return value is True


Mapping = Annotated[dict[str, Any], BeforeValidator(_mapping_or_empty)]


class ListPage(AnswerModel):
    """A page of discover or trending."""

    page: int = 1
    total_pages: int = 1
    results: list[Any]


class ListEntry(AnswerModel):
    """An entry of a list; its details are asked for by kind and id."""

    id: Id
    media_type: LenientText = None
    adult: Annotated[bool, BeforeValidator(_true_only)] = False


class Work(AnswerModel):
    """A film or show, from its details or from a list; films have a title, shows a name."""

    id: Id
    title: LenientText = None
    name: LenientText = None
    original_title: LenientText = None
    original_name: LenientText = None
    original_language: LenientText = None
    overview: LenientText = None
    release_date: LenientDate = None
    first_air_date: LenientDate = None
    last_air_date: LenientDate = None
    next_episode_to_air: Mapping = {}
    last_episode_to_air: Mapping = {}
    seasons: LenientList = []
    adult: Annotated[bool, BeforeValidator(_true_only)] = False
    genres: LenientList = []
    genre_ids: LenientList = []
    popularity: LenientNumber = None
    vote_average: LenientNumber = None
    poster_path: LenientText = None
    runtime: LenientNumber = None
    episode_run_time: LenientList = []
    origin_country: LenientList = []
    production_countries: LenientList = []
    networks: LenientList = []
    imdb_id: LenientText = None
    external_ids: Mapping = {}
    release_dates: Mapping = {}
    reviews: Mapping = {}
    watch_providers: Mapping = Field({}, alias="watch/providers")


class GenreEntry(AnswerModel):
    """A genre of a work's details."""

    id: int | None = None
    name: LenientText = None


class Aired(AnswerModel):
    """The last or the next episode of a show; a season, whose day is that of its first one, has no number of one."""

    air_date: LenientDate = None
    season_number: LenientCount = None
    episode_number: LenientCount = None


class Country(AnswerModel):
    """A country by its code."""

    iso_3166_1: LenientText = None


class Network(AnswerModel):
    """A network or a streaming service; one of no one country streams."""

    name: LenientText = None
    origin_country: str | None = None


class RegionReleases(AnswerModel):
    """The release dates of one region."""

    iso_3166_1: str
    release_dates: LenientList = []


class RegionRelease(AnswerModel):
    """One release: its date and TMDb's type, 1 to 6."""

    release_date: LenientDate = None
    type: int = 0


class RegionOffers(AnswerModel):
    """Who streams a work in one region, for a subscription, for nothing or with advertisements."""

    flatrate: LenientList = []
    free: LenientList = []
    ads: LenientList = []


class Provider(AnswerModel):
    """A streaming service."""

    provider_name: LenientText = None


class AuthorDetails(AnswerModel):
    """What is known of a review's author."""

    rating: LenientNumber = None


class ReviewEntry(AnswerModel):
    """A review."""

    author: LenientText = None
    content: LenientText = None
    created_at: LenientDate = None
    url: LenientText = None
    author_details: AuthorDetails | None = None
