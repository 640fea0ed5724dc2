"""The CMU Movie Summary Corpus: plots joined with their film's genres, from the folder or the archive."""

from pathlib import Path

import polars as pl
import pytest

from tests.corpora.written_corpora import LIGHTHOUSE, ORCHARD, texts_of, violations_of, write_cmu, zipped
from trending_now.corpora.cmu import read_cmu
from trending_now.domain.genre import Genre
from trending_now.domain.policy import TrainUse
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Kind
from trending_now.errors import WrongUse

TAXONOMY = load_taxonomy()
LAMP = ("101", "The Lamp", "1988-03-02", {"/m/03npn": "Horror", "/m/01hmnh": "Action/Adventure"})
ORCHARD_FILM = ("102", "Orchard", "", {"/m/07s9rl0": "Drama", "/m/0gw5n2f": "Japanese Movies"})


def test_a_plot_gets_the_name_year_and_genres_of_its_film(tmp_path: Path) -> None:
    folder = write_cmu(tmp_path, LAMP, ORCHARD_FILM, plots=[("102", ORCHARD), ("101", LIGHTHOUSE)])
    orchard, lamp = texts_of(read_cmu(folder, TAXONOMY))
    assert (lamp.id, lamp.name, lamp.year, lamp.kind) == ("cmu:101", "The Lamp", 1988, Kind.MOVIE)
    assert (lamp.text, lamp.source_genres) == (LIGHTHOUSE, ("Horror", "Action/Adventure"))
    assert (lamp.genres, lamp.genres_uncertain) == ((Genre.HORROR,), (Genre.ACTION, Genre.ADVENTURE))
    assert (orchard.year, orchard.genres, orchard.tags) == (None, (Genre.DRAMA,), None)
    assert lamp.policy.train is TrainUse.SHIP


def test_signs_of_other_languages_in_the_genre_column_are_read(tmp_path: Path) -> None:
    film = ("101", "Lámpan", "1988", {"/m/1": "Film à clef", "/m/2": "Comedy"})
    folder = write_cmu(tmp_path, film, plots=[("101", LIGHTHOUSE)])
    assert "\\u00e0" in (folder / "movie.metadata.tsv").read_text("utf-8")
    assert texts_of(read_cmu(folder, TAXONOMY))[0].source_genres == ("Film à clef", "Comedy")


def test_the_published_archive_is_read_like_the_folder(tmp_path: Path) -> None:
    folder = write_cmu(tmp_path, LAMP, plots=[("101", LIGHTHOUSE)])
    (folder / "character.metadata.tsv").write_text("not needed")
    archive = zipped(folder, tmp_path / "MovieSummaries.tar.gz")
    assert list(read_cmu(archive, TAXONOMY)) == list(read_cmu(folder, TAXONOMY))


def test_the_leftovers_of_the_wiki_are_taken_out(tmp_path: Path) -> None:
    plot = f"{{{{Expand section|date=May 2011}}}} {LIGHTHOUSE}<ref name=a /> The [[sea|wide sea]] &amp; ''she''.[3]"
    folder = write_cmu(tmp_path, LAMP, plots=[("101", plot)])
    assert texts_of(read_cmu(folder, TAXONOMY))[0].text == f"{LIGHTHOUSE} The wide sea & she."


@pytest.mark.parametrize(
    ("plot", "rule"),
    [(("999", ORCHARD), "no metadata"), (("no number", ORCHARD), "malformed"), (("103", ORCHARD), "malformed")],
)
def test_a_line_without_its_film_is_a_violation(tmp_path: Path, plot: tuple[str, str], rule: str) -> None:
    nameless = ("103", "", "1988", {})
    records = list(read_cmu(write_cmu(tmp_path, LAMP, nameless, plots=[plot, ("101", LIGHTHOUSE)]), TAXONOMY))
    assert [violation.rule for violation in violations_of(records)] == [rule]
    assert len(texts_of(records)) == 1


def test_genres_that_are_no_json_are_a_violation(tmp_path: Path) -> None:
    folder = write_cmu(tmp_path, LAMP, plots=[("101", LIGHTHOUSE)])
    metadata = folder / "movie.metadata.tsv"
    metadata.write_text(metadata.read_text("utf-8").replace('{"/m/03npn"', "{/m/03npn"), "utf-8")
    assert [violation.message for violation in violations_of(read_cmu(folder, TAXONOMY))] == [
        "Its genres are not a JSON object."
    ]


@pytest.mark.parametrize("missing", ["movie.metadata.tsv", "plot_summaries.txt"])
def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path, missing: str) -> None:
    folder = write_cmu(tmp_path, LAMP, plots=[])
    (folder / missing).unlink()
    with pytest.raises(WrongUse, match=f"lacks {missing}"):
        list(read_cmu(folder, TAXONOMY))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    archive = zipped(write_cmu(tmp_path, LAMP, plots=[("101", LIGHTHOUSE)]), tmp_path / "MovieSummaries.tar.gz")
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(WrongUse, match="cannot be unpacked"):
        list(read_cmu(archive, TAXONOMY))
    archive.write_bytes(b"no archive at all")
    with pytest.raises(WrongUse, match=r"^.* cannot be unpacked \(.*\); fetch it again\.$"):
        list(read_cmu(archive, TAXONOMY))


def test_a_table_of_plots_is_read_whatever_type_its_numbers_have(tmp_path: Path) -> None:
    row = {"source_id": 101, "title": "The Lamp", "year": "1999.0", "plot": LIGHTHOUSE, "genres": ["Drama", None]}
    pl.DataFrame([row]).write_parquet(tmp_path / "sample.parquet")
    (text,) = texts_of(read_cmu(tmp_path / "sample.parquet", TAXONOMY))
    assert (text.id, text.year, text.genres) == ("cmu:101", 1999, (Genre.DRAMA,))


@pytest.mark.parametrize("change", [{"genres": "Drama, Western"}, {"title": None}, {"source_id": None}])
def test_a_row_without_a_list_of_genres_a_title_or_an_id_is_a_violation(
    tmp_path: Path, change: dict[str, object]
) -> None:
    row = {"source_id": "101", "title": "The Lamp", "year": 1999, "plot": LIGHTHOUSE, "genres": ["Drama"]} | change
    pl.DataFrame([row]).write_parquet(tmp_path / "sample.parquet")
    assert [violation.rule for violation in violations_of(read_cmu(tmp_path / "sample.parquet", TAXONOMY))] == [
        "malformed"
    ]
