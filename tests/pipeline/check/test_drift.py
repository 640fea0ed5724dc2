"""What drifts between a snapshot and today is told, up or down, and chance in a few records is not."""

import polars as pl
import pytest

from trending_now.pipeline.check.drift import drift, drift_facts

SCHEMA = {"genres": pl.List(pl.String), "plot_summary": pl.String}
THIRTY: list[str | None] = ["two words"] * 30


def facts(plots: list[str | None], genres: list[list[str]] | None = None) -> pl.DataFrame:
    """Return the facts of records with these plots; all are dramas unless told otherwise."""
    tagged = genres or [["Drama"]] * len(plots)
    return drift_facts(pl.DataFrame({"genres": tagged, "plot_summary": plots}, SCHEMA))


def told(before: pl.DataFrame, now: pl.DataFrame) -> list[str]:
    return [violation.rule for violation in drift("first", before, now, "s1")]


def of_comedies(number: int) -> pl.DataFrame:
    return facts(THIRTY, [["Comedy"]] * number + [["Drama"]] * (30 - number))


@pytest.mark.parametrize(("comedies", "rules"), [(0, []), (6, []), (7, ["genres have drifted"])])
def test_shares_of_genres_that_move_by_more_than_a_fifth_are_told(comedies: int, rules: list[str]) -> None:
    assert told(of_comedies(0), of_comedies(comedies)) == told(of_comedies(comedies), of_comedies(0)) == rules


@pytest.mark.parametrize(
    ("words", "rules"), [(10, []), (12, []), (14, ["lengths have drifted"]), (6, ["lengths have drifted"])]
)
def test_plots_that_get_longer_or_shorter_by_more_than_three_tenths_are_told(words: int, rules: list[str]) -> None:
    assert told(facts(["word " * 10] * 30), facts(["word " * words] * 30)) == rules


@pytest.mark.parametrize(("missing", "rules"), [(3, []), (4, ["missing values have drifted"])])
def test_plots_that_go_missing_or_come_back_are_told(missing: int, rules: list[str]) -> None:
    lacking = facts([None] * missing + THIRTY[missing:])
    assert told(facts(THIRTY), lacking) == told(lacking, facts(THIRTY)) == rules


def test_few_records_tell_nothing() -> None:
    few = facts(["a much longer plot than before"] * 29)
    assert told(facts(THIRTY), few) == told(few, facts(THIRTY)) == []
    assert told(facts(THIRTY), facts(["a much longer plot than before"] * 30)) == ["lengths have drifted"]


def test_records_without_any_plot_or_genre_have_no_length_and_no_shares() -> None:
    nothing = facts([None] * 30, [[]] * 30)
    assert told(nothing, nothing) == []
    assert told(nothing, facts(THIRTY)) == ["genres have drifted", "missing values have drifted"]


def test_what_is_told_names_both_figures_and_the_snapshot() -> None:
    (said,) = drift("first", facts(["word " * 10] * 30), facts(["word " * 20] * 30), "s1")
    assert said.message == "A plot has 20 words in the median; it had 10 in snapshot s1."
