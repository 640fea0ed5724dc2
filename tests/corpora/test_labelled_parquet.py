"""A prepared corpus as a table: its labels, and rows from all parts of it."""

from pathlib import Path

import polars as pl
import pytest

from trending_now.corpora.labelled_parquet import evenly_spread, labels_of, rows_of_split
from trending_now.errors import WrongUse


def test_lists_of_labels_become_a_table_with_a_column_a_name() -> None:
    labels = labels_of(pl.Series("tags", [["cult", None], None, [], ["bleak", "cult"]]), ("bleak", "cult"))
    assert labels.tolist() == [[False, True], [False, False], [False, False], [True, True]]


def test_a_column_that_no_row_fills_has_no_labels_whatever_its_type() -> None:
    assert not labels_of(pl.Series("genres_uncertain", [None, None]), ("War",)).any()


@pytest.mark.parametrize(
    ("values", "sentence"), [(["War"], "holds String, not lists"), ([["Musical"]], "names a genre 'Musical' in 'g'")]
)
def test_other_values_and_other_names_are_told(values: list[object], sentence: str) -> None:
    with pytest.raises(WrongUse, match=sentence):
        labels_of(pl.Series("g", values), ("War",))


def test_a_limit_takes_rows_from_the_whole() -> None:
    assert evenly_spread(4_000, 4) == [0, 1_000, 2_000, 3_000]
    assert evenly_spread(7, 3) == [0, 2, 4]
    assert evenly_spread(2, 500) == [0, 1]
    assert evenly_spread(0, 5) == []


def test_a_split_that_a_corpus_lacks_is_told_with_those_that_it_has() -> None:
    rows = pl.DataFrame({"split": ["train", "test", "train", None]})
    with pytest.raises(
        WrongUse, match=r"few.parquet has no rows of split 'val'; choose one that it has \(test, train\)"
    ):
        rows_of_split(Path("few.parquet"), rows, "val")
    with pytest.raises(WrongUse, match=r"few.parquet has no rows of split 'val'; choose one that it has \(none\)"):
        rows_of_split(Path("few.parquet"), rows.head(0), "val")
