"""Shapes a model's checked answer as an enrichment: every genre with its probability, its passage and its standing."""

from dataclasses import replace

from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.llm import LlmAnswer
from trending_now.domain.text import Document, TextRole
from trending_now.models.llm_calibration import Calibration

CUT = "The texts are long: the LLM read only their beginnings."
NOBODY = ModelVersion("", "")


def shape(
    answer: LlmAnswer, document: Document, calibration: Calibration, measured_vibe: VibeScore | None
) -> Enrichment:
    """Return an answer as an enrichment, whose engine and version whoever asked fills in.

    The vibe's spread is that of the reviews themselves, as `measured_vibe` has it: a model gives one number.
    """
    named = [
        GenreScore(
            claim.genre,
            calibration.probability(claim.confidence),
            calibration.is_fitted,
            (claim.evidence,),
            calibration.cut,
        )
        for claim in answer.genres
    ]
    named.sort(key=lambda score: -score.probability)
    names = {score.genre for score in named}
    rest = [
        GenreScore(genre, calibration.unnamed, calibration.is_fitted, (), calibration.cut)
        for genre in Genre
        if genre not in names
    ]
    chosen = tuple(score for score in named if score.probability >= calibration.cut.chosen)
    uncertain = tuple(score for score in named if calibration.cut.unsure <= score.probability < calibration.cut.chosen)
    low = [replace(score, evidence=()) for score in named if score.probability < calibration.cut.unsure]
    return Enrichment(
        document_id=document.id,
        engine="",
        version=NOBODY,
        chosen=chosen,
        uncertain=uncertain,
        others=tuple(sorted((*low, *rest), key=lambda score: -score.probability)),
        vibe_tags=answer.vibe_tags,
        vibe_score=_vibe(answer, document, measured_vibe),
        review_summary=answer.review_summary,
    )


def _vibe(answer: LlmAnswer, document: Document, measured: VibeScore | None) -> VibeScore | None:
    if answer.vibe_score is None:
        return None
    reviews = sum(text.role is TextRole.REVIEW for text in document.texts)
    return VibeScore(float(answer.vibe_score), measured.spread if measured else 0.0, reviews, answer.vibe_reason)
