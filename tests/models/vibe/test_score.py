"""The vibe scorer: from the words of a review to a score from 1 to 10, and from reviews to a title's score."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.enrichment import VibeScore
from trending_now.models.vibe.score import VibeScorer, terms_of, title_score, unit_vector, words_of

WEIGHTS = {"the": 0.0, "film": 0.0, "is": 0.0, "wonderful": 6.0, "dull": -6.0, "not": -1.0, "not wonderful": -15.0}


def scorer() -> VibeScorer:
    """Return a scorer that knows a handful of terms, all equally rare."""
    places = dict(zip(WEIGHTS, count(), strict=False))
    return VibeScorer(places, np.ones(len(WEIGHTS)), np.array(list(WEIGHTS.values())), middle=5.5)


def score(text: str) -> float:
    """Return the score of a text that has one."""
    found = scorer().score(text)
    assert found is not None
    return found


def test_words_of_praise_raise_the_score_and_words_of_complaint_lower_it() -> None:
    assert score("The film is dull") < score("The film is") < score("The film is wonderful")


def test_words_that_stand_together_may_mean_the_opposite() -> None:
    assert score("The film is not wonderful") < 5.5


def test_a_score_stays_between_1_and_10() -> None:
    assert score("is not wonderful") == 1.0
    assert score("the film" + " wonderful" * 9) == 10.0


@pytest.mark.parametrize("text", ["", "...", "!!!", "Un chef-d'œuvre absolu de film", "若い刑事が追う", "\0\ud800"])
def test_a_text_of_mostly_unknown_words_has_no_score(text: str) -> None:
    assert scorer().score(text) is None


@pytest.mark.parametrize("text", ["wonderful", "The film!", "wonderful wonderful wonderful", "film 7 7 7", "7"])
def test_a_text_of_fewer_than_three_known_words_has_no_score(text: str) -> None:
    known = scorer()
    assert VibeScorer({**known.places, "7": 0, "!": 0}, known.rarity, known.weights, 5.5).score(text) is None


def test_a_review_is_read_in_small_letters_without_accents_and_its_marks_count() -> None:
    assert words_of("Don’t! Café 7/10 don't?") == ["don't", "!", "cafe", "7", "10", "don't", "?"]


def test_terms_are_the_words_their_pairs_and_their_triples() -> None:
    assert terms_of(["a", "b", "c"]) == ["a", "b", "c", "a b", "b c", "a b c"]


@given(st.text(max_size=60))
def test_any_text_has_a_score_within_the_scale_or_none(text: str) -> None:
    found = scorer().score(f"{text} wonderful film")
    assert found is None or 1 <= found <= 10


@pytest.mark.parametrize("text", ["wonderful " * 100_000, "a" * 1_000_000, "!" * 1_000_000], ids=len)
def test_a_megabyte_is_read_as_far_as_a_review_goes(text: str) -> None:
    found = scorer().score(text)
    assert found is None or found == 10.0


def test_a_titles_score_is_the_mean_of_its_reviews_with_their_spread() -> None:
    assert title_score([4.0, 8.0]) == VibeScore(mean=6.0, spread=2.0, reviews=2)
    assert title_score([7.5]) == VibeScore(mean=7.5, spread=0.0, reviews=1)


def test_a_title_without_reviews_has_no_score() -> None:
    assert title_score([]) is None


def test_the_ends_of_a_spread_stay_on_the_scale() -> None:
    score = VibeScore(mean=9.0, spread=2.0, reviews=3)
    assert (score.low, score.high) == (7.0, 10.0)


def test_a_dense_vector_keeps_its_direction() -> None:
    vector = unit_vector(np.array([3.0, 4.0]))
    assert vector.values == pytest.approx([0.6, 0.8])
    assert list(unit_vector(np.zeros(2)).values) == [0, 0]
