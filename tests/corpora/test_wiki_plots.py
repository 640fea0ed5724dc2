"""Wikipedia movie plots: CSV and Parquet with the published columns, genres as people wrote them."""

from pathlib import Path

import polars as pl
import pytest

from tests.corpora.written_corpora import (
    CLOCKWORK,
    LIGHTHOUSE,
    ORCHARD,
    texts_of,
    violations_of,
    write_wiki_csv,
    zipped,
)
from trending_now.corpora.wiki_plots import read_wiki_plots
from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import WrongUse

TAXONOMY = load_taxonomy()
LAMP = ("1988", "The Lamp", "horror, sci-fi", "The_Lamp_(1988_film)", LIGHTHOUSE)
DOG = ("1931", "The Brass Dog", "unknown", "The_Brass_Dog", f"{CLOCKWORK}[1]")


def test_a_row_is_a_film_with_its_genres(tmp_path: Path) -> None:
    lamp, dog = texts_of(read_wiki_plots(write_wiki_csv(tmp_path, LAMP, DOG), TAXONOMY))
    assert (lamp.id, lamp.name, lamp.year) == ("wiki_plots:The_Lamp_(1988_film)", "The Lamp", 1988)
    assert (lamp.source_genres, lamp.genres) == (("horror", "sci-fi"), (Genre.HORROR, Genre.SCIENCE_FICTION))
    assert (dog.genres, dog.text) == ((), CLOCKWORK)


def test_parquet_parts_and_an_archive_say_the_same_as_the_csv(tmp_path: Path) -> None:
    table = write_wiki_csv(tmp_path, LAMP, DOG)
    expected = list(read_wiki_plots(table, TAXONOMY))
    (tmp_path / "parts").mkdir()
    frame = pl.read_csv(table)
    assert frame["Release Year"].dtype == pl.Int64
    frame[:1].write_parquet(tmp_path / "parts" / "0000.parquet")
    frame[1:].write_parquet(tmp_path / "parts" / "0001.parquet")
    assert list(read_wiki_plots(tmp_path / "parts", TAXONOMY)) == expected
    assert list(read_wiki_plots(zipped(table, tmp_path / "archive.zip"), TAXONOMY)) == expected


def test_rows_of_several_parts_that_name_no_page_are_as_many_films(tmp_path: Path) -> None:
    frame = pl.read_csv(write_wiki_csv(tmp_path, LAMP, DOG)).drop("Wiki Page")
    (tmp_path / "parts").mkdir()
    frame[:1].write_parquet(tmp_path / "parts" / "0000.parquet")
    frame[1:].write_parquet(tmp_path / "parts" / "0001.parquet")
    found = texts_of(read_wiki_plots(tmp_path / "parts", TAXONOMY))
    assert [text.id for text in found] == ["wiki_plots:row 1", "wiki_plots:row 2"]


def test_a_plot_over_several_lines_stays_one_plot(tmp_path: Path) -> None:
    table = write_wiki_csv(tmp_path, ("1988", 'The "Lamp"', "drama", "Lamp", f"{LIGHTHOUSE}\r\n\r\n{ORCHARD}"))
    (text,) = texts_of(read_wiki_plots(table, TAXONOMY))
    assert (text.name, text.text) == ('The "Lamp"', f"{LIGHTHOUSE}\n{ORCHARD}")


@pytest.mark.parametrize(("year", "title"), [("1988", " "), ("soon", "The Lamp")])
def test_a_row_without_a_title_or_with_a_strange_year_is_a_violation(tmp_path: Path, year: str, title: str) -> None:
    records = list(read_wiki_plots(write_wiki_csv(tmp_path, (year, title, "drama", "", LIGHTHOUSE), DOG), TAXONOMY))
    assert [(violation.rule, violation.subject) for violation in violations_of(records)] == [
        ("malformed", "wiki_plots:row 1")
    ]
    assert len(texts_of(records)) == 1


def test_bytes_that_are_no_utf_8_show_in_the_text(tmp_path: Path) -> None:
    table = write_wiki_csv(tmp_path, LAMP)
    table.write_bytes(table.read_bytes().replace(b"Marit", b"Mar\xeft"))
    assert "Mar\ufffdt" in texts_of(read_wiki_plots(table, TAXONOMY))[0].text


def test_a_folder_of_other_tables_is_refused(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x\n")
    with pytest.raises(WrongUse, match="holds 2 CSV and no Parquet files"):
        list(read_wiki_plots(tmp_path, TAXONOMY))
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    with pytest.raises(WrongUse, match="not a Parquet file"):
        list(read_wiki_plots(tmp_path / "c.parquet", TAXONOMY))
