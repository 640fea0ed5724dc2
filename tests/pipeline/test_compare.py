"""Engines and baselines answer for the same rows in one process."""

from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from tests.training.invented_corpus import write_corpus
from trending_now.errors import WrongUse
from trending_now.models.rules import load_rules
from trending_now.pipeline.compare import Contest, compare
from trending_now.training.baselines import FROZEN, LEXICAL, MAJORITY

without_extra = pytest.mark.skipif(find_spec("torch") is not None, reason="the train extra is installed")


def nothing(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def test_all_are_measured_on_the_same_rows_beside_the_baseline_to_beat(tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    found = compare([load_rules()], Contest(corpus, "test", None, None), nothing)
    assert set(found.standings) == {MAJORITY, LEXICAL, "rules"}
    assert {standing.report.overall.rows for standing in found.standings.values()} == {found.rows} == {40}
    lexical = found.standings[LEXICAL]
    assert lexical.gain.difference == 0
    assert lexical.report.overall.macro_f1 > found.standings[MAJORITY].report.overall.macro_f1
    assert set(lexical.operating_slices) == set(lexical.report.slices)
    assert found.standings["rules"].abstention is not None


def test_a_limit_holds_for_every_split(tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    assert compare([], Contest(corpus, "test", 20, None), nothing).rows == 20


@without_extra
def test_without_the_train_extra_the_frozen_baseline_is_left_out_with_a_reason(tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    found = compare([], Contest(corpus, "test", None, tmp_path / "vectors"), nothing)
    assert "make train-setup" in found.left_out[FROZEN]


def test_a_split_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path, rows=60)
    with pytest.raises(WrongUse, match="no rows of split 'val'"):
        compare([], Contest(corpus, "test", None, None), nothing)


def changed(folder: Path, *columns: pl.Expr) -> Contest:
    """Return a contest on the invented corpus with some columns changed."""
    corpus, _ = write_corpus(folder)
    pl.read_parquet(corpus).with_columns(*columns).write_parquet(corpus)
    return Contest(corpus, "test", None, None)


def test_a_corpus_that_nothing_can_be_fitted_or_measured_on_is_refused_in_one_sentence(tmp_path: Path) -> None:
    others = pl.when(pl.col("split") == "test")
    for column, sentence in (
        (pl.lit(["Musical"]).alias("genres"), "names a genre 'Musical' in 'genres'"),
        (pl.lit("Drama").alias("genres"), "'genres' holds String, not lists"),
        (pl.lit("tmdb").alias("source"), "texts of 'tmdb'.*, which no model may be trained on"),
        (others.then([]).otherwise("genres").alias("genres"), "nothing to measure on"),
        (pl.lit("").alias("text"), r"learn from \(120\) have too few words in common"),
        (others.then("genres").otherwise([]).alias("genres"), r"calibrate on \(\d+\) have too few labels"),
    ):
        with pytest.raises(WrongUse, match=sentence):
            compare([], changed(tmp_path, column), nothing)
