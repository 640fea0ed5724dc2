"""Shapes a model's checked answer as an enrichment: every genre with its probability, its passage and its standing."""

from collections.abc import Iterator
from dataclasses import replace

from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion, ReviewSummary, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.llm import LlmAnswer
from trending_now.domain.text import TextRole
from trending_now.models.llm.calibration import Calibration
from trending_now.models.llm.texts import SentTexts

CUT = "The texts are long: the LLM read only their beginnings."
KEPT_BACK_IN_PART = "The LLM read only some of the texts: the terms of the others forbid it."
NOBODY = ModelVersion("", "")


def shape(answer: LlmAnswer, sent: SentTexts, calibration: Calibration, plain: Enrichment | None) -> Enrichment:
    """Return an answer as an enrichment, whose engine and version whoever asked fills in.

    `plain` is the answer of an engine that read every text: its vibe and summary are used if the model did not read all
    reviews, or says nothing of them. If None, only the model's own count.
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
        document_id=sent.document.id,
        engine="",
        version=NOBODY,
        chosen=chosen,
        uncertain=uncertain,
        others=tuple(sorted((*low, *rest), key=lambda score: -score.probability)),
        vibe_tags=answer.vibe_tags,
        vibe_score=_vibe(answer, sent, plain.vibe_score if plain else None),
        review_summary=_summary(answer, sent, plain.review_summary if plain else None),
        warnings=tuple(_warnings(sent)),
    )


def _vibe(answer: LlmAnswer, sent: SentTexts, measured: VibeScore | None) -> VibeScore | None:
    """Return the model's number with the spread of the reviews themselves, or what was measured of all of them."""
    if answer.vibe_score is None or (measured and not sent.has_all_reviews):
        return measured
    reviews = sum(text.role is TextRole.REVIEW for text in sent.document.texts)
    return VibeScore(float(answer.vibe_score), measured.spread if measured else 0.0, reviews, answer.vibe_reason)


def _summary(answer: LlmAnswer, sent: SentTexts, of_all: ReviewSummary | None) -> ReviewSummary | None:
    own = answer.review_summary
    return own if own and (sent.has_all_reviews or not of_all) else of_all


def _warnings(sent: SentTexts) -> Iterator[str]:
    if sent.is_cut:
        yield CUT
    if sent.is_kept_back_in_part:
        yield KEPT_BACK_IN_PART
