"""What `classify` answers of a vibe: the score, the tags and the quotes, where an engine gives them."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from trending_now.domain.enrichment import Enrichment, ReviewSummary, VibeScore
from trending_now.domain.text import Document, Evidence
from trending_now.models.rules import load_rules
from trending_now.pipeline.classification import ClassifyLine, classification_of, to_document

LINE = ClassifyLine.model_validate(
    {"text": "A ghost haunts the house.", "reviews": ["Warm and bright.", {"text": "Cold.", "rating10": 3}]}
)


def answered(document: Document) -> Enrichment:
    """Return rules' answer with a vibe."""
    (plain,) = load_rules().enrich([document])
    summary = ReviewSummary((Evidence("review:0", 0, 4),), (Evidence("review:1", 0, 5),))
    return replace(plain, vibe_score=VibeScore(5.678, 1.234, 2), vibe_tags=("dark",), review_summary=summary)


def test_a_review_brings_its_rating_along() -> None:
    assert [text.rating10 for text in to_document(LINE).texts] == [None, None, 3.0]


@pytest.mark.parametrize("rating", [0, 11, "good", float("nan")])
def test_a_rating_off_the_scale_is_refused(rating: object) -> None:
    with pytest.raises(ValidationError):
        ClassifyLine.model_validate({"text": "A.", "reviews": [{"text": "B.", "rating10": rating}]})


def test_a_vibe_is_answered_rounded_and_its_summary_quoted() -> None:
    document = to_document(LINE)
    said = classification_of("a", document, answered(document)).model_dump()
    assert said["vibe_tags"] == ["dark"]
    assert said["vibe_score"] == {"mean": 5.68, "spread": 1.23, "reviews": 2}
    assert said["review_summary"]["praise"] == [{"text_id": "review:0", "start": 0, "end": 4, "quote": "Warm"}]
    assert [passage["quote"] for passage in said["review_summary"]["criticism"]] == ["Cold."]


def test_an_engine_without_a_vibe_answers_none() -> None:
    document = to_document(LINE)
    (plain,) = load_rules().enrich([document])
    said = classification_of("a", document, plain)
    assert (said.vibe_score, said.review_summary, said.vibe_tags) == (None, None, [])
