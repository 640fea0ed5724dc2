"""Attention and its change: each measure on its own scale, and what counts as new."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.attention import OUT_OF_100, TOP, Series, attention_of, series_of, trend_of
from trending_now.domain.title import Popularity

TODAY = date(2031, 5, 20)
SHARES = st.lists(st.floats(0, 1), min_size=2, max_size=30)
MEASURES = st.sampled_from(sorted(OUT_OF_100.union(TOP)))


def series(measure: str, values: list[float], last_day: date = TODAY, source: str = "first") -> Series:
    """Return a series of values of successive days."""
    days = [last_day - timedelta(days=days_ago) for days_ago in reversed(range(len(values)))]
    return Series(source, measure, tuple(zip(days, values, strict=True)))


def at_shares(measure: str, shares: list[float]) -> Series:
    """Return a series whose values lie at these shares of its measure's scale."""
    if measure in OUT_OF_100:
        return series(measure, [100 * share for share in shares])
    return series(measure, [math.expm1(share * math.log1p(TOP[measure])) for share in shares])


@given(shares=SHARES, one=MEASURES, other=MEASURES)
def test_the_unit_of_a_source_makes_no_difference(shares: list[float], one: str, other: str) -> None:
    trends = [trend_of([at_shares(measure, shares)], TODAY) for measure in (one, other)]
    assert trends[0] == pytest.approx(trends[1], abs=2e-6)


@given(shares=SHARES, measure=MEASURES, more=st.floats(0, 1))
def test_more_attention_today_never_makes_a_trend_smaller(shares: list[float], measure: str, more: float) -> None:
    higher = [*shares[:-1], min(shares[-1] + more, 1.0)]
    assert trend_of([at_shares(measure, higher)], TODAY) >= trend_of([at_shares(measure, shares)], TODAY) - 2e-6


@given(shares=SHARES, measure=MEASURES, more=st.floats(0, 1))
def test_more_attention_before_never_makes_a_trend_greater(shares: list[float], measure: str, more: float) -> None:
    higher = [min(shares[0] + more, 1.0), *shares[1:]]
    assert trend_of([at_shares(measure, higher)], TODAY) <= trend_of([at_shares(measure, shares)], TODAY) + 2e-6


@given(shares=SHARES, measure=MEASURES)
def test_a_trend_lies_between_minus_one_and_one_and_turns_with_time(shares: list[float], measure: str) -> None:
    trend = trend_of([at_shares(measure, shares[:2])], TODAY)
    assert -1 <= trend <= 1
    assert trend_of([at_shares(measure, shares[1::-1])], TODAY) == pytest.approx(-trend, abs=2e-6)


@given(value=st.floats(0, 1e6), days=st.integers(2, 30))
def test_what_stays_as_it_is_has_no_trend(value: float, days: int) -> None:
    assert trend_of([series("popularity", [value] * days)], TODAY) == 0.0


def test_a_fall_too_small_to_be_shown_has_no_sign() -> None:
    assert str(trend_of([series("weight", [50.0, 49.99999])], TODAY)) == "0.0"


def test_the_newest_three_days_are_held_against_the_fourteen_before() -> None:
    top = TOP["popularity"]
    assert trend_of([series("popularity", [top] * 20 + [0.0] * 14 + [top] * 3)], TODAY) == 1.0
    assert trend_of([series("popularity", [0.0] * 14 + [top, 0.0, 0.0])], TODAY) == pytest.approx(1 / 3, abs=1e-6)


@pytest.mark.parametrize(
    ("measured", "trend"),
    [
        ([], 0.0),
        ([series("popularity", [500.0])], 0.0),
        ([series("popularity", [0.0, 1000.0])], 1.0),
        ([series("popularity", [0.0, 1000.0], TODAY - timedelta(days=14))], 1.0),
        ([series("popularity", [0.0, 1000.0], TODAY - timedelta(days=15))], 0.0),
        ([series("a measure that nobody knows", [0.0, 1000.0])], 0.0),
        ([series("popularity", [0.0, 1000.0]), series("weight", [50.0])], 1.0),
        ([series("popularity", [0.0, 1000.0]), series("weight", [50.0, 50.0])], 0.5),
        ([series("popularity", [0.0, 1000.0]), series("weight", [100.0, 0.0])], 0.0),
    ],
)
def test_a_title_s_trend_is_the_mean_over_the_measures_that_tell_a_change(measured: list[Series], trend: float) -> None:
    assert trend_of(measured, TODAY) == trend


def test_two_days_far_apart_tell_no_change() -> None:
    apart = Series("first", "popularity", ((TODAY - timedelta(days=17), 0.0), (TODAY, 1000.0)))
    assert trend_of([apart], TODAY) == 0.0


def test_attention_is_the_greatest_of_the_newest_measures() -> None:
    measured = [series("popularity", [1000.0, 0.0]), series("weight", [0.0, 100.0]), series("unknown", [1e9])]
    assert attention_of(measured, TODAY) == 1.0
    assert attention_of(measured[:1], TODAY) == attention_of([], TODAY) == attention_of(measured[2:], TODAY) == 0.0


def test_what_is_given_out_of_100_is_taken_as_it_is_and_what_has_no_end_by_its_logarithm() -> None:
    assert attention_of([series("weight", [71.0])], TODAY) == attention_of([series("demo", [71.0])], TODAY) == 0.71
    assert attention_of([series("popularity", [math.sqrt(1001) - 1])], TODAY) == 0.5


@pytest.mark.parametrize(("days_ago", "attention"), [(0, 1.0), (14, 1.0), (15, 0.0)])
def test_a_measure_of_more_than_two_weeks_ago_is_no_attention(days_ago: int, attention: float) -> None:
    assert attention_of([series("weight", [100.0], TODAY - timedelta(days=days_ago))], TODAY) == attention


def test_days_to_come_count_neither_as_attention_nor_for_a_trend() -> None:
    until_today = [series("popularity", [0.0, 1000.0])]
    dated_ahead = [series("popularity", [0.0, 1000.0, 0.0], TODAY + timedelta(days=1))]
    assert attention_of(dated_ahead, TODAY) == attention_of(until_today, TODAY) == 1.0
    assert trend_of(dated_ahead, TODAY) == trend_of(until_today, TODAY) == 1.0
    assert attention_of([series("popularity", [1000.0], TODAY + timedelta(days=1))], TODAY) == 0.0


def test_series_are_told_apart_by_source_and_measure_and_run_from_the_oldest_day() -> None:
    said = [
        Popularity("b", "weight", TODAY, 5.0),
        Popularity("a", "weight", TODAY, 2.0),
        Popularity("a", "weight", TODAY - timedelta(days=1), 1.0),
        Popularity("a", "weight", TODAY, 3.0),
    ]
    assert series_of(said) == (
        Series("a", "weight", ((TODAY - timedelta(days=1), 1.0), (TODAY, 3.0))),
        Series("b", "weight", ((TODAY, 5.0),)),
    )
