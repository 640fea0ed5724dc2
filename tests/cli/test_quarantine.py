"""`trending-now check` and `quarantine`: what waits, and what becomes of it."""

import json
import os
import re

import pytest

from tests.cli.commands import TrendingNow
from tests.loopback import Loopback, Reply, as_json, in_turn

BROKEN = (
    "title,plot,year\nThe Tin Sheriff,A sheriff of tin hunts outlaws.,soon\nSalt Hours,A keeper sells the hours.,2032\n"
)


@pytest.fixture
def waiting(stocked: TrendingNow) -> TrendingNow:
    """Return the program with one record of an import in quarantine."""
    assert stocked("import", stocked.write("broken.csv", BROKEN)).exit_code == 0
    return stocked


def test_what_waits_is_listed_and_shown(waiting: TrendingNow) -> None:
    (record,) = json.loads(waiting("quarantine", "list", "--json").out)["quarantine"]
    listed = waiting("quarantine", "list").out
    shown = waiting("quarantine", "show", record["id"]).out
    assert "import:broken  row is malformed: broken.csv row 2" in listed
    assert "\n    The year 'soon' is not a number." in listed
    assert listed.endswith("1 of 1 shown.\n")
    assert re.search(r"^last seen   \d{4}-\d\d-\d\d \d\d:\d\d UTC$", shown, re.MULTILINE)
    assert "The year 'soon' is not a number." in shown
    assert (
        waiting("quarantine", "list", "--source", "nobody").out == "Nothing of that waits in quarantine (1 in all).\n"
    )


def test_a_record_that_is_still_broken_still_waits(waiting: TrendingNow) -> None:
    assert waiting("quarantine", "retry", "--all").out == "Tried 1 again: 0 left quarantine, 1 still wait.\n"


def test_a_record_of_an_import_with_named_columns_is_tried_again_by_them(stocked: TrendingNow) -> None:
    rows = BROKEN.replace("title,plot,year", "Film,Story,year")
    path = stocked.write("named.csv", rows)
    assert stocked("import", path, "--column", "name=Film", "--column", "plot=Story").exit_code == 0
    assert stocked("quarantine", "retry", "--all").out == "Tried 1 again: 0 left quarantine, 1 still wait.\n"


def test_what_waits_is_tried_again_where_nothing_is_stored_yet(trending_now: TrendingNow) -> None:
    only_broken = "".join(BROKEN.splitlines(keepends=True)[:2])
    assert trending_now("import", trending_now.write("broken.csv", only_broken)).exit_code == 0
    assert trending_now("quarantine", "retry", "--all").out == "Tried 1 again: 0 left quarantine, 1 still wait.\n"


def test_a_dropped_record_is_gone(waiting: TrendingNow) -> None:
    assert waiting("quarantine", "drop", "--all", "--source", "import:broken").out == "Dropped 1.\n"
    assert waiting("quarantine", "list").out == "Nothing waits in quarantine.\n"


def test_wrong_use_says_what_to_do(waiting: TrendingNow) -> None:
    assert waiting("quarantine", "show", 99).failed_with(2, "No record 99 waits", "quarantine list")
    assert waiting("quarantine", "drop").failed_with(2, "by their numbers, or all of them with --all")
    assert waiting("quarantine", "drop", 1, "--all").failed_with(2, "by their numbers, or all of them with --all")


@pytest.mark.parametrize("number", [2**31, 10**20])
def test_a_number_beyond_all_that_a_database_counts_to_is_wrong_use(waiting: TrendingNow, number: int) -> None:
    assert waiting("quarantine", "show", number).failed_with(2, f"No record {number} waits")
    assert waiting("quarantine", "drop", number).failed_with(2, f"No record {number} waits")
    assert waiting("match", "say", number, "same").failed_with(2, f"no question {number}")
    assert waiting("quarantine", "list", "--limit", number).out.endswith("1 of 1 shown.\n")


def test_a_name_that_no_database_takes_is_nobodys(waiting: TrendingNow) -> None:
    latin1 = os.fsdecode(b"caf\xe9")
    assert waiting("quarantine", "list", "--source", latin1).out == "Nothing of that waits in quarantine (1 in all).\n"
    assert waiting("quarantine", "list", "--rule", latin1).out == "Nothing of that waits in quarantine (1 in all).\n"
    assert waiting("policy", "forget", latin1).failed_with(2, "Nothing of a source")


def test_rows_that_were_mended_leave_when_their_file_is_imported_again(trending_now: TrendingNow) -> None:
    path = trending_now.write("films.csv", 'id,name,plot\n1,Ebb,\n2,,A tide.\n3,Flow,A tide.\n3,Flood,"A tide.')
    trending_now("import", path)
    assert trending_now("quarantine", "list").out.endswith("3 of 3 shown.\n")
    assert trending_now("import", trending_now.write("other.csv", "id,name,plot\n1,,A tide.\n")).exit_code == 0

    trending_now("import", trending_now.write("films.csv", "id,name,plot\n1,Ebb,A tide.\n2,,A tide.\n3,Flow,A tide.\n"))

    shown = trending_now("quarantine", "list").out
    assert shown.endswith("2 of 2 shown.\n"), shown
    assert "films.csv row 3" in shown
    assert "other.csv row 2" in shown


def test_the_catalogue_is_checked_and_a_page_is_written(stocked: TrendingNow) -> None:
    checked = stocked("check", "--page", "report.html")
    assert checked.exit_code == 0
    assert checked.out.startswith("check catalogue: 2 records, ")
    assert "tag is unknown" in checked.out
    assert "<h1>Data check: catalogue</h1>" in (stocked.folder / "report.html").read_text()


def test_a_file_that_is_refused_is_a_failure(trending_now: TrendingNow) -> None:
    path = trending_now.write("half.parquet", "PAR1 and no more")
    refused = trending_now("check", path)
    assert refused.exit_code == 1
    assert "trending-now: half.parquet is refused: file is not whole" in refused.err
    assert json.loads(trending_now("check", path, "--json").out)["refused"] is True
    assert trending_now("check", "nowhere.csv").failed_with(2, "There is no file nowhere.csv")


def test_a_file_is_checked_with_the_columns_that_it_would_be_imported_with(trending_now: TrendingNow) -> None:
    path = trending_now.write("films.csv", "what,story\nEbb,A tide goes out over the flats.\n")
    assert "--column name=COLUMN" in trending_now("check", path).err

    checked = trending_now("check", path, "--column", "name=what", "-c", "plot=story")

    assert (checked.exit_code, checked.err) == (0, "")
    assert checked.out.startswith("check films.csv: 1 records, ")


def test_a_column_that_cannot_be_used_is_wrong_use_of_check(trending_now: TrendingNow) -> None:
    path = trending_now.write("films.csv", "what,story\nEbb,A tide goes out over the flats.\n")
    assert trending_now("check", path, "--column", "story").failed_with(2, "--column 'story' is not FIELD=COLUMN")
    assert trending_now("check", path, "--column", "plot=tale").failed_with(2, "films.csv has no column 'tale'")
    assert trending_now("check", "--column", "plot=story").failed_with(2, "name the file, too")


def test_a_filtered_list_is_counted_against_what_fits_the_filter(trending_now: TrendingNow) -> None:
    for name in ("films", "shows"):
        trending_now("import", trending_now.write(f"{name}.csv", "name,plot\nThe Salt Road,\nThe Tin Road,\n"))

    assert trending_now("quarantine", "list", "--source", "import:films", "--limit", 1).out.endswith("1 of 2 shown.\n")
    assert trending_now("quarantine", "list").out.endswith("4 of 4 shown.\n")
    none = trending_now("quarantine", "list", "--rule", "no such rule")
    assert none.out == "Nothing of that waits in quarantine (4 in all).\n"


def test_a_lost_answer_is_listed_by_its_address_without_the_parameters_and_what_was_wrong(
    trending_now: TrendingNow,
) -> None:
    with Loopback({"*": in_turn([as_json([]), Reply(b"[]", 404)])}) as tvmaze:
        trending_now("ingest", SOURCES="tvmaze", TVMAZE_URL=tvmaze.url, REQUEST_INTERVAL_SECONDS=0)

    (_, reason, *_) = trending_now("quarantine", "list", "--limit", 1).out.splitlines()

    assert re.fullmatch(rf"    {tvmaze.url}/schedule(/web)? answered 404\.", reason)


def test_times_in_json_are_written_as_the_api_writes_them(trending_now: TrendingNow) -> None:
    trending_now("import", trending_now.write("films.csv", "name,plot\nThe Salt Road,\n"))

    (one,) = json.loads(trending_now("quarantine", "list", "--json").out)["quarantine"]
    shown = json.loads(trending_now("quarantine", "show", one["id"], "--json").out)

    assert shown["last_seen"] == one["last_seen"]
    assert one["last_seen"].endswith("Z")
    assert "T" in one["last_seen"]
