"""A model's checked answer as the JSON of a database column: where passages stand, no word of any text."""

from typing import Any

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.genre import Genre
from trending_now.domain.llm import CallOutcome, GenreClaim, LlmAnswer, Reply
from trending_now.store.vibe_columns import passage_from_json, passage_to_json, summary_from_json, summary_to_json


def answer_to_json(answer: LlmAnswer) -> dict[str, Any]:
    """Return an answer as plain values."""
    return {
        "genres": [[claim.genre.value, claim.confidence, passage_to_json(claim.evidence)] for claim in answer.genres],
        "tags": list(answer.vibe_tags),
        "vibe": answer.vibe_score,
        "reason": None if answer.vibe_reason is None else passage_to_json(answer.vibe_reason),
        **summary_to_json(answer.review_summary or ReviewSummary()),
    }


def reply_of(row: Any) -> Reply:
    """Return a row of replies as a value."""
    answer = None if row.answer is None else _answer_from_json(row.answer)
    return Reply(CallOutcome(row.outcome), answer, tuple(row.problems), row.is_repair, bool(row.flags))


def _answer_from_json(value: dict[str, Any]) -> LlmAnswer:
    summary = summary_from_json(value)
    return LlmAnswer(
        genres=tuple(
            GenreClaim(Genre(genre), sure, passage_from_json(place)) for genre, sure, place in value["genres"]
        ),
        vibe_tags=tuple(value["tags"]),
        vibe_score=value["vibe"],
        vibe_reason=None if value["reason"] is None else passage_from_json(value["reason"]),
        review_summary=None if summary == ReviewSummary() else summary,
    )
