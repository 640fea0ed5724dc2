"""A source is relied on as far as others agree with it, and no further than it was heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.genre import Genre
from trending_now.domain.reliability import reliabilities

D, C, H = Genre.DRAMA, Genre.COMEDY, Genre.HORROR


def shares(*titles: dict[str, set[Genre]]) -> dict[tuple[str, Genre], tuple[int, int, float]]:
    return {(x.source, x.genre): (x.named, x.agreed, x.share) for x in reliabilities(titles)}


def test_what_another_names_too_is_agreed() -> None:
    found = shares({"a": {D, C}, "b": {D}})

    assert {key: value[:2] for key, value in found.items()} == {("a", D): (1, 1), ("a", C): (1, 0), ("b", D): (1, 1)}


def test_a_title_on_which_one_source_speaks_says_nothing() -> None:
    assert shares({"a": {D}}, {"a": {D}, "b": set()}) == {}


def test_few_titles_stay_near_what_holds_for_all() -> None:
    many = [{"a": {D}, "b": {D}}] * 90 + [{"a": {H}, "b": {D}}]
    found = shares(*many)

    assert found["a", D][2] == pytest.approx(1.0, abs=0.01)
    assert 0.85 < found["a", H][2] < found["a", D][2]


genres = st.sets(st.sampled_from(Genre), max_size=4)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), genres, max_size=3), max_size=20))
def test_every_share_is_a_share(titles: list[dict[str, set[Genre]]]) -> None:
    for one in reliabilities(titles):
        assert 0 <= one.share <= 1
        assert 0 <= one.agreed <= one.named
