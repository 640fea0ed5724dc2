"""A vibe in the answers for people."""

from trending_now.cli.classify_lines import vibe_lines
from trending_now.pipeline.classification import (
    Classification,
    ClassifiedPassage,
    ClassifiedReviewSummary,
    ClassifiedVibeScore,
)

PLAIN = Classification(id="a", genres=[], uncertain=[], vibe_tags=[], engine="rules", version="rules@1")


def passage(quote: str, number: int) -> ClassifiedPassage:
    """Return a passage of a review."""
    return ClassifiedPassage(text_id=f"review:{number}", start=0, end=len(quote), quote=quote)


def test_an_answer_without_a_vibe_has_no_line_for_it() -> None:
    assert list(vibe_lines(PLAIN)) == []


def test_tags_score_and_quotes_have_a_line_each() -> None:
    summary = ClassifiedReviewSummary(praise=[passage("Warm.", 0)], criticism=[passage("Cold.", 1)])
    score = ClassifiedVibeScore(mean=6.25, spread=1.5, reviews=2)
    answer = PLAIN.model_copy(update={"vibe_tags": ["dark"], "vibe_score": score, "review_summary": summary})
    assert list(vibe_lines(answer)) == [
        "vibe tags   dark",
        "vibe score  6.2 of 10 (2 reviews, spread 1.5)",
        "+ Warm. (review:0)",
        "- Cold. (review:1)",
    ]


def test_one_review_has_no_spread() -> None:
    answer = PLAIN.model_copy(update={"vibe_score": ClassifiedVibeScore(mean=9.0, spread=0.0, reviews=1)})
    assert list(vibe_lines(answer)) == ["vibe score  9.0 of 10 (one review)"]


def test_signs_that_a_terminal_would_obey_are_left_out() -> None:
    summary = ClassifiedReviewSummary(praise=[passage("Warm\n\x1b[31m and\u202e bright.", 0)], criticism=[])
    (line,) = vibe_lines(PLAIN.model_copy(update={"review_summary": summary}))
    assert line == "+ Warm [31m and bright. (review:0)"
