"""What `classify` reads and answers, on the command line and over HTTP alike."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, field_validator
from pydantic.config import JsonDict

from trending_now.domain.enrichment import Enrichment, GenreScore, ReviewSummary, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import HANDED_IN, Document, Evidence, document_of

LONGEST_TEXT = 2_000_000
MOST_REVIEWS = 200
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
EXAMPLE_LINE: JsonDict = {"id": "1", "text": "A sheriff rides out at dawn to face the gang that robbed the stagecoach."}
_BEHIND: JsonDict = {"text_id": "plot", "start": 0, "end": 72, "quote": EXAMPLE_LINE["text"], "words": []}
EXAMPLE_ANSWER: JsonDict = {
    "id": "1",
    "genres": [{"genre": "Western", "probability": 0.9909, "evidence": [_BEHIND]}],
    "uncertain": [{"genre": "Action", "probability": 0.2496, "evidence": [_BEHIND]}],
    "all_genres": None,
    "vibe_tags": ["revenge", "violent"],
    "vibe_score": None,
    "review_summary": None,
    "engine": "boosted",
    "version": "boosted@bccfcd905297",
    "warnings": [],
}


class ReviewText(BaseModel):
    """A review as an object; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    rating10: Annotated[
        float | None, Field(strict=True, ge=1, le=10, description="What its author gives the title, 1 to 10.")
    ] = None


class ClassifyLine(BaseModel):
    """One text to classify: a plot, and reviews if there are any."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [EXAMPLE_LINE]})

    id: StrictStr | StrictInt | None = Field(None, description="Comes back unchanged.")
    text: Annotated[str, Field(max_length=LONGEST_TEXT, description="The plot.")]
    reviews: Annotated[list[str | ReviewText], Field(max_length=MOST_REVIEWS)] | None = Field(
        None, description="What people say of it, as texts or as objects with a text."
    )

    @field_validator("id", "reviews")
    @classmethod
    def _refuse_half_characters(cls, value: object) -> object:
        """Refuse lone surrogates, as pydantic does in plain texts: an answer could not repeat them."""
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and HALF_CHARACTER.search(text):
                raise ValueError("there is half a character (a lone surrogate) in it; leave that out")
        return value


class ClassifiedPassage(BaseModel):
    """A passage: characters `start` to `end` of the plot ("plot") or a review ("review:0")."""

    text_id: str
    start: int
    end: int
    quote: str


class ClassifiedEvidence(ClassifiedPassage):
    """The passage behind a genre, and the words of it that count."""

    words: list[str]


class ClassifiedGenre(BaseModel):
    """A genre with its probability and evidence."""

    genre: Genre
    probability: float
    evidence: list[ClassifiedEvidence]


class ClassifiedVibeScore(BaseModel):
    """How much the reviewers like it, 1 to 10: the mean over the reviews, their standard deviation and number."""

    mean: float
    spread: float
    reviews: int


class ClassifiedReviewSummary(BaseModel):
    """The reviews' own sentences that say best what speaks for it and what against it."""

    praise: list[ClassifiedPassage]
    criticism: list[ClassifiedPassage]


class Classification(BaseModel):
    """An engine's answer for one text; `genres` are the chosen ones, `uncertain` those it is not sure of.

    Engines without a part for the vibe, and texts without reviews, have no vibe score and no review summary.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_ANSWER]})

    id: str | int | None
    genres: list[ClassifiedGenre]
    uncertain: list[ClassifiedGenre]
    all_genres: dict[Genre, float] | None = None
    vibe_tags: list[str]
    vibe_score: ClassifiedVibeScore | None = None
    review_summary: ClassifiedReviewSummary | None = None
    engine: str
    version: str
    warnings: list[str] = []


def to_document(line: ClassifyLine) -> Document:
    """Return a line as a document, without the line's own id, which may be a secret."""
    reviews = [(x, None) if isinstance(x, str) else (x.text, x.rating10) for x in line.reviews or ()]
    return document_of(HANDED_IN, line.text, reviews)


def classification_of(
    line_id: str | int | None, document: Document, enrichment: Enrichment, *, all_genres: bool = False
) -> Classification:
    """Return an enrichment as an answer, its evidence quoted; `all_genres` adds every genre's probability."""
    contents = {text.id: text.content for text in document.texts}
    scores = (*enrichment.chosen, *enrichment.uncertain, *enrichment.others)
    return Classification(
        id=line_id,
        genres=[_genre(score, contents) for score in enrichment.chosen],
        uncertain=[_genre(score, contents) for score in enrichment.uncertain],
        all_genres={score.genre: round(score.probability, 4) for score in scores} if all_genres else None,
        vibe_tags=list(enrichment.vibe_tags),
        vibe_score=_vibe_score(enrichment.vibe_score),
        review_summary=_review_summary(enrichment.review_summary, contents),
        engine=enrichment.engine,
        version=str(enrichment.version),
        warnings=list(enrichment.warnings),
    )


def _genre(score: GenreScore, contents: dict[str, str]) -> ClassifiedGenre:
    evidence = [_evidence(passage, contents) for passage in score.evidence]
    return ClassifiedGenre(genre=score.genre, probability=round(score.probability, 4), evidence=evidence)


def _vibe_score(score: VibeScore | None) -> ClassifiedVibeScore | None:
    if score is None:
        return None
    return ClassifiedVibeScore(mean=round(score.mean, 2), spread=round(score.spread, 2), reviews=score.reviews)


def _review_summary(summary: ReviewSummary | None, contents: dict[str, str]) -> ClassifiedReviewSummary | None:
    if summary is None:
        return None
    return ClassifiedReviewSummary(
        praise=[_passage(passage, contents) for passage in summary.praise],
        criticism=[_passage(passage, contents) for passage in summary.criticism],
    )


def _evidence(passage: Evidence, contents: dict[str, str]) -> ClassifiedEvidence:
    words = [_without_surrogates(word) for word in passage.words]
    return ClassifiedEvidence(**_passage(passage, contents).model_dump(), words=words)


def _passage(passage: Evidence, contents: dict[str, str]) -> ClassifiedPassage:
    return ClassifiedPassage(
        text_id=passage.text_id,
        start=passage.start,
        end=passage.end,
        quote=_without_surrogates(contents[passage.text_id][passage.start : passage.end]),
    )


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates, which cannot be written as UTF-8, one by one, so that positions stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
