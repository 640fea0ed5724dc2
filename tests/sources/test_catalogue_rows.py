"""What a cell of a stranger's table may hold, and what is made of it."""

from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from tests.sources.test_catalogue_file import ROW, jsonl, listing_of, read
from trending_now.domain.run import Violation
from trending_now.domain.title import Listing


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [(51420, 51420), ("1,234 min", 1234), ("99999 minutes", 99999), ("2 Seasons", None), ("1 season", None)],
)
def test_a_running_time_is_read_whole_and_seasons_are_none(tmp_path: Path, cell: object, minutes: int | None) -> None:
    assert listing_of(tmp_path, runtime=cell).runtime_minutes == minutes


def test_a_database_dumps_mark_for_nothing_is_nothing(tmp_path: Path) -> None:
    listing = listing_of(tmp_path, tconst=r"\N", start_year=r"\N", runtime=r"\N", genres=r"\N", title_type=r" \N ")

    assert (listing.year, listing.kind, listing.runtime_minutes, listing.tags, listing.external_ids) == (
        None, None, None, (), ()
    )  # fmt: skip


@pytest.mark.parametrize("day", ["0001-01-01", "1850-01-01", "2101-01-01"])
def test_a_day_before_films_or_far_ahead_is_not_known(tmp_path: Path, day: str) -> None:
    listing = listing_of(tmp_path, release_date=day)
    assert (listing.releases, listing.year) == ((), None)


def test_countries_as_objects_are_read_by_name_and_a_list_is_not_cut_at_commas(tmp_path: Path) -> None:
    entries = [{"iso_3166_1": "US", "name": "United States of America"}, "Korea, Democratic People's Republic of"]
    assert listing_of(tmp_path, countries=entries).countries == ("US",)


def test_markup_in_a_plot_becomes_text_and_the_title_stays_the_one_it_was(tmp_path: Path) -> None:
    listing = listing_of(tmp_path, overview="<p>Tom &amp; Ada <i>dig</i>.</p>")

    assert listing.plots[0].text == "Tom & Ada dig."
    assert listing.source_key == sha256(b"Ebb\x00None\x00<p>Tom &amp; Ada <i>dig</i>.</p>").hexdigest()[:32]


def test_a_table_with_a_row_for_each_genre_gives_one_title_with_all(tmp_path: Path) -> None:
    rows = [{"id": "1", "genre": genre} for genre in ("Drama", "Sci-Fi, Horror", "", ["Western", "Drama"])]
    first, second = read(jsonl(tmp_path, *(ROW | row for row in rows), ROW | {"id": "2", "genre": "War"}))

    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert [tag.text for tag in first.tags] == ["Drama", "Sci-Fi", "Horror", "Western"]
    assert [tag.text for tag in second.tags] == ["War"]


def test_a_row_between_those_of_a_title_is_another_title_and_a_lost_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(
        "id,title,plot,genre\n1,Ebb,It goes.,War\n2,Flow,It comes.,War\ncut\n2,Flow,It comes.,Drama\n", "utf-8"
    )
    outcomes = read(path)

    assert [type(outcome) for outcome in outcomes] == [Violation, Listing, Listing, Listing]
    assert [outcome.source_key for outcome in outcomes if isinstance(outcome, Listing)] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"overview": ["Line one."]}, "The 'overview' cell holds several values: 'Ebb' needs a plot."),
        ({"overview": "N/A"}, "The 'overview' cell says nothing: 'Ebb' needs a plot."),
        ({"overview": "Plot unknown."}, "The 'overview' cell says nothing: 'Ebb' needs a plot."),
        ({"overview": "\u200b"}, "The 'overview' cell says nothing: 'Ebb' needs a plot."),
        ({"title": {"en": "Ebb"}}, "The 'title' cell holds several values: a title needs a name."),
    ],
)
def test_a_cell_that_gives_no_text_is_told_for_what_it_holds(
    tmp_path: Path, cells: dict[str, object], reason: str
) -> None:
    (violation,) = read(jsonl(tmp_path, ROW | cells))
    assert isinstance(violation, Violation)
    assert violation.message == reason


def test_of_two_columns_of_one_name_the_first_counts(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("title,plot,title,plot\nEbb,A tide.,,\n", "utf-8")
    (listing,) = read(path)
    assert isinstance(listing, Listing)
    assert (listing.name, listing.plots[0].text) == ("Ebb", "A tide.")


def test_a_column_with_blanks_at_its_ends_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "blanks.csv"
    path.write_text(" title ,story \nEbb,A tide.\n", "utf-8")
    (listing,) = read(path, plot="story ", name=" title ")
    assert isinstance(listing, Listing)


def test_the_file_that_was_named_is_read_whatever_its_name_would_match(tmp_path: Path) -> None:
    for name, title in (("cat[9].parquet", "Mine"), ("cat9.parquet", "Not mine")):
        pl.DataFrame({"title": [title], "plot": ["A tide."]}).write_parquet(tmp_path / name)
    (listing,) = read(tmp_path / "cat[9].parquet")
    assert isinstance(listing, Listing)
    assert listing.name == "Mine"


def test_bytes_of_a_parquet_file_are_text_even_beside_some_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "bytes.parquet"
    pl.DataFrame({"title": ["Ebb"], "plot": [b"A tide."], "url": [b"\xff\xfe"]}).write_parquet(path)
    (listing,) = read(path)
    assert isinstance(listing, Listing)
    assert listing.plots[0].text == "A tide."


@pytest.mark.parametrize("written", ["2031", 2031.0, "2031–2034", "2031 (TV)", "(2031)", "2031-05-20", "20 May 2031"])
def test_a_year_with_something_beside_it_is_read(tmp_path: Path, written: object) -> None:
    assert listing_of(tmp_path, year=written).year == 2031
