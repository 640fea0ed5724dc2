"""`import` takes anybody's table: columns are guessed or named, and every row becomes a listing or a violation."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import WINDOW, HandClock
from trending_now.domain.genre import SourceTag
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Release, ReleaseType
from trending_now.errors import WrongUse
from trending_now.sources.catalogue import ROWS_PER_RECORD, CatalogueFile, parse_kept

ROW = {"title": "Ebb", "overview": "The sea goes, and does not come back."}


def jsonl(folder: Path, *rows: object) -> Path:
    path = folder / "titles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def read(path: Path, **columns: str) -> list[Listing | Violation]:
    source = CatalogueFile(path, HandClock(), columns)
    outcomes: list[Listing | Violation] = []
    for answer in source.fetch(WINDOW):
        outcomes += source.parse(answer) if isinstance(answer, RawRecord) else [answer]
    return outcomes


def listing_of(folder: Path, **cells: Any) -> Listing:
    (listing,) = read(jsonl(folder, ROW | cells))
    assert isinstance(listing, Listing)
    return listing


def test_usual_column_names_are_understood(tmp_path: Path) -> None:
    listing = listing_of(
        tmp_path,
        **{"Show ID": "s9", "Release-Year": "2030", "Type": "TV Show", "listed_in": "Dramas, Sci-Fi & Fantasy"},
        **{"Original Language": "Danish", "country": "DK, US", "runtime": "48 min", "tconst": "tt9900099"},
    )

    assert (listing.name, listing.plots[0].text) == (ROW["title"], ROW["overview"])
    assert listing.names_all_releases
    assert (listing.source_key, listing.year, listing.kind, listing.language) == ("s9", 2030, Kind.TV, "da")
    assert (listing.countries, listing.runtime_minutes) == (("DK", "US"), 48)
    assert listing.tags == (SourceTag("catalogue", "Dramas"), SourceTag("catalogue", "Sci-Fi & Fantasy"))
    assert listing.external_ids == (ExternalId(Namespace.IMDB, "tt9900099"),)


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (112, ("1h 52m", "1h52", "1 hr 52 min", "1 Hour, 52 minutes", "1:52", "1:52:30")),
        (120, ("2h", "2 hrs.", "2 hours", "2:00")),
        (125, ("2:05", "2 hours and 5 minutes")),
        (90, ("90 min", "90", 90, 90.0)),
        (None, ("", "0", "0h 0m", "0:00", "long")),
    ],
)
def test_a_running_time_is_read_in_hours_and_minutes(
    tmp_path: Path, minutes: int | None, written: tuple[object, ...]
) -> None:
    for each in written:
        assert listing_of(tmp_path, runtime=each).runtime_minutes == minutes, each


@pytest.mark.parametrize("rows", [1, ROWS_PER_RECORD + 1])
@pytest.mark.parametrize("named", [{"name": "Film", "plot": "Story"}, {"name": "Film", "plot": "plot \ud800"}], ids=str)
def test_kept_rows_are_read_again_by_the_columns_that_were_chosen(
    tmp_path: Path, named: dict[str, str], rows: int
) -> None:
    row = {named["name"]: "Ebb", named["plot"]: "The sea goes.", "title": "No name", "overview": "No plot."}
    source = CatalogueFile(jsonl(tmp_path, *[row] * rows), HandClock(), named)
    kept = [answer for answer in source.fetch(WINDOW) if isinstance(answer, RawRecord)]
    again = [listing for record in kept for listing in parse_kept(record)]
    assert again == [listing for record in kept for listing in source.parse(record)]
    assert {(one.name, one.plots[0].text) for one in again if isinstance(one, Listing)} == {("Ebb", "The sea goes.")}
    assert len(again) == rows


@pytest.mark.parametrize("missing", ["", "nan", "NaN", "N/A", "null", "unknown"])
def test_a_year_that_is_written_as_missing_is_not_known(tmp_path: Path, missing: str) -> None:
    assert listing_of(tmp_path, year=missing).year is None


def test_a_chosen_column_stands_before_the_guessed_one(tmp_path: Path) -> None:
    path = jsonl(tmp_path, ROW | {"long_text": "The whole story of the ebb."})

    (listing,) = read(path, plot="long_text")

    assert isinstance(listing, Listing)
    assert listing.plots[0].text == "The whole story of the ebb."


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"plot": "story"}, "has no column 'story'; its columns are: title, overview"),
        ({"blurb": "overview"}, "knows no field 'blurb'; choose from: name, plot"),
    ],
)
def test_a_choice_that_cannot_be_is_wrong_use(tmp_path: Path, columns: dict[str, str], reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        read(jsonl(tmp_path, ROW), **columns)


@pytest.mark.parametrize(("needed", "given_columns"), [("plot", "title,year"), ("name", "year,overview")])
def test_a_csv_without_a_needed_column_is_wrong_use_that_says_what_to_do(
    tmp_path: Path, needed: str, given_columns: str
) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(f"{given_columns}\n1,2\n", "utf-8")

    with pytest.raises(
        WrongUse, match=f"titles.csv has no {needed} column; its columns are: .*--column {needed}=COLUMN"
    ):
        read(path)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"title": " "}, "a title needs a name"),
        ({"title": None}, "a title needs a name"),
        ({"overview": ""}, "'Ebb' needs a plot"),
        ({"year": "soon"}, "The year 'soon' is not a number"),
        ({"year": 3030}, "The year 3030 is impossible"),
    ],
)
def test_a_malformed_row_is_a_violation_and_the_rest_goes_on(
    tmp_path: Path, cells: dict[str, Any], reason: str
) -> None:
    violation, listing = read(jsonl(tmp_path, ROW | cells, ROW))

    assert isinstance(violation, Violation)
    assert (violation.rule, violation.subject) == ("row is malformed", "titles.jsonl row 1")
    assert reason in violation.message
    assert isinstance(listing, Listing)


def test_a_row_that_cannot_be_read_is_a_violation_with_its_number(tmp_path: Path) -> None:
    path = jsonl(tmp_path, ROW)
    path.write_text(path.read_text("utf-8") + "{broken\n", "utf-8")

    violation, listing = read(path)

    assert isinstance(violation, Violation)
    assert (violation.rule, violation.subject) == ("row cannot be read", "titles.jsonl row 2")
    assert isinstance(listing, Listing)


def test_a_row_with_the_id_of_an_earlier_one_and_another_plot_is_a_violation(tmp_path: Path) -> None:
    other = {"id": 7, "title": "Flow", "overview": "The sea comes back."}

    violation, first = read(jsonl(tmp_path, ROW | {"id": 7}, other))

    assert isinstance(first, Listing)
    assert isinstance(violation, Violation)
    assert (violation.rule, violation.subject) == ("row has the id of another", "titles.jsonl row 2")
    assert "the id '7'" in violation.message
    assert violation.excerpt.startswith("Flow")


@pytest.mark.parametrize("key", ["7", None, "", float("nan")])
def test_rows_of_one_title_and_rows_without_id_are_all_good(tmp_path: Path, key: object) -> None:
    plots = (ROW["overview"], ROW["overview"] if key == "7" else "The sea comes back.")

    found = read(jsonl(tmp_path, *(ROW | {"id": key, "overview": plot} for plot in plots)))

    assert [type(one) for one in found] == [Listing, Listing]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2031-05-20", date(2031, 5, 20)),
        ("May 20, 2031", date(2031, 5, 20)),
        ("20 May 2031", date(2031, 5, 20)),
        ("05/20/2031", date(2031, 5, 20)),
        ("2031-05-20T10:00:00Z", date(2031, 5, 20)),
    ],
)
def test_dates_are_read_in_the_usual_forms(tmp_path: Path, text: str, day: date) -> None:
    listing = listing_of(tmp_path, release_date=text, network="Lumen+", region="dk")

    assert listing.releases == (Release(day, ReleaseType.UNSPECIFIED, "DK", "Lumen+"),)
    assert listing.year == 2031


@pytest.mark.filterwarnings("error")
def test_a_backslash_in_a_written_list_is_part_of_the_tag_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    listing = listing_of(tmp_path, genres=r"['Drama', 'Slash\Dash']")

    assert [tag.text for tag in listing.tags] == ["Drama", r"Slash\Dash"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("US, gb", ("US", "GB")), ("United States, South Korea", ("US", "KR")), ("UK|west germany", ("GB", "DE")),
        ("ZZ, XX, QQ, Bollywood", ()), (["CÔTE D'IVOIRE", 7, None, "XK"], ("CI", "XK")), ("SU", ("SU",)),
    ],
)  # fmt: skip
def test_countries_are_read_by_code_or_name_and_others_left_out(
    tmp_path: Path, cell: object, codes: tuple[str, ...]
) -> None:
    found = listing_of(tmp_path, country=cell, region=cell, released="2026-01-02")
    region = codes[0] if len(codes) == 1 else None  # a region is one country
    assert (found.countries, found.releases[0].region) == (codes, region)


@pytest.mark.parametrize("column", ["Released", "air date", "first_air_date"])
def test_the_day_of_release_is_found_by_any_of_its_usual_names(tmp_path: Path, column: str) -> None:
    listing = listing_of(tmp_path, **{column: "20 May 2031"})

    assert [release.date for release in listing.releases] == [date(2031, 5, 20)]


@pytest.mark.parametrize("text", ["2031-13-99T00:00:00", "0000-00-00 00:00", "soon", "", "31/31/2031"])
def test_a_date_that_is_none_does_not_lose_the_row(tmp_path: Path, text: str) -> None:
    assert listing_of(tmp_path, release_date=text).releases == ()


@pytest.mark.parametrize(
    "genres",
    [
        '[{"id": 18, "name": "Drama"}, {"id": 35, "name": "Children\'s"}]',
        "[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': \"Children's\"}]",
        "['Drama', \"Children's\"]",
        [{"id": 18, "name": "Drama"}, {"id": 35, "name": "Children's"}, {"id": 0}],
    ],
)
def test_genres_as_objects_with_names_are_read_by_their_names(tmp_path: Path, genres: object) -> None:
    assert [tag.text for tag in listing_of(tmp_path, genres=genres).tags] == ["Drama", "Children's"]


@pytest.mark.parametrize("genres", ["[" * 90_000, "[" + "-" * 19_000 + "1]", "[1, " + "(" * 5_000, "[Drama"])
def test_a_list_of_genres_that_is_none_does_not_stop_the_import(tmp_path: Path, genres: str) -> None:
    assert listing_of(tmp_path, genres=genres).name


@pytest.mark.parametrize(
    "genres", [["Drama", "War"], "Drama|War", "Drama; War", "Drama, War", "['Drama', 'War']", '["Drama", "War"]']
)
def test_genres_are_read_in_the_usual_forms(tmp_path: Path, genres: object) -> None:
    assert [tag.text for tag in listing_of(tmp_path, genres=genres).tags] == ["Drama", "War"]


def test_a_row_without_an_id_has_the_same_key_each_time(tmp_path: Path) -> None:
    keys = {listing_of(tmp_path).source_key for _ in range(2)}

    assert len(keys) == 1
    assert listing_of(tmp_path, overview="Another plot.").source_key not in keys


def test_a_film_and_a_show_that_say_the_same_have_two_keys(tmp_path: Path) -> None:
    said = {"name": "Ebb", "plot": "The sea goes.", "year": 2030}
    film, show, either = (listing_of(tmp_path, **said, **kind) for kind in ({"kind": "movie"}, {"kind": "tv"}, {}))
    assert film.source_key == either.source_key != show.source_key


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    rows = [{"name": "Ebb", "plot": "It goes.", "year": 2030}, {"name": "Flow", "plot": "It returns.", "year": None}]
    pl.DataFrame(rows).write_parquet(tmp_path / "titles.parquet")
    pl.DataFrame(rows).write_csv(tmp_path / "titles.csv")

    assert read(tmp_path / "titles.parquet") == read(tmp_path / "titles.csv")


def test_a_record_holds_its_cells_in_one_order_so_that_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    columns = ["tags", "runtime", "url", "plot", "year", "language", "name", "kind", "id", "region"]
    pl.DataFrame({column: ["1"] for column in columns}).write_parquet(tmp_path / "titles.parquet")

    (record,) = CatalogueFile(tmp_path / "titles.parquet", HandClock()).fetch(WINDOW)

    assert isinstance(record, RawRecord)
    _, cells = json.loads(record.content)
    in_order_of_our_fields = ["name", "plot", "id", "kind", "year", "tags", "language", "runtime", "region", "url"]
    assert list(cells) == in_order_of_our_fields


def test_a_comma_does_not_separate_where_a_plainer_sign_does(tmp_path: Path) -> None:
    genres = "Arts, Entertainment, and Culture | Drama"
    assert [tag.text for tag in listing_of(tmp_path, genres=genres).tags] == [
        "Arts, Entertainment, and Culture",
        "Drama",
    ]


def test_a_long_file_becomes_several_records_in_order(tmp_path: Path) -> None:
    path = jsonl(tmp_path, *({"title": f"Title {n}", "plot": "A plot."} for n in range(2 * ROWS_PER_RECORD + 1)))
    source = CatalogueFile(path, HandClock())

    records = list(source.fetch(WINDOW))
    names = [x.name for x in read(path) if isinstance(x, Listing)]

    assert len(records) == 3
    assert names == [f"Title {n}" for n in range(2 * ROWS_PER_RECORD + 1)]


def test_what_was_imported_says_where_it_is_from_and_is_not_trained_on(tmp_path: Path) -> None:
    source = CatalogueFile(jsonl(tmp_path, ROW), HandClock())

    assert source.name == "import:titles"
    assert source.policy.credit.text == "Imported from titles.jsonl"
    assert source.policy.train == "no"


cells = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["[" * 3_000, "['", "nan"])
)
rows = st.dictionaries(
    st.sampled_from(["title", "overview", "year", "genres", "country", "date", "runtime", "id", "imdb"]),
    cells | st.lists(cells, max_size=3) | st.dictionaries(st.text(), cells, max_size=2),
)


@given(st.lists(rows, max_size=6))
def test_any_rows_are_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, strange: list[dict[str, Any]]
) -> None:
    apart = [row | {"url": f"https://films.example/{number}"} for number, row in enumerate(strange)]
    outcomes = read(jsonl(tmp_path_factory.getbasetemp(), ROW, *apart))
    mixed = read(jsonl(tmp_path_factory.getbasetemp(), ROW, *strange))  # where neighbours may be one title

    assert len(outcomes) == 1 + len(strange)
    assert 1 <= len(mixed) <= len(outcomes)
    for outcome in outcomes + mixed:
        assert outcome.name.strip() if isinstance(outcome, Listing) else outcome.message.strip()


@given(st.lists(st.lists(st.text(), max_size=4), max_size=6))
def test_any_csv_rows_are_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, strange: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["title", "overview"], list(ROW.values()), *strange])
    path = tmp_path_factory.getbasetemp() / "strange.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "replace"))

    outcomes = read(path)

    assert ROW["title"] in {outcome.name for outcome in outcomes if isinstance(outcome, Listing)}
