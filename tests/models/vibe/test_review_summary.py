"""The review summary: reviews' own sentences for and against, typical, clear by themselves, and none invented."""

from collections.abc import Sequence

import numpy as np

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.text import Evidence, Text, TextRole
from trending_now.models.vibe.review_summary import MOST_WORDS, ReadReview, ReviewSummariser
from trending_now.models.vibe.score import SparseVector, unit_vector

CLEAR = "The lantern scene is wonderful from end to end."
OTHER = "Every player in the harbour band is a wonderful find."
BAD = "The second hour is awful and goes nowhere at all."
PLAIN = "The film runs for two hours in the harbour."


def sentence_score(sentence: str) -> float | None:
    """Return 9 for a sentence with "wonderful", 2 for one with "awful", the middle else."""
    return 9.0 if "wonderful" in sentence else 2.0 if "awful" in sentence else 5.5


def review(number: int, content: str, liking: float = 5.5, *, is_rated: bool = False) -> ReadReview:
    """Return a review by its number."""
    return ReadReview(Text(f"review:{number}", TextRole.REVIEW, content), liking, is_rated)


def alike(places: Sequence[Evidence]) -> list[SparseVector]:
    """Say that all sentences are equally typical."""
    return [unit_vector(np.ones(2))] * len(places)


def summarised(*reviews: ReadReview) -> tuple[list[str], list[str]]:
    """Return the sentences for and those against."""
    summary = ReviewSummariser(sentence_score).summary(reviews, alike) or ReviewSummary()
    contents = {read.text.id: read.text.content for read in reviews}
    praise, criticism = (
        [contents[place.text_id][place.start : place.end] for place in side]
        for side in (summary.praise, summary.criticism)
    )
    return praise, criticism


def test_a_sentence_is_quoted_as_it_stands_with_the_review_it_is_from() -> None:
    summary = ReviewSummariser(sentence_score).summary([review(4, f"{PLAIN} {CLEAR}")], alike)
    assert summary == ReviewSummary((Evidence("review:4", len(PLAIN) + 1, len(PLAIN) + 1 + len(CLEAR)),), ())


def test_each_side_has_its_sentences() -> None:
    assert summarised(review(0, f"{CLEAR} {BAD}")) == ([CLEAR], [BAD])


def test_nothing_is_invented_where_no_sentence_takes_sides() -> None:
    assert ReviewSummariser(sentence_score).summary([review(0, PLAIN), review(1, "")], alike) is None
    assert ReviewSummariser(sentence_score).summary([], alike) is None


def test_a_side_has_at_most_two_sentences_each_of_another_review() -> None:
    sea, dunes = "A wonderful sea, and salt on every page.", "The dunes at dusk are a wonderful sight."
    reviews = [review(0, f"{CLEAR} {OTHER}"), review(1, sea), review(2, dunes)]
    praise, _ = summarised(*reviews)
    assert len(praise) == 2
    assert len({CLEAR, OTHER} & set(praise)) < 2


def test_nearly_the_same_words_are_not_quoted_twice() -> None:
    again = CLEAR.replace("from end to end", "from end to the end")
    praise, _ = summarised(review(0, CLEAR), review(1, again), review(2, OTHER))
    assert len({CLEAR, again} & set(praise)) == 1
    assert OTHER in praise


def test_a_sentence_that_goes_on_from_another_waits_behind_one_that_stands_alone() -> None:
    leaning = "But it is wonderful how this goes on."
    praise, _ = summarised(review(0, leaning), review(1, CLEAR), review(2, OTHER))
    assert sorted(praise) == sorted([CLEAR, OTHER])


def test_a_long_or_a_very_short_sentence_and_a_question_are_left_out() -> None:
    long = "It is wonderful " + "and so on " * MOST_WORDS + "to the end."
    assert summarised(review(0, f"{long} Wonderful film! Is it not a wonderful film to see?")) == ([], [])


def test_what_many_say_goes_before_what_one_says() -> None:
    lonely = "A wonderful kite hangs over all of it."
    reviews = [review(0, lonely), review(1, CLEAR), review(2, OTHER)]
    directions = {"review:0": np.array([1.0, 0.0]), "review:1": np.array([0.0, 1.0]), "review:2": np.array([0.1, 1.0])}
    summary = ReviewSummariser(sentence_score).summary(
        reviews, lambda places: [unit_vector(directions[place.text_id]) for place in places]
    )
    assert summary is not None
    assert {place.text_id for place in summary.praise} == {"review:1", "review:2"}


def test_praise_in_a_damning_review_is_not_trusted() -> None:
    assert summarised(review(0, CLEAR, liking=2.0), review(1, BAD, liking=9.0)) == ([], [])


def test_praise_in_a_review_below_the_middle_is_not_trusted_either() -> None:
    assert summarised(review(0, CLEAR, liking=5.0)) == ([], [])
    assert summarised(review(0, CLEAR, liking=5.5)) == ([CLEAR], [])


def test_where_no_sentence_takes_a_side_the_review_does_whose_author_rated_it_so() -> None:
    leaning = "It runs for two hours in the harbour."
    damning, admiring = review(0, f"{leaning} {PLAIN}", 4.0, is_rated=True), review(1, PLAIN, 7.0, is_rated=True)
    assert summarised(damning) == ([], [PLAIN])
    assert summarised(admiring) == ([PLAIN], [])
    assert summarised(damning, review(1, BAD, 4.0)) == ([], [BAD])


def test_a_rating_alone_does_not_make_of_praise_a_complaint_nor_a_guess_a_rating() -> None:
    assert summarised(review(0, CLEAR, 2.0, is_rated=True), review(1, BAD, 9.0, is_rated=True)) == ([], [])
    assert summarised(review(0, PLAIN, 2.0), review(1, PLAIN, 5.0, is_rated=True)) == ([], [])


def test_a_sentence_that_is_mostly_a_rating_is_no_quote() -> None:
    assert summarised(review(0, "I give this wonderful film a 9/10.")) == ([], [])
    said = "It is a wonderful film of the sea and of those who live by it, 9/10."
    assert summarised(review(0, said)) == ([said], [])


def test_a_sentence_that_turns_or_gives_the_end_away_waits_behind_one_that_does_not() -> None:
    turning, telling = "The sea is wonderful here but far away.", "A wonderful clerk dies on the pier in the rain."
    praise, _ = summarised(review(0, turning), review(1, telling), review(2, CLEAR), review(3, OTHER))
    assert sorted(praise) == sorted([CLEAR, OTHER])
    assert len(summarised(review(0, turning), review(1, telling))[0]) == 2


def test_a_sentence_about_its_author_waits_behind_one_about_the_title() -> None:
    personal, best = (
        "On my wonderful old sofa I saw it twice.",
        "Vane has the most wonderful sea that I have ever seen.",
    )
    praise, _ = summarised(review(0, personal), review(1, best), review(2, CLEAR))
    assert sorted(praise) == sorted([best, CLEAR])
