"""What makes an enrichment a whole answer to a document, whichever engine gave it."""

import math
from itertools import pairwise

import pytest

from trending_now.domain.enrichment import Enrichment, GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, TextRole

CLOSE = 1e-6


def assert_answers(document: Document, answer: Enrichment) -> None:
    """Fail unless the answer is about this document and is whole and in order."""
    assert answer.document_id == document.id
    groups = (answer.chosen, answer.uncertain, answer.others)
    assert sorted(score.genre for group in groups for score in group) == sorted(Genre)
    for group in groups:
        assert all(higher.probability >= lower.probability for higher, lower in pairwise(group))
    for score in (*answer.chosen, *answer.uncertain, *answer.others):
        _assert_score(document, score)
    _assert_cuts(answer)
    assert all(math.isfinite(number) for number in answer.vector)
    _assert_vibe(document, answer)


def _assert_vibe(document: Document, answer: Enrichment) -> None:
    reviews = {text.id for text in document.texts if text.role is TextRole.REVIEW}
    if answer.vibe_score is not None:
        assert 1 <= answer.vibe_score.mean <= 10
        assert 0 <= answer.vibe_score.spread <= 4.5
        assert 1 <= answer.vibe_score.reviews <= len(reviews)
    if answer.review_summary is not None:
        for passage in (*answer.review_summary.praise, *answer.review_summary.criticism):
            assert passage.text_id in reviews
            _assert_stands_in(document, passage)


def same_answer(first: Enrichment, second: Enrichment) -> bool:
    """Tell whether two answers say the same; arithmetic in batches may differ in a probability's last digits."""
    return all(
        [score.genre for score in ones] == [score.genre for score in others]
        and [score.evidence for score in ones] == [score.evidence for score in others]
        and [s.probability for s in ones] == pytest.approx([s.probability for s in others], abs=CLOSE)
        for ones, others in (
            (first.chosen, second.chosen),
            (first.uncertain, second.uncertain),
            (first.others, second.others),
        )
    )


def _assert_score(document: Document, score: GenreScore) -> None:
    assert math.isfinite(score.probability)
    assert 0 <= score.probability <= 1
    for evidence in score.evidence:
        _assert_stands_in(document, evidence)


def _assert_cuts(answer: Enrichment) -> None:
    for score in (*answer.chosen, *answer.uncertain, *answer.others):
        assert score.cut is not None
        assert 0 <= score.cut.unsure <= score.cut.chosen <= 1
    assert all(score.cut and score.probability >= score.cut.chosen for score in answer.chosen)
    assert all(score.cut and score.probability >= score.cut.unsure for score in answer.uncertain)


def _assert_stands_in(document: Document, evidence: Evidence) -> None:
    contents = {text.id: text.content for text in document.texts}
    assert 0 <= evidence.start < evidence.end <= len(contents[evidence.text_id])
    passage = contents[evidence.text_id][evidence.start : evidence.end]
    assert passage.strip()
    assert all(word and word in passage for word in evidence.words)
