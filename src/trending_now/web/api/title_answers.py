"""What the API answers of titles, as pydantic models made from the store's values."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from trending_now.domain.episode import Event
from trending_now.domain.genre import Genre
from trending_now.domain.text import TextRole
from trending_now.domain.title import Kind, ReleaseType
from trending_now.store.reading.browse import CardPage
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.detail import TitleDetail
from trending_now.web.api.answer import Answer
from trending_now.web.api.enrichment_answers import EnrichmentAnswer, ScoreAnswer, VibeScoreAnswer


class EpisodeAnswer(Answer):
    """Which part of a show a release brings, of several on one day the first, and what that is to its viewers."""

    season: int | None = Field(description="0 holds specials; none where no season is told.", examples=[2])
    number: int | None = Field(description="1 begins a season, or the series; a special may have none.", examples=[1])
    event: Event = Field(examples=["new_season"])


class ReleaseAnswer(Answer):
    """A title becoming available; no region means worldwide. `date` is the day there: it has no zone, never shifts."""

    date: date
    at: datetime | None = Field(description="The very moment in UTC, where a source names it.", examples=[None])
    type: ReleaseType = Field(examples=["digital"])
    region: str | None = Field(examples=["GB"])
    platform: str | None = Field(examples=["Netflix"])
    episode: EpisodeAnswer | None = Field(description="null for a film, and where no source says.")


class TitleAnswer(Answer):
    """One title in short. `genres` are those it is shown with and `engine` who chose them; `uncertain` may be."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["The Salt Cartographers"])
    kind: Kind | None = Field(examples=["tv"])
    year: int | None = Field(examples=[2026])
    original_name: str | None = Field(examples=[None])
    language: str | None = Field(examples=["en"])
    countries: list[str] = Field(examples=[["GB"]])
    runtime_minutes: int | None = Field(examples=[52])
    is_demo: bool = Field(description="An invented title of the demo catalogue.")
    page: str = Field(examples=["/titles/12"])
    poster: str = Field(examples=["/posters/12"])
    release: ReleaseAnswer | None
    popularity: float | None = Field(description="0 to 1, comparable between sources.", examples=[0.55])
    engine: str | None = Field(examples=["boosted"])
    genres: list[ScoreAnswer]
    uncertain: list[ScoreAnswer] = Field(examples=[[{"genre": "Mystery", "probability": 0.19, "calibrated": True}]])
    locked: list[Genre] = Field(
        description="Those of the genres that an operator settled; their probability is 1.", examples=[[]]
    )
    vibe_score: VibeScoreAnswer | None = Field(
        description="null where the engine gives none, or nobody has reviewed it."
    )
    vibe_tags: list[str] = Field(
        description="How it feels, the most certain first.", examples=[["dark", "suspenseful"]]
    )
    trend: float = Field(description="-1 to 1: the change of its popularity over the last days.", examples=[0.04])
    dispute: float = Field(
        description="0 to 1: how far sources, engine and viewers disagree on its genres.", examples=[0.21]
    )


class TitlesAnswer(BaseModel):
    """A page of titles; `next_cursor` is the next page's `after`."""

    titles: list[TitleAnswer]
    next_cursor: str | None = Field(examples=[None])


class CreditAnswer(Answer):
    """The line to show beside a text."""

    text: str = Field(examples=["TVmaze"])
    url: str | None = Field(examples=["https://www.tvmaze.com"])
    licence: str | None = Field(examples=["CC BY-SA 4.0"])


class TextAnswer(Answer):
    """A plot or a review with its credit."""

    id: str = Field(examples=["plot:31"])
    role: TextRole = Field(examples=["plot"])
    content: str = Field(examples=["Two sisters draw the map of a salt sea that moves at night."])
    language: str | None = Field(examples=["en"])
    url: str | None = Field(examples=[None])
    site: str | None = Field(description="Of a review: the site it stands on.", examples=[None])
    author: str | None = Field(description="Of a review: who wrote it.", examples=[None])
    published: date | None = Field(examples=[None])
    rating10: float | None = Field(description="Of a review: its author's rating, 1 to 10.", examples=[None])
    credit: CreditAnswer


class ExternalIdAnswer(Answer):
    """Another catalogue's id of the title."""

    namespace: str = Field(examples=["tvmaze"])
    value: str = Field(examples=["990012"])


class VoteAnswer(Answer):
    """A source's tag and what it votes for: all of the genres, or one of them."""

    source: str = Field(examples=["tvmaze"])
    tag: str = Field(examples=["Drama"])
    rule: str = Field(
        description="all_of: it means all of the genres; one_of: at least one; empty: it votes for none.",
        examples=["all_of"],
    )
    genres: list[Genre]
    known: bool = Field(description="Whether the taxonomy knows the tag.")


class PopularityAnswer(Answer):
    """One source's measure of attention on one day, in its own unit."""

    source: str = Field(examples=["tvmaze"])
    measure: str = Field(examples=["weight"])
    day: date
    value: float = Field(examples=[55])


class LockAnswer(Answer):
    """An operator's final word."""

    genre: Genre
    holds: bool
    locked_at: datetime


class SourceAnswer(Answer):
    """A source that lists the title."""

    source: str = Field(examples=["tvmaze"])
    url: str | None = Field(examples=[None])
    credit: CreditAnswer


class GenreFeedbackAnswer(Answer):
    """How many viewers say that the title is of a genre, and how many that it is not."""

    genre: Genre
    yes: int = Field(examples=[3])
    no: int = Field(examples=[1])


class GenreDisputeAnswer(Answer):
    """How far a genre is in dispute, and how much each voice is for it, 0 to 1; null: it says nothing of it."""

    genre: Genre
    dispute: float
    sources: float | None
    engine: float | None
    viewers: float | None


class TitleDetailAnswer(TitleAnswer):
    """All that is known of a title."""

    external_ids: list[ExternalIdAnswer]
    releases: list[ReleaseAnswer]
    premieres: list[ReleaseAnswer] = Field(
        description="Where it was shown first, at festivals above all; no releases.", examples=[[]]
    )
    texts: list[TextAnswer]
    votes: list[VoteAnswer]
    popularity_by_day: list[PopularityAnswer]
    enrichments: list[EnrichmentAnswer]
    locks: list[LockAnswer] = Field(examples=[[]])
    sources: list[SourceAnswer]
    feedback: list[GenreFeedbackAnswer] = Field(
        description="What viewers say of its genres; each visitor's newest word."
    )
    disputes: list[GenreDisputeAnswer] = Field(
        description="Each genre that a source, the engine or a viewer names, the most disputed first."
    )


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
