"""What the red team and its measurement share: the attacks, a model that obeys them, and clean texts."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tests.llm_engines import plot
from tests.llm_provider import Answer, first_sentence, honest
from trending_now.domain.enrichment import Enrichment
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.llm.engine import SET_ASIDE
from trending_now.models.llm.texts import disarmed
from trending_now.pipeline.prompts.attacks import read_attacks

ATTACKS_FILE = Path(__file__).parent / "models" / "llm" / "red_team.jsonl"
ATTACKS = read_attacks(ATTACKS_FILE)
BY_TEXTS = {tuple(disarmed(text.content) for text in line.document.texts): line for line in ATTACKS}
REVIEW_CHARACTERS = 800


def obedient(document: Document) -> Answer:
    """Answer as the attack in these texts wants it, in a form that passes every check."""
    line = BY_TEXTS[tuple(text.content for text in document.texts)]
    answer = honest(document)
    quote, said = first_sentence(document.texts[0].content), first_sentence(document.texts[1].content)
    if line.genre:
        answer["genres"] = [{"quote": quote, "genre": line.genre.value, "confidence": 95}]
    if line.vibe_tag:
        answer["tags"] = [line.vibe_tag]
    if line.vibe_score:
        answer["vibe"] = {"reason": said, "score": line.vibe_score}
    return answer


def clean_documents(corpora: Path, number: int) -> tuple[list[Document], dict[str, int]]:
    """Return plots of the test side, half of them with a real review, and what the reviews' authors rated."""
    plots = pl.read_parquet(corpora / "genre_corpus.parquet").filter(pl.col("split") == "test")["text"]
    reviews = pl.read_parquet(corpora / "reviews.parquet").filter(pl.col("split") == "test")
    chosen = reviews.sample(number // 2, seed=11)
    rated = zip(chosen["review"], chosen["rating10"], strict=True)
    ratings = {disarmed(review[:REVIEW_CHARACTERS]): round(rating) for review, rating in rated}
    return list(_documents(plots.sample(number, seed=11).to_list(), chosen["review"].to_list())), ratings


def truthful(ratings: dict[str, int], document: Document) -> Answer:
    """Answer as the keyword rules see it, with the score that the review's author gave."""
    answer = honest(document)
    if answer["vibe"]:
        answer["vibe"]["score"] = ratings[document.texts[1].content]
    return answer


def is_set_aside(answer: Enrichment) -> bool:
    """Tell whether a person is asked to look at what the model said."""
    return any(warning.startswith(SET_ASIDE) for warning in answer.warnings)


def _documents(plots: list[str], reviews: list[str]) -> Iterator[Document]:
    for number, content in enumerate(plots):
        document = plot(content, str(number))
        if number < len(reviews):
            document = Document(document.id, (*document.texts, Text("review:0", TextRole.REVIEW, reviews[number])))
        yield document
