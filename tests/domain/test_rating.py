"""Ratings of every kind come out on one scale."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.rating import rating10


@pytest.mark.parametrize(
    ("written", "best", "expected"),
    [
        ("3.5", 4, 8.75),
        ("4", 5, 8.0),
        ("0", 5, 1.0),
        ("7,5", 10, 7.5),
        ("3/5", 4, 6.0),
        ("2 out of 4", None, 5.0),
        ("3 1/2 out of 4", None, 8.75),
        ("3½", 4, 8.75),
        ("2 ½/4", None, 6.25),
        ("B+", None, 8.0),
        ("grade: a−", None, 9.0),
        ("B–", None, 7.0),
        ("F", 5, 1.0),
        ("5", None, None),
        ("6", 5, None),
        ("1000/10", None, None),
        ("1,000/10", None, None),
        ("-1/5", None, None),
        ("8/10/2024", None, None),
        ("4.50000/5", None, 9.0),
        ("4.3333", 5, 8.667),
        ("7.199999809265137", 10, 7.2),
        ("3.3333333333333335/5", None, 6.667),
        ("1/2", 4, 1.25),
        ("1/2", None, 5.0),
        ("½", 4, 1.25),
        ("85%", None, 8.5),
        ("85% of readers", None, None),
        ("3.5 stars out of 4", None, 8.75),
        ("My Rating: 3 Stars Out Of 4", None, 7.5),
        ("5", 5, 10.0),
        (" 4\n", 5, 8.0),
        ("4 reviews", 5, None),
        ("6/5", None, None),
        ("3/0", None, None),
        ("0/0", None, None),
        ("5", math.inf, None),
        ("5", math.nan, None),
        ("good", 5, None),
        ("", 5, None),
    ],
)
def test_a_rating_is_brought_to_a_scale_of_ten(written: str, best: float | None, expected: float | None) -> None:
    assert rating10(written, best) == expected


def test_letters_fall_from_10_to_1_in_the_order_that_they_are_written() -> None:
    letters = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"]
    assert [rating10(letter) for letter in letters] == [10, 9.5, 9, 8, 7.5, 7, 6, 5.5, 5, 4, 3.5, 3, 1]


@given(written=st.text(), best=st.none() | st.floats(0, 100))
def test_any_text_gives_a_rating_from_1_to_10_or_none(written: str, best: float | None) -> None:
    found = rating10(written, best)

    assert found is None or 1 <= found <= 10
