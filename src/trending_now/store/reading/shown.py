"""What the store shows of a title: the values that pages and the API are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trending_now.domain.dispute import GenreDispute
from trending_now.domain.enrichment import GenreScore, Lock, ReviewSummary, TrainingSet, VibeScore
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.domain.policy import Credit
from trending_now.domain.run import Run
from trending_now.domain.text import TextRole
from trending_now.domain.title import ExternalId, Kind, Popularity, Release, Title


class Sort(StrEnum):
    """In which order titles are shown; `NEWEST` puts upcoming ones after all others, the soonest first."""

    NEWEST = "newest"
    TRENDING = "trending"
    POPULAR = "popular"
    SCORE = "score"
    DISPUTED = "disputed"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class TitleQuery:
    """Which titles are wanted; a field that is not set does not narrow.

    A title must have all genres of `include` chosen, and none of `exclude`; its engine must not be sure of `unsure`. It
    must have all vibe tags of `tags`, and a vibe score, as it is shown, of at least `least_score`. `is_new` leaves out
    shows in the middle of a season. The dates bound the release shown, both included. `after` is the cursor of the
    page before.
    """

    kind: Kind | None = None
    is_new: bool = False
    include: tuple[Genre, ...] = ()
    exclude: tuple[Genre, ...] = ()
    unsure: Genre | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    least_score: float | None = None
    region: str | None = None
    platform: str | None = None
    released_from: date | None = None
    released_to: date | None = None
    text: str = ""
    sort: Sort = Sort.NEWEST
    limit: int = 48
    after: str | None = None


@dataclass(frozen=True, slots=True)
class TitleCard:
    """One title in short: `release` is the one shown, `engine` the one whose answer is shown (None: none has read it).

    `genres` begin with those that an operator locked, which `locked` names; their probability is 1. `trend` in [-1, 1]
    is the change of its attention (`domain/attention.py`); `dispute` in [0, 1] is how far its sources, engine and
    viewers disagree on its genres (`domain/dispute.py`). `is_unread` if there is no plot and no review of it.
    """

    title: Title
    release: Release | None
    popularity: float | None
    engine: str | None
    genres: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    locked: tuple[Genre, ...] = ()
    vibe_score: VibeScore | None = None
    vibe_tags: tuple[str, ...] = ()
    trend: float = 0.0
    dispute: float = 0.0
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of titles; `next_cursor` opens the next, None when this is the last."""

    cards: tuple[TitleCard, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class NearTitle:
    """A similar title, and the cosine of the two titles' vectors, at most 1."""

    card: TitleCard
    nearness: float


@dataclass(frozen=True, slots=True)
class CreditedText:
    """A plot or a review with the credit its source asks for; `id` is what Evidence names."""

    id: str
    role: TextRole
    content: str
    language: str | None
    credit: Credit
    url: str | None = None
    site: str | None = None
    author: str | None = None
    published: date | None = None
    rating10: float | None = None


@dataclass(frozen=True, slots=True)
class SourceVote:
    """One source's tag and what it votes for; without genres it is unknown, or says nothing about ours."""

    source: str
    tag: str
    rule: str
    genres: tuple[Genre, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class ShownEnrichment:
    """One engine's stored answer, kept to show what was known when; `others` has the rest of the taxonomy.

    `training_sets` are what its model was fitted with, `snapshot` is the newest of the catalogue at that time.
    """

    engine: str
    version: str
    created_at: datetime
    genres: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    others: tuple[GenreScore, ...] = ()
    vibe_score: VibeScore | None = None
    vibe_tags: tuple[str, ...] = ()
    review_summary: ReviewSummary | None = None
    warnings: tuple[str, ...] = ()
    training_sets: tuple[TrainingSet, ...] = ()
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source that lists the title, with its page, its credit, and facts in which sources may differ."""

    source: str
    url: str | None
    credit: Credit
    year: int | None = None
    runtime_minutes: int | None = None
    first_release: date | None = None


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """All that the title page shows; `disputes` are of the genres that anybody names, the most disputed first.

    A premiere, at a festival for example, does not count as a release.
    """

    card: TitleCard
    external_ids: tuple[ExternalId, ...]
    releases: tuple[Release, ...]
    texts: tuple[CreditedText, ...]
    votes: tuple[SourceVote, ...]
    popularity: tuple[Popularity, ...]
    enrichments: tuple[ShownEnrichment, ...]
    locks: tuple[Lock, ...]
    sources: tuple[SourceLink, ...]
    feedback: tuple[GenreFeedback, ...] = ()
    disputes: tuple[GenreDispute, ...] = ()
    premieres: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True)
class TagCount:
    """A vibe tag and how many titles are shown with it."""

    tag: str
    titles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be filtered by; the commonest tags first."""

    regions: tuple[str, ...]
    platforms: tuple[str, ...]
    languages: tuple[str, ...] = ()
    tags: tuple[TagCount, ...] = ()


@dataclass(frozen=True, slots=True)
class GenreCount:
    """A genre and how many titles are shown with it."""

    genre: Genre
    titles: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many titles a query finds in all, how many of them with each of the 20 genres, and with each vibe tag."""

    titles: int
    genres: tuple[GenreCount, ...]
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CatalogueStatus:
    """How the catalogue stands; `revision` changes whenever anything shown does."""

    revision: str
    titles: int
    is_demo: bool
    running: tuple[Run, ...]
    last_finished: Run | None
