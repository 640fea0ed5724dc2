"""The split: by title, the same everywhere, and never against a side that a title already has."""

from pathlib import Path

import polars as pl
import pytest

from tests.corpora.written_corpora import labelled
from trending_now.corpora.sides import PlacedTitle, Placing, Shares, read_placed
from trending_now.errors import WrongUse

NAMES = [f"Film number {number}" for number in range(2000)]


def placed(id_: str, side: str, name: str = "The Lamp", year: int | None = None) -> PlacedTitle:
    """Return a title that stands on a side."""
    return PlacedTitle(id_, name, year, side)


def test_titles_are_split_by_the_given_shares_and_the_same_each_time() -> None:
    titles = [[labelled(f"cmu:{name}", name=name)] for name in NAMES]
    sides = Placing([], Shares(val=0.1, test=0.3)).place(titles)
    assert sides == Placing([], Shares(val=0.1, test=0.3)).place(titles)
    assert sides.count("val") == pytest.approx(200, abs=45)
    assert sides.count("test") == pytest.approx(600, abs=80)


def test_the_side_of_a_name_is_the_same_in_every_version_of_the_program() -> None:
    known = {"lamp": "train", "orchard": "train", "sea": "val", "fence": "train", "harbour": "train", "winter": "val"}
    assert {key: Shares().side_of(key) for key in known} == known


def test_larger_shares_of_test_take_no_title_from_test_to_train() -> None:
    small, large = ([Shares(0.1, test).side_of(name) for name in NAMES] for test in (0.1, 0.2))
    assert all(after == "test" for before, after in zip(small, large, strict=True) if before == "test")


def test_namesakes_stand_together_whatever_their_other_names() -> None:
    titles = [
        [labelled("cmu:1", name="Lyset"), labelled("wiki_plots:1", name="Lamp")],
        [labelled("cmu:2", name="Lamp", year=1950)],
        [labelled("cmu:3", name="Lyset", year=1920)],
    ]
    for test in range(1, 9):
        assert len(set(Placing([], Shares(0.1, test / 10)).place(titles))) == 1


@pytest.mark.parametrize("side", ["train", "val", "test", "holdout"])
def test_a_title_keeps_the_side_that_it_has(side: str) -> None:
    assert Placing([placed("imdb:tt1", side)], Shares()).place([[labelled("imdb:tt1", name="Any"), labelled()]]) == [
        side
    ]


def test_a_new_title_goes_where_its_only_namesake_stands() -> None:
    title = [[labelled("cmu:1", year=1988)]]
    assert Placing([placed("imdb:tt1", "val")], Shares()).place(title) == ["val"]
    assert Placing([placed("imdb:tt1", "val", year=1989)], Shares()).place(title) == ["val"]
    remake = [placed("imdb:tt1", "val", year=1950), placed("imdb:tt2", "test", year=1988)]
    assert Placing(remake, Shares()).place(title) == ["test"]


def test_a_title_that_may_be_either_of_two_on_two_sides_has_none() -> None:
    known = [placed("imdb:tt1", "val"), placed("imdb:tt2", "train")]
    assert Placing(known, Shares()).place([[labelled("cmu:1")], [labelled("imdb:tt1"), labelled("imdb:tt2")]]) == [
        None,
        None,
    ]


@pytest.mark.parametrize("val_and_test", [(0.5, 0.5), (-0.1, 0.2), (0.2, 1.0)])
def test_shares_that_leave_nothing_to_train_on_are_refused(val_and_test: tuple[float, float]) -> None:
    with pytest.raises(WrongUse, match="leave nothing to train on"):
        Shares(*val_and_test)


def test_sides_are_read_from_mpst_and_from_a_labelled_corpus(tmp_path: Path) -> None:
    mpst, corpus = tmp_path / "mpst.parquet", tmp_path / "corpus.parquet"
    pl.DataFrame({"imdb_id": ["tt1", "tt2"], "title": ["A", "B"], "split": ["train", "test"],
                  "genre_split": ["holdout", None]}).write_parquet(mpst)  # fmt: skip
    pl.DataFrame({"id": ["catalogue:1"], "title": ["C"], "year": [1999], "split": ["val"]}).write_parquet(corpus)
    assert read_placed(mpst) == [PlacedTitle("imdb:tt1", "A", None, "holdout")]
    assert read_placed(corpus) == [PlacedTitle("catalogue:1", "C", 1999, "val")]


def test_years_written_as_words_count_and_a_title_without_a_name_is_known_by_its_id(tmp_path: Path) -> None:
    rows = {"id": ["list:1", "cmu:2"], "title": ["The Lamp", None], "year": ["1988", ""], "split": ["test", "val"]}
    pl.DataFrame(rows).write_parquet(tmp_path / "corpus.parquet")
    placing = Placing(read_placed(tmp_path / "corpus.parquet"), Shares())
    assert placing.place([[labelled("cmu:1", year=1988)], [labelled("cmu:2", name="Orchard")]]) == ["test", "val"]


def test_a_file_that_says_no_sides_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a"], "title": ["A"], "split": ["middle"]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"id": ["a"], "title": ["A"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(WrongUse, match="names a side 'middle'"):
        read_placed(tmp_path / "a.parquet")
    with pytest.raises(WrongUse, match="says no sides"):
        read_placed(tmp_path / "b.parquet")
    with pytest.raises(WrongUse, match="cannot be read as Parquet"):
        read_placed(tmp_path / "c.parquet")
