"""What `classify` reads and answers, on the command line and over HTTP alike."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from trending_now.domain.enrichment import Enrichment, GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, Text, TextRole

LONGEST_TEXT = 2_000_000
MOST_REVIEWS = 200


class ReviewText(BaseModel):
    """A review as an object; what else it holds is ignored."""

    model_config = ConfigDict(extra="ignore")

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class ClassifyLine(BaseModel):
    """One text to classify: a plot, and reviews if there are any."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"id": "1", "text": "A sheriff rides out alone to face the gang that robbed the stagecoach."}]
        },
    )

    id: StrictStr | StrictInt | None = Field(None, description="Comes back unchanged.")
    text: Annotated[str, Field(max_length=LONGEST_TEXT, description="The plot.")]
    reviews: Annotated[
        list[str | ReviewText],
        Field(max_length=MOST_REVIEWS, description="What people say of it, as texts or as objects with a text."),
    ] = []


class EvidenceAnswer(BaseModel):
    """A passage behind a genre: characters `start` to `end` of the plot ("plot") or a review ("review:0")."""

    text_id: str
    start: int
    end: int
    quote: str
    words: list[str]


class GenreAnswer(BaseModel):
    """A genre with its probability and evidence."""

    genre: Genre
    probability: float
    evidence: list[EvidenceAnswer]


class Classification(BaseModel):
    """An engine's answer for one text; `genres` are the chosen ones, `uncertain` those it is not sure of."""

    id: str | int | None
    genres: list[GenreAnswer]
    uncertain: list[GenreAnswer]
    all_genres: dict[Genre, float] | None = None
    vibe_tags: list[str]
    engine: str
    version: str
    warnings: list[str] = []


def to_document(line: ClassifyLine) -> Document:
    """Return a line as a document: the plot, then the reviews."""
    reviews = [review if isinstance(review, str) else review.text for review in line.reviews]
    texts = [Text("plot", TextRole.PLOT, line.text)]
    texts += [Text(f"review:{number}", TextRole.REVIEW, review) for number, review in enumerate(reviews)]
    return Document(str(line.id), tuple(texts))


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
        engine=enrichment.engine,
        version=str(enrichment.version),
        warnings=list(enrichment.warnings),
    )


def _genre(score: GenreScore, contents: dict[str, str]) -> GenreAnswer:
    evidence = [_evidence(passage, contents) for passage in score.evidence]
    return GenreAnswer(genre=score.genre, probability=round(score.probability, 4), evidence=evidence)


def _evidence(passage: Evidence, contents: dict[str, str]) -> EvidenceAnswer:
    return EvidenceAnswer(
        text_id=passage.text_id,
        start=passage.start,
        end=passage.end,
        quote=_without_surrogates(contents[passage.text_id][passage.start : passage.end]),
        words=[_without_surrogates(word) for word in passage.words],
    )


def _without_surrogates(text: str) -> str:
    """Half characters cannot be written as UTF-8; each becomes a replacement mark, so that positions stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
