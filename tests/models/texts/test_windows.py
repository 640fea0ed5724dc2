"""Long texts cut into windows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.models.texts.windows import Windowing


@given(tokens=st.integers(0, 5000), length=st.integers(3, 300))
def test_enough_windows_cover_a_text_without_gap_or_overlap(tokens: int, length: int) -> None:
    windowing = Windowing(length, most=10_000)
    windows = windowing.even(tokens)
    assert (windows[0][0], windows[-1][1]) == (0, tokens)
    assert all(end == start for (_, end), (start, _) in pairwise(windows))
    assert all(end - start <= windowing.body for start, end in windows)


@given(tokens=st.integers(0, 100_000), most=st.integers(1, 12))
def test_of_too_many_windows_the_first_and_some_others_stay(tokens: int, most: int) -> None:
    windows = Windowing(128, most).even(tokens)
    assert len(windows) <= most
    assert windows == sorted(set(windows))
    assert windows[0][0] == 0


@pytest.mark.parametrize(
    ("tokens", "most", "windows"),
    [
        (100, 3, [(0, 100)]),
        (101, 3, [(0, 50), (50, 101)]),
        (1000, 3, [(0, 100), (400, 500), (900, 1000)]),
        (1000, 2, [(0, 100), (900, 1000)]),
        (1000, 1, [(0, 100)]),
    ],
)
def test_a_long_text_is_read_at_its_beginning_its_end_and_evenly_between(
    tokens: int, most: int, windows: list[tuple[int, int]]
) -> None:
    assert Windowing(102, most).even(tokens) == windows
