"""What an answer says of reviews, or else what an engine says that read them all: score, spread and number agree."""

from dataclasses import replace

import pytest

from trending_now.domain.enrichment import Enrichment, ModelVersion, ReviewSummary, VibeScore
from trending_now.domain.llm import LlmAnswer
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.llm.calibration import RAW
from trending_now.models.llm.shape import shape
from trending_now.models.llm.texts import texts_to_send
from trending_now.models.prompt_files import SHIPPED_PROMPTS, load_prompt

PARAMETERS = load_prompt(SHIPPED_PROMPTS / "enrich-v3.md").parameters
MEASURED = VibeScore(6.5, 1.5, 3)
PLAIN = Enrichment("1", "boosted", ModelVersion("b", "0"), (), (), vibe_score=MEASURED, review_summary=ReviewSummary())
OWN = VibeScore(8.0, 1.5, 3, Evidence("review:0", 0, 9))
SUMMARY = ReviewSummary((Evidence("review:0", 0, 9),))
SAID = LlmAnswer(vibe_score=8, vibe_reason=OWN.reason, review_summary=SUMMARY)


def reviewed(sendable: int, reviews: int = 3) -> Document:
    """Return a document of which only so many reviews may be sent."""
    plot = Text("plot", TextRole.PLOT, "A whale sings.")
    said = [Text(f"review:{n}", TextRole.REVIEW, "I loved it.", send_to_llm=n < sendable) for n in range(reviews)]
    return Document("1", (plot, *said))


@pytest.mark.parametrize(
    ("document", "said", "vibe", "summary"),
    [
        (reviewed(3), SAID, OWN, SUMMARY),
        (reviewed(0), LlmAnswer(), MEASURED, PLAIN.review_summary),
        (reviewed(2), SAID, MEASURED, PLAIN.review_summary),
        (reviewed(5, reviews=5), SAID, MEASURED, PLAIN.review_summary),
        (reviewed(3), replace(SAID, vibe_score=None, vibe_reason=None), MEASURED, SUMMARY),
    ],
    ids=["read", "kept back", "kept back in part", "more than the prompt reads", "read without a word of them"],
)
def test_where_the_model_read_not_every_review_the_other_engine_tells_how_they_like_it(
    document: Document, said: LlmAnswer, vibe: VibeScore, summary: ReviewSummary
) -> None:
    answer = shape(said, texts_to_send(document, PARAMETERS), RAW, PLAIN)
    assert (answer.vibe_score, answer.review_summary) == (vibe, summary)


def test_where_nobody_measured_the_reviews_the_model_tells_of_those_it_read() -> None:
    answer = shape(SAID, texts_to_send(reviewed(2), PARAMETERS), RAW, replace(PLAIN, vibe_score=None))
    assert answer.vibe_score == replace(OWN, spread=0.0, reviews=2)
