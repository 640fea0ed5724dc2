"""A title, where and when it becomes available, and what one source says of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from trending_now.domain.episode import Episode
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot, Review

TitleId = NewType("TitleId", int)

FIRST_YEAR, LAST_YEAR = 1870, 2100  # of a title and of its releases; any other is a mistake of its source


class Kind(StrEnum):
    """Film or television."""

    MOVIE = "movie"
    TV = "tv"


class Namespace(StrEnum):
    """Who gave an external id; TMDb numbers films and shows apart."""

    IMDB = "imdb"
    WIKIDATA = "wikidata"
    TVDB = "tvdb"
    TVMAZE = "tvmaze"
    TMDB_MOVIE = "tmdb/movie"
    TMDB_TV = "tmdb/tv"


@dataclass(frozen=True, slots=True)
class ExternalId:
    """Another catalogue's id of a title, such as `imdb` and `tt0000001`."""

    namespace: Namespace
    value: str


class ReleaseType(StrEnum):
    """The way a title becomes available; unspecified where a source gives a day and does not say of what."""

    PREMIERE = "premiere"
    THEATRICAL = "theatrical"
    DIGITAL = "digital"
    PHYSICAL = "physical"
    BROADCAST = "broadcast"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Release:
    """A title becoming available: on a date, in a region (ISO 3166-1 alpha-2, None = worldwide), on a platform.

    The date is the one in force there, and has no zone: it is the same day for whoever reads it. Where the source names
    the very moment, it is `at`, in UTC, and which day that is depends on where one is. `episode` is the part of a show
    that it brings, of several the first; None for a film, and where the source does not say.
    """

    date: date
    type: ReleaseType
    region: str | None = None
    platform: str | None = None
    at: datetime | None = None
    episode: Episode | None = None


@dataclass(frozen=True, slots=True)
class Popularity:
    """One source's measure of attention on one day, in that source's own unit."""

    source: str
    measure: str
    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Listing:
    """All that one source says of one title; `source` and `source_key` together are its identity.

    Where `names_all_releases`, a release that an earlier answer named and this one does not is taken back. One that
    `is_partial` stands in for an answer that could not be had: what is known of the title already stays as it is.
    Where it `is_keyed_by_text`, the source has no id for it, and its key changes with its name, year, plot or kind.
    """

    source: str
    source_key: str
    name: str
    kind: Kind | None = None
    year: int | None = None
    original_name: str | None = None
    language: str | None = None
    countries: tuple[str, ...] = ()
    runtime_minutes: int | None = None
    url: str | None = None
    poster_url: str | None = None
    external_ids: tuple[ExternalId, ...] = ()
    tags: tuple[SourceTag, ...] = ()
    releases: tuple[Release, ...] = ()
    names_all_releases: bool = False
    is_partial: bool = False
    is_keyed_by_text: bool = False
    plots: tuple[Plot, ...] = ()
    reviews: tuple[Review, ...] = ()
    popularity: tuple[Popularity, ...] = ()
    directors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A source's word that a title of it is not to be shown, and why: what was stored of it goes."""

    source: str
    source_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Title:
    """A work, film or show, as the catalogue knows it from all its listings."""

    id: TitleId
    name: str
    kind: Kind | None
    year: int | None
    original_name: str | None
    language: str | None
    countries: tuple[str, ...]
    runtime_minutes: int | None
    poster_url: str | None
    is_demo: bool
