"""What the API answers of engines' answers."""

from datetime import datetime

from pydantic import Field

from trending_now.domain.genre import Genre
from trending_now.web.api.answer import Answer


class ScoreAnswer(Answer):
    """A genre and its probability, calibrated or raw."""

    genre: Genre = Field(examples=["Drama"])
    probability: float = Field(examples=[0.87])
    calibrated: bool = Field(examples=[True])


class VibeScoreAnswer(Answer):
    """How much the reviewers like a title, 1 to 10: the mean over its reviews, their standard deviation and number."""

    mean: float = Field(examples=[7.3])
    spread: float = Field(examples=[1.5])
    reviews: int = Field(examples=[4])


class PassageAnswer(Answer):
    """Characters `start` to `end` of the text `text_id`."""

    text_id: str = Field(examples=["plot:31"])
    start: int = Field(examples=[0])
    end: int = Field(examples=[59])


class EvidenceAnswer(PassageAnswer):
    """The passage behind a genre, and the words that count."""

    words: list[str] = Field(examples=[[]])


class ReviewSummaryAnswer(Answer):
    """The reviews' own sentences that say best what speaks for a title and what against it."""

    praise: list[PassageAnswer]
    criticism: list[PassageAnswer]


class CutAnswer(Answer):
    """A genre is chosen from probability `chosen` on, and uncertain from `unsure` on."""

    chosen: float = Field(examples=[0.32])
    unsure: float = Field(examples=[0.23])


class EvidencedScoreAnswer(ScoreAnswer):
    """A genre, its probability, the passages that speak for it, and the cut that held when the engine answered."""

    evidence: list[EvidenceAnswer]
    cut: CutAnswer | None = Field(description="null in answers that were stored before cuts were.")


class TrainingSetAnswer(Answer):
    """A file that a model was fitted with."""

    name: str = Field(examples=["corpus.parquet"])
    sha256: str = Field(examples=["0c" * 32])
    snapshot: str | None = Field(
        description="The snapshot that holds the file: its name and content digest.", examples=[None]
    )


class EnrichmentAnswer(Answer):
    """One engine's stored answer; `genres`, `uncertain` and `others` together are all 20."""

    engine: str = Field(examples=["boosted"])
    version: str = Field(examples=["boosted@bccfcd905297"])
    created_at: datetime
    genres: list[EvidencedScoreAnswer]
    uncertain: list[EvidencedScoreAnswer] = Field(examples=[[]])
    others: list[EvidencedScoreAnswer] = Field(examples=[[]])
    vibe_score: VibeScoreAnswer | None
    vibe_tags: list[str] = Field(examples=[["dark", "suspenseful"]])
    review_summary: ReviewSummaryAnswer | None = Field(examples=[None])
    training_sets: list[TrainingSetAnswer] = Field(description="What the model was fitted with, where that is known.")
    snapshot: str | None = Field(
        description="The newest snapshot of the catalogue when the engine answered.", examples=[None]
    )
