"""A title's vibe as columns of the database: score, spread, number of reviews, tags; its summary as passages."""

from typing import Any

from trending_now.domain.enrichment import Enrichment, ReviewSummary, VibeScore
from trending_now.domain.text import Evidence
from trending_now.store.journal_tables import EnrichmentRow

SHOWN = ("vibe_score", "vibe_spread", "vibe_reviews", "vibe_tags")
SHOWN_COLUMNS = tuple(EnrichmentRow.__table__.columns[name] for name in SHOWN)


def vibe_to_columns(enrichment: Enrichment) -> dict[str, Any]:
    """Return the columns of an answer's vibe."""
    score, summary = enrichment.vibe_score, enrichment.review_summary
    return {
        "vibe_score": None if score is None else round(score.mean, 3),
        "vibe_spread": None if score is None else round(score.spread, 3),
        "vibe_reviews": None if score is None else score.reviews,
        "vibe_tags": list(enrichment.vibe_tags),
        "vibe_reason": None if score is None or score.reason is None else passage_to_json(score.reason),
        "review_summary": None if summary is None else summary_to_json(summary),
    }


def vibe_score_of(row: Any) -> VibeScore | None:
    """Return the vibe score of a row of enrichments or titles."""
    if row.vibe_score is None:
        return None
    reason = getattr(row, "vibe_reason", None)
    passage = passage_from_json(reason) if reason else None
    return VibeScore(row.vibe_score, row.vibe_spread or 0.0, row.vibe_reviews or 0, passage)


def summary_to_json(summary: ReviewSummary) -> dict[str, Any]:
    """Return a review summary as plain values: the positions of its passages, without their words."""
    return {
        "praise": [passage_to_json(passage) for passage in summary.praise],
        "criticism": [passage_to_json(passage) for passage in summary.criticism],
    }


def summary_from_json(value: dict[str, Any] | None) -> ReviewSummary | None:
    """Return a stored review summary."""
    if not value:
        return None
    return ReviewSummary(*(tuple(map(passage_from_json, value[side])) for side in ("praise", "criticism")))


def passage_to_json(passage: Evidence) -> list[Any]:
    """Return where a passage stands as plain values."""
    return [passage.text_id, passage.start, passage.end]


def passage_from_json(value: list[Any]) -> Evidence:
    """Return a stored passage."""
    text_id, start, end = value
    return Evidence(text_id, start, end)
