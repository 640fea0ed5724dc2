"""Makes of a review what may be kept: its text, or an excerpt of at most 40 words and what an engine read in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from trending_now.domain.enrichment import Enrichment
from trending_now.domain.policy import EXCERPT_WORDS, Policy, as_excerpt
from trending_now.domain.ports import Engine
from trending_now.domain.review import FoundReview
from trending_now.domain.text import Document, Review, ReviewSignals, Text, TextRole
from trending_now.models.texts.sentences import sentence_spans

READ_AT_ONCE = 50
MIDDLE = 5.5
TEXT_ID = "review:0"


def kept_reviews(found: Sequence[FoundReview], policy: Policy, engine: Engine) -> Iterator[Review]:
    """Yield each review as it may be kept, in order; the engine reads those that are cut to an excerpt."""
    if policy.keep_full_text:
        yield from (_whole(review) for review in found)
        return
    waiting = iter(found)
    while some := list(islice(waiting, READ_AT_ONCE)):
        documents = [_document(review, number, policy) for number, review in enumerate(some)]
        for review, answer in zip(some, engine.enrich(documents), strict=True):
            yield _excerpted(review, answer)


def excerpt_of(text: str, preferred: tuple[int, int] | None = None) -> str:
    """Return at most 40 words of a text: of the preferred passage if there is one, else its first sentences."""
    passage = text[slice(*preferred)] if preferred else text
    words = passage.split()
    if len(words) <= EXCERPT_WORDS:
        return as_excerpt(" ".join(words))
    kept: list[str] = []
    for start, end in sentence_spans(passage):
        more = passage[start:end].split()
        if len(kept) + len(more) > EXCERPT_WORDS:
            break
        kept += more
    return as_excerpt(" ".join(kept) if kept else " ".join(words[: EXCERPT_WORDS - 1]) + " …")


def _document(review: FoundReview, number: int, policy: Policy) -> Document:
    """Return a review as a document, without its author's rating, so that only the words count."""
    return Document(str(number), (Text(TEXT_ID, TextRole.REVIEW, review.text, send_to_llm=policy.send_to_llm),))


def _excerpted(review: FoundReview, answer: Enrichment) -> Review:
    liking = answer.vibe_score.mean if answer.vibe_score else None
    genres = {score.genre: score.probability for score in (*answer.chosen, *answer.uncertain)}
    signals = ReviewSignals(f"{answer.engine} {answer.version}", genres, answer.vibe_tags)
    text = excerpt_of(review.text, _most_telling(answer, review.rating10 or liking))
    return replace(_whole(review), text=text, is_excerpt=True, liking=liking, signals=signals)


def _most_telling(answer: Enrichment, liking: float | None) -> tuple[int, int] | None:
    """Return the sentence that tells most of the review's opinion: praise, or criticism if it is unkind."""
    summary = answer.review_summary
    if summary is None:
        return None
    sides = (summary.praise, summary.criticism)
    is_unkind = liking is not None and liking < MIDDLE
    first = next((side[0] for side in (sides[::-1] if is_unkind else sides) if side), None)
    return (first.start, first.end) if first else None


def _whole(review: FoundReview) -> Review:
    return Review(
        text=review.text,
        site=review.site,
        author=review.author,
        url=review.url,
        published=review.published,
        rating10=review.rating10,
        ways={name: str(way) for name, way in review.ways.items()},
    )
