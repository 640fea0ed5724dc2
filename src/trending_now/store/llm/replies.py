"""A model's checked answer as the JSON of a database column; passages only, no word of any text."""

from typing import Any

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.genre import Genre
from trending_now.domain.llm import CallOutcome, GenreClaim, LlmAnswer, Reply
from trending_now.domain.text import Evidence


def answer_to_json(answer: LlmAnswer) -> dict[str, Any]:
    """Return an answer as plain values."""
    summary = answer.review_summary or ReviewSummary()
    return {
        "genres": [[claim.genre.value, claim.confidence, _place(claim.evidence)] for claim in answer.genres],
        "tags": list(answer.vibe_tags),
        "vibe": answer.vibe_score,
        "reason": None if answer.vibe_reason is None else _place(answer.vibe_reason),
        "praise": [_place(passage) for passage in summary.praise],
        "criticism": [_place(passage) for passage in summary.criticism],
    }


def answer_from_json(value: dict[str, Any]) -> LlmAnswer:
    """Return a stored answer."""
    summary = ReviewSummary(*(tuple(map(passage_from_json, value[side])) for side in ("praise", "criticism")))
    return LlmAnswer(
        genres=tuple(
            GenreClaim(Genre(genre), sure, passage_from_json(place)) for genre, sure, place in value["genres"]
        ),
        vibe_tags=tuple(value["tags"]),
        vibe_score=value["vibe"],
        vibe_reason=None if value["reason"] is None else passage_from_json(value["reason"]),
        review_summary=None if summary == ReviewSummary() else summary,
    )


def reply_of(row: Any) -> Reply:
    """Return a row of replies as a value."""
    answer = None if row.answer is None else answer_from_json(row.answer)
    return Reply(CallOutcome(row.outcome), answer, tuple(row.problems), row.is_repair, bool(row.flags))


def passage_from_json(place: list[Any]) -> Evidence:
    """Return a stored passage."""
    text_id, start, end = place
    return Evidence(text_id, start, end)


def _place(passage: Evidence) -> list[Any]:
    return [passage.text_id, passage.start, passage.end]
