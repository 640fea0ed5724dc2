"""Makes an enrichment of a model's checked answer: each genre with its probability, and its passage if it has one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

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
    """Return an answer as an enrichment; who asked fills in its engine and version.

    `plain` is the answer of an engine that read every text: its vibe and summary stand where the model did not read all
    reviews, or says nothing of them. Without it, only what the model says counts.
    """
    cut, score = calibration.cut, partial(GenreScore, calibrated=calibration.is_fitted, cut=calibration.cut)
    named = _by_probability(
        score(claim.genre, calibration.probability(claim.confidence), evidence=(claim.evidence,))
        for claim in answer.genres
    )
    low = [replace(one, evidence=()) for one in named if one.probability < cut.unsure]
    names = {one.genre for one in named}
    unnamed = [score(genre, calibration.unnamed) for genre in Genre if genre not in names]
    return Enrichment(
        document_id=sent.document.id,
        engine="",
        version=NOBODY,
        chosen=tuple(one for one in named if one.probability >= cut.chosen),
        uncertain=tuple(one for one in named if cut.unsure <= one.probability < cut.chosen),
        others=_by_probability((*low, *unnamed)),
        vibe_tags=answer.vibe_tags,
        vibe_score=_vibe(answer, sent, plain.vibe_score if plain else None),
        review_summary=_summary(answer, sent, plain.review_summary if plain else None),
        warnings=tuple(_warnings(sent)),
    )


def _by_probability(scores: Iterable[GenreScore]) -> tuple[GenreScore, ...]:
    return tuple(sorted(scores, key=lambda score: -score.probability))


def _vibe(answer: LlmAnswer, sent: SentTexts, measured: VibeScore | None) -> VibeScore | None:
    """Return the model's number with the spread of the reviews themselves, or what was measured of all of them."""
    if answer.vibe_score is None or (measured and not sent.has_all_reviews):
        return measured
    reviews = sum(text.role is TextRole.REVIEW for text in sent.document.texts)
    return VibeScore(float(answer.vibe_score), measured.spread if measured else 0.0, reviews, answer.vibe_reason)


def _summary(answer: LlmAnswer, sent: SentTexts, of_all: ReviewSummary | None) -> ReviewSummary | None:
    """Return the model's summary where it read all reviews, or nobody else did; else that of all of them."""
    own = answer.review_summary
    return own if own and (sent.has_all_reviews or not of_all) else of_all


def _warnings(sent: SentTexts) -> Iterator[str]:
    if sent.is_cut:
        yield CUT
    if sent.is_kept_back_in_part:
        yield KEPT_BACK_IN_PART
