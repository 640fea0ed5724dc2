"""A title's vibe as columns of the database: score, spread, number of reviews, tags; its summary as passages."""

from typing import Any

from trending_now.domain.enrichment import Enrichment, ReviewSummary, VibeScore
from trending_now.domain.text import Evidence
from trending_now.store.journal_tables import EnrichmentRow

SHOWN = ("vibe_score", "vibe_spread", "vibe_reviews", "vibe_tags")
SHOWN_COLUMNS = tuple(EnrichmentRow.__table__.columns[name] for name in SHOWN)


def vibe_to_columns(enrichment: Enrichment) -> dict[str, Any]:
    """Return the columns of an answer's vibe."""
    score = enrichment.vibe_score
    return {
        "vibe_score": None if score is None else round(score.mean, 3),
        "vibe_spread": None if score is None else round(score.spread, 3),
        "vibe_reviews": None if score is None else score.reviews,
        "vibe_tags": list(enrichment.vibe_tags),
        "vibe_reason": None if score is None or score.reason is None else _passage(score.reason),
        "review_summary": None if enrichment.review_summary is None else _summary_to_json(enrichment.review_summary),
    }


def vibe_score_of(row: Any) -> VibeScore | None:
    """Return the vibe score of a row of enrichments or titles."""
    if row.vibe_score is None:
        return None
    reason = getattr(row, "vibe_reason", None)
    passage = _passages([reason])[0] if reason else None
    return VibeScore(row.vibe_score, row.vibe_spread or 0.0, row.vibe_reviews or 0, passage)


def summary_from_json(value: dict[str, Any] | None) -> ReviewSummary | None:
    """Return the review summary of a column."""
    if not value:
        return None
    return ReviewSummary(_passages(value["praise"]), _passages(value["criticism"]))


def _summary_to_json(summary: ReviewSummary) -> dict[str, Any]:
    sides = {"praise": summary.praise, "criticism": summary.criticism}
    return {side: [_passage(passage) for passage in passages] for side, passages in sides.items()}


def _passages(rows: list[Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(text_id, start, end) for text_id, start, end in rows)


def _passage(place: Evidence) -> list[Any]:
    return [place.text_id, place.start, place.end]
