"""The lines of `classify` on a text's vibe: its tags, its score, and the reviewers' own words for and against."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trending_now.cli.console import one_line

if TYPE_CHECKING:
    from trending_now.pipeline.classification import Classification, ClassifiedVibeScore


def vibe_lines(answer: "Classification") -> Iterator[str]:
    """Yield a line for each part of an answer's vibe that is there."""
    if answer.vibe_tags:
        yield f"vibe tags   {', '.join(answer.vibe_tags)}"
    if answer.vibe_score:
        yield f"vibe score  {_score(answer.vibe_score)}"
    if answer.review_summary:
        for mark, passages in (("+", answer.review_summary.praise), ("-", answer.review_summary.criticism)):
            for passage in passages:
                yield f"{mark} {one_line(passage.quote)} ({passage.text_id})"


def _score(score: "ClassifiedVibeScore") -> str:
    reviews = "one review" if score.reviews == 1 else f"{score.reviews} reviews, spread {score.spread:.1f}"
    return f"{score.mean:.1f} of 10 ({reviews})"
