"""MPST in each form in which it is published: tags, sources, official sides, and what may be trained on."""

from pathlib import Path

import polars as pl
import pytest

from tests.corpora.written_corpora import (
    LIGHTHOUSE,
    ORCHARD,
    texts_of,
    violations_of,
    write_mpst_csv,
    write_mpst_folder,
    zipped,
)
from trending_now.corpora.mpst import read_mpst
from trending_now.domain.policy import TrainUse
from trending_now.errors import WrongUse

LAMP = ("tt0000001", "The Lamp", LIGHTHOUSE, "haunting, bleak", "train", "wikipedia")
ORCHARD_ROW = ("tt0000002", "Orchard", ORCHARD, "sentimental", "val", "imdb")


def test_a_row_of_the_csv_is_a_text_with_its_tags(tmp_path: Path) -> None:
    lamp, orchard = read_mpst(write_mpst_csv(tmp_path, LAMP, ORCHARD_ROW))
    assert (lamp.id, lamp.name, lamp.text) == ("imdb:tt0000001", "The Lamp", LIGHTHOUSE)
    assert (lamp.tags, lamp.tag_split, lamp.source) == (("haunting", "bleak"), "train", "wikipedia (via MPST)")
    assert (lamp.genres, lamp.genres_uncertain, lamp.year) == ((), (), None)
    assert orchard.tag_split == "val"


def test_synopses_of_imdb_are_for_the_benchmark_only(tmp_path: Path) -> None:
    lamp, orchard = texts_of(read_mpst(write_mpst_csv(tmp_path, LAMP, ORCHARD_ROW)))
    assert (lamp.policy.train, orchard.policy.train) == (TrainUse.SHIP, TrainUse.EVALUATE)
    assert lamp.policy.credit.licence == "CC BY-SA"
    assert not orchard.policy.display
    assert not orchard.policy.send_to_llm


def test_the_folder_form_says_the_same_as_the_csv(tmp_path: Path) -> None:
    folder = write_mpst_folder(tmp_path / "folder")
    texts = texts_of(read_mpst(folder))
    assert texts[:2] == texts_of(read_mpst(write_mpst_csv(tmp_path, LAMP, ORCHARD_ROW)))
    assert (texts[2].name, texts[2].text, texts[2].tag_split) == ("Nobody Home", "", "test")


def test_id_lists_stand_in_for_a_missing_partition(tmp_path: Path) -> None:
    folder = write_mpst_folder(tmp_path)
    (folder / "partition.json").unlink()
    (folder / "train_ids.txt").write_text("tt0000001\n")
    (folder / "test_ids.txt").write_text("tt0000003\n")
    assert [text.tag_split for text in texts_of(read_mpst(folder))] == ["train", None, "test"]


@pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
def test_an_archive_of_either_form_is_read_like_the_form(tmp_path: Path, ending: str) -> None:
    folder = write_mpst_folder(tmp_path)
    table = write_mpst_csv(tmp_path, LAMP)
    assert len(texts_of(read_mpst(zipped(folder, tmp_path / f"folder{ending}")))) == 3
    assert [text.id for text in texts_of(read_mpst(zipped(table, tmp_path / f"csv{ending}")))] == ["imdb:tt0000001"]


def test_parquet_keeps_the_side_on_which_a_title_stands(tmp_path: Path) -> None:
    row = {"imdb_id": "tt0000001", "title": "The Lamp", "plot": LIGHTHOUSE, "tags": ["bleak"], "split": "test",
           "plot_source": "wikipedia", "genre_split": "holdout"}  # fmt: skip
    pl.DataFrame([row]).write_parquet(tmp_path / "mpst.parquet")
    (text,) = texts_of(read_mpst(tmp_path / "mpst.parquet"))
    assert (text.side, text.tag_split, text.tags) == ("holdout", "test", ("bleak",))


def test_a_side_that_there_is_not_is_a_violation(tmp_path: Path) -> None:
    row = {"imdb_id": "tt1", "title": "Ebb", "plot": LIGHTHOUSE, "tags": ["bleak"], "split": "test",
           "plot_source": "wikipedia", "genre_split": "TEST"}  # fmt: skip
    pl.DataFrame([row]).write_parquet(tmp_path / "mpst.parquet")
    (found,) = violations_of(list(read_mpst(tmp_path / "mpst.parquet")))
    assert found.message.endswith("It stands on the side 'TEST', which there is not.")


@pytest.mark.parametrize(
    "row",
    [
        ("", "The Lamp", LIGHTHOUSE, "bleak", "train", "wikipedia"),
        ("tt0000001", "", LIGHTHOUSE, "bleak", "train", "wikipedia"),
        ("tt0000001", "The Lamp", LIGHTHOUSE, "bleak", "train", ""),
        ("tt0000001", "The Lamp", LIGHTHOUSE, "bleak"),
    ],
    ids=["no id", "no title", "no source", "cut off"],
)
def test_a_malformed_row_is_a_violation_and_the_next_is_read(tmp_path: Path, row: tuple[str, ...]) -> None:
    records = list(read_mpst(write_mpst_csv(tmp_path, row, ORCHARD_ROW)))
    assert [violation.rule for violation in violations_of(records)] == ["malformed"]
    assert [text.name for text in texts_of(records)] == ["Orchard"]


def test_texts_whose_source_is_not_told_are_not_read_at_all(tmp_path: Path) -> None:
    folder = write_mpst_folder(tmp_path)
    (folder / "final_plots_wiki_imdb_combined" / "synopsis_sources.tsv").unlink()
    with pytest.raises(WrongUse, match=r"lacks synopsis_sources\.tsv"):
        list(read_mpst(folder))


def test_what_is_not_mpst_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text("title,plot\n")
    with pytest.raises(WrongUse, match="lacks the column 'imdb_id'"):
        list(read_mpst(tmp_path / "films.csv"))
    with pytest.raises(WrongUse, match="holds neither"):
        list(read_mpst(tmp_path))
    with pytest.raises(WrongUse, match="There is no corpus"):
        list(read_mpst(tmp_path / "missing"))


def test_parquet_is_read_whatever_type_its_columns_have(tmp_path: Path) -> None:
    row = {"imdb_id": "tt0000001", "title": 1984, "plot": 7, "tags": ["bleak", None], "split": 1,
           "plot_source": "wikipedia"}  # fmt: skip
    pl.DataFrame([row]).write_parquet(tmp_path / "mpst.parquet")
    (text,) = texts_of(read_mpst(tmp_path / "mpst.parquet"))
    assert (text.name, text.text, text.tags, text.tag_split) == ("1984", "7", ("bleak",), None)
