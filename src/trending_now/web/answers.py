"""What the API answers, as pydantic models made from the store's values."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from trending_now.domain.genre import Genre
from trending_now.domain.run import RunState
from trending_now.domain.text import TextRole
from trending_now.domain.title import Kind, ReleaseType
from trending_now.store.shown import CardPage, CatalogueStatus, TitleCard, TitleDetail


class Answer(BaseModel):
    """An answer made from a value that has the same attributes."""

    model_config = ConfigDict(from_attributes=True)


class ReleaseAnswer(Answer):
    """A title becoming available; no region means worldwide. `date` is the day there: it has no zone, never shifts."""

    date: date
    at: datetime | None = Field(description="The very moment in UTC, where a source names it.")
    type: ReleaseType
    region: str | None
    platform: str | None


class ScoreAnswer(Answer):
    """A genre and its probability, calibrated or raw."""

    genre: Genre
    probability: float
    calibrated: bool


class VibeScoreAnswer(Answer):
    """How much the reviewers like a title, 1 to 10: the mean over its reviews, their standard deviation and number."""

    mean: float
    spread: float
    reviews: int


class TitleAnswer(Answer):
    """One title in short. `genres` are those it is shown with and `engine` who chose them; `uncertain` may be."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["The Salt Cartographers"])
    kind: Kind | None
    year: int | None
    original_name: str | None
    language: str | None = Field(examples=["en"])
    countries: list[str]
    runtime_minutes: int | None
    is_demo: bool = Field(description="An invented title of the demo catalogue.")
    page: str = Field(examples=["/titles/12"])
    poster: str = Field(examples=["/posters/12"])
    release: ReleaseAnswer | None
    popularity: float | None = Field(description="0 to 1, comparable between sources.")
    engine: str | None = Field(examples=["boosted"])
    genres: list[ScoreAnswer]
    uncertain: list[ScoreAnswer]
    locked: list[Genre] = Field(description="Those of the genres that an operator settled; their probability is 1.")
    vibe_score: VibeScoreAnswer | None = Field(
        description="None where the engine gives none, or nobody has reviewed it."
    )
    vibe_tags: list[str] = Field(
        description="How it feels, the most certain first.", examples=[["dark", "suspenseful"]]
    )
    trend: float = Field(description="-1 to 1: the change of its popularity over the last days.")
    dispute: float = Field(description="0 to 1: how far sources, engine and viewers disagree on its genres.")


class TitlesAnswer(BaseModel):
    """A page of titles; `next_cursor` is the next page's `after`."""

    titles: list[TitleAnswer]
    next_cursor: str | None


class GenreAnswer(Answer):
    """A genre and the number of titles shown with it."""

    genre: Genre
    titles: int


class GenresAnswer(BaseModel):
    """The taxonomy, and how many titles stand under each genre."""

    taxonomy_version: str
    genres: list[GenreAnswer]


class CreditAnswer(Answer):
    """The line to show beside a text."""

    text: str
    url: str | None
    licence: str | None


class TextAnswer(Answer):
    """A plot or a review with its credit."""

    id: str
    role: TextRole
    content: str
    language: str | None
    url: str | None
    site: str | None
    author: str | None
    published: date | None
    rating10: float | None
    credit: CreditAnswer


class ExternalIdAnswer(Answer):
    """Another catalogue's id of the title."""

    namespace: str
    value: str


class VoteAnswer(Answer):
    """A source's tag and what it votes for: all of the genres, or one of them."""

    source: str
    tag: str
    rule: str
    genres: list[Genre]
    known: bool = Field(description="Whether the taxonomy knows the tag.")


class PopularityAnswer(Answer):
    """One source's measure of attention on one day, in its own unit."""

    source: str
    measure: str
    day: date
    value: float


class PassageAnswer(Answer):
    """Characters `start` to `end` of the text `text_id`."""

    text_id: str
    start: int
    end: int


class EvidenceAnswer(PassageAnswer):
    """The passage behind a genre, and the words that count."""

    words: list[str]


class ReviewSummaryAnswer(Answer):
    """The reviews' own sentences that say best what speaks for a title and what against it."""

    praise: list[PassageAnswer]
    criticism: list[PassageAnswer]


class CutAnswer(Answer):
    """A genre is chosen from probability `chosen` on, and uncertain from `unsure` on."""

    chosen: float
    unsure: float


class EvidencedScoreAnswer(ScoreAnswer):
    """A genre, its probability, the passages that speak for it, and the cut that held when the engine answered."""

    evidence: list[EvidenceAnswer]
    cut: CutAnswer | None = Field(description="None in answers that were stored before cuts were.")


class TrainingSetAnswer(Answer):
    """A file that a model was fitted with."""

    name: str
    sha256: str
    snapshot: str | None = Field(description="The snapshot that holds the file: its name and content digest.")


class EnrichmentAnswer(Answer):
    """One engine's stored answer; `genres`, `uncertain` and `others` together are all 20."""

    engine: str
    version: str
    created_at: datetime
    genres: list[EvidencedScoreAnswer]
    uncertain: list[EvidencedScoreAnswer]
    others: list[EvidencedScoreAnswer]
    vibe_score: VibeScoreAnswer | None
    vibe_tags: list[str]
    review_summary: ReviewSummaryAnswer | None
    training_sets: list[TrainingSetAnswer] = Field(description="What the model was fitted with, where that is known.")
    snapshot: str | None = Field(description="The newest snapshot of the catalogue when the engine answered.")


class LockAnswer(Answer):
    """An operator's final word."""

    genre: Genre
    holds: bool
    locked_at: datetime


class SourceAnswer(Answer):
    """A source that lists the title."""

    source: str
    url: str | None
    credit: CreditAnswer


class GenreFeedbackAnswer(Answer):
    """How many viewers say that the title is of a genre, and how many that it is not."""

    genre: Genre
    yes: int
    no: int


class GenreDisputeAnswer(Answer):
    """How far a genre is in dispute, and how much each voice is for it, 0 to 1; None: it says nothing of it."""

    genre: Genre
    dispute: float
    sources: float | None
    engine: float | None
    viewers: float | None


class TitleDetailAnswer(TitleAnswer):
    """All that is known of a title."""

    external_ids: list[ExternalIdAnswer]
    releases: list[ReleaseAnswer]
    premieres: list[ReleaseAnswer] = Field(description="Where it was shown first, at festivals above all; no releases.")
    texts: list[TextAnswer]
    votes: list[VoteAnswer]
    popularity_by_day: list[PopularityAnswer]
    enrichments: list[EnrichmentAnswer]
    locks: list[LockAnswer]
    sources: list[SourceAnswer]
    feedback: list[GenreFeedbackAnswer] = Field(
        description="What viewers say of its genres; each visitor's newest word."
    )
    disputes: list[GenreDisputeAnswer] = Field(
        description="Each genre that a source, the engine or a viewer names, the most disputed first."
    )


class CountsAnswer(Answer):
    """What became of a run's records so far."""

    fetched: int
    new: int
    updated: int
    unchanged: int
    quarantined: int


class RunAnswer(Answer):
    """One execution of a stage."""

    id: int
    stage: str = Field(examples=["ingest"])
    subject: str = Field(examples=["tvmaze"])
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    counts: CountsAnswer
    message: str


class StatusAnswer(BaseModel):
    """How the catalogue stands; `revision` changes whenever something shown does."""

    revision: str
    titles: int
    is_demo: bool
    running: list[RunAnswer]
    last_finished: RunAnswer | None


PARTS = (
    "external_ids", "releases", "premieres", "texts", "votes", "enrichments", "locks", "sources", "feedback",
    "disputes",
)  # fmt: skip


def titles_answer(page: CardPage) -> TitlesAnswer:
    """Return a page of cards as an answer."""
    return TitlesAnswer(titles=[title_answer(card) for card in page.cards], next_cursor=page.next_cursor)


def title_answer(card: TitleCard) -> TitleAnswer:
    """Return a card as an answer."""
    return TitleAnswer.model_validate(_card_values(card))


def detail_answer(detail: TitleDetail) -> TitleDetailAnswer:
    """Return all that is known of a title as an answer."""
    values = {name: list(getattr(detail, name)) for name in PARTS}
    return TitleDetailAnswer.model_validate(
        _card_values(detail.card) | values | {"popularity_by_day": list(detail.popularity)}
    )


def status_answer(status: CatalogueStatus) -> StatusAnswer:
    """Return how the catalogue stands as an answer."""
    return StatusAnswer.model_validate(status, from_attributes=True)


def _card_values(card: TitleCard) -> dict[str, object]:
    title = card.title
    facts = ("name", "kind", "year", "original_name", "language", "runtime_minutes", "is_demo")
    return {name: getattr(title, name) for name in facts} | {
        "id": int(title.id),
        "countries": list(title.countries),
        "page": f"/titles/{title.id}",
        "poster": f"/posters/{title.id}",
        "release": card.release,
        "popularity": card.popularity,
        "engine": card.engine,
        "genres": card.genres,
        "uncertain": card.uncertain,
        "locked": card.locked,
        "vibe_score": card.vibe_score,
        "vibe_tags": card.vibe_tags,
        "trend": card.trend,
        "dispute": card.dispute,
    }
