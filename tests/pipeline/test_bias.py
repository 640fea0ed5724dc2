"""Stage bias: the groups that a corpus's columns tell of, and those that nobody knows."""

from pathlib import Path

import polars as pl
import pytest

from tests.pipeline.test_evaluate import WordEngine, nothing
from trending_now.evaluation.bias import BiasReport
from trending_now.pipeline.bias import measure_bias

ROWS = 30  # as many as a group must have to be measured


def measured(folder: Path, **columns: object) -> BiasReport:
    """Measure the bias of an engine on a corpus with these columns besides those that every corpus has."""
    labels = pl.lit(["War"]).alias("genres"), pl.lit([], pl.List(pl.String)).alias("genres_uncertain")
    named = {"text": "a war", "split": "test", "text_kind": "plot", "source": "invented"}
    frame = pl.select(row=pl.int_range(ROWS)).with_columns(
        *labels, **{name: pl.lit(said) for name, said in named.items()}
    )
    frame.with_columns(**{name: pl.lit(said) for name, said in columns.items()}).write_parquet(folder / "c.parquet")
    return measure_bias(WordEngine(), folder / "c.parquet", "test", nothing)


def test_a_corpus_with_countries_and_no_years_has_regions_and_no_decades(tmp_path: Path) -> None:
    report = measured(tmp_path, countries=["US", "GB"])
    assert [(group.group, group.value) for group in report.groups if group.group in ("decade", "region")] == [
        ("region", "US")
    ]
    assert report.not_known == ("decade", "kind", "language")


def test_what_else_a_corpus_says_of_its_titles_is_a_group(tmp_path: Path) -> None:
    report = measured(tmp_path, year=1994, kind="movie", language="en")
    assert [(group.group, group.value) for group in report.groups] == [
        ("source", "invented"),
        ("text_kind", "plot"),
        ("decade", "1990s"),
        ("kind", "movie"),
        ("language", "en"),
    ]
    assert report.not_known == ("region",)


@pytest.mark.parametrize(
    ("year", "countries", "groups"),
    [
        (1994.0, "US, GB", [("decade", "1990s"), ("region", "US")]),
        ("1994", [None], [("decade", "1990s")]),
        (float("nan"), "", []),
    ],
)
def test_years_and_countries_are_read_as_other_programs_write_them(
    tmp_path: Path, year: object, countries: object, groups: list[tuple[str, str]]
) -> None:
    report = measured(tmp_path, year=year, countries=countries)
    assert [(group.group, group.value) for group in report.groups if group.group in ("decade", "region")] == groups
