"""The rating that a review tells of itself is read; others' ratings, parts of a film and dates are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.models.vibe.told_rating import told_rating, without_ratings

LONG = "The harbour wakes before the town does. " * 10


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("I give it 9/10", 9.0),
        ("7 / 10.", 7.0),
        ("7.5 out of 10 for the harbour alone!", 7.5),
        ("4 stars out of 5.", 8.0),
        ("85/100", 8.5),
        ("3½/5", 7.0),
        ("I give it 8 1/2 out of 10.", 8.5),
        ("2-1/2 stars out of 5.", 5.0),
        ("★★★★☆", 8.0),
        ("★★½☆☆", 5.0),
        ("★★★½☆", 7.0),
        ("Grade: B+", 8.0),
        ("I give this film a C-.", 5.0),
        ("Story 7/10, music 7/10.", 7.0),
        ("Story 7/10, music 9/10.", None),
        ("★★★★", None),
        ("I do not see why others give it 10/10.", None),
        ("It was given 10 out of 10 on IMDb.", None),
        ("IMDb says 8.2/10.", None),
        ("I saw it on 9/10/2024.", None),
        ("It works 9 out of 10 times.", None),
        ("A grade of B movie that one forgets.", None),
        ("I give it a B movie evening.", None),
        ("11/10!", None),
        ("Open 24/7.", None),
        ("", None),
    ],
)
def test_a_rating_near_the_end_is_read(ending: str, expected: float | None) -> None:
    assert told_rating(LONG + ending) == expected


def test_a_rating_at_the_beginning_is_read_and_one_in_between_is_not() -> None:
    assert told_rating(f"8/10. {LONG}") == 8.0
    assert told_rating(f"{LONG} 8/10 {LONG}") is None


def test_what_looks_like_a_rating_is_taken_out() -> None:
    assert without_ratings("Good, 9/10, ★★★★☆ or 4 stars").split() == ["Good,", ",", "or"]


@given(st.text(st.sampled_from("1059/. ★½☆outf"), max_size=60))
def test_any_text_tells_a_rating_from_1_to_10_or_none(text: str) -> None:
    found = told_rating(text)
    assert found is None or 1 <= found <= 10
