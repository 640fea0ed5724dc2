"""What a person can get wrong is told in one sentence with the right exit code, and nothing is lost."""

import json
import os
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import PROGRAM, TrendingNow
from tests.cli.folders import read_only, tiny_disk
from tests.loopback import Loopback, as_json

MANY_FILMS = "title,overview\n" + "".join(
    f"Film {number},A sheriff of number {number} rides {number * 7919} miles.\n" for number in range(6_000)
)
ONE_FILM = "title,overview\nThe Third Film,A wizard counts to three.\n"


def film_names(catalogue: Path) -> list[str]:
    """Return the names of the titles of a catalogue, read without the program."""
    with closing(sqlite3.connect(catalogue)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM titles ORDER BY name")]


def test_a_missing_file_is_wrong_use(trending_now: TrendingNow) -> None:
    assert trending_now("import", "nowhere.csv").failed_with(2, "There is no file nowhere.csv; check the path")
    assert not trending_now.home.exists()


@pytest.mark.parametrize("name", ["empty.csv", "empty.jsonl", "empty.parquet"])
def test_an_empty_file_is_wrong_use(trending_now: TrendingNow, name: str) -> None:
    assert trending_now("import", trending_now.write(name, "")).failed_with(2, f"{name} is empty; give a file")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("header.csv", "title,overview\n", "header.csv holds no rows; give a file with at least a name and a plot"),
        ("no_plot.csv", "title,actors\nThe Tin Sheriff,nobody\n", "has no plot column; its columns are: title, actors"),
        ("no_name.csv", "overview,year\nA sheriff of tin.,2030\n", "no_name.csv has no name column"),
        ("notes.txt", "A sheriff of tin.\n", "notes.txt is of no known form"),
        ("broken.parquet", "PAR1 and then nothing", "broken.parquet is not a Parquet file"),
        ("list.jsonl", "[1]\n", "list.jsonl holds no rows"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalogue_is_wrong_use(
    trending_now: TrendingNow, name: str, content: str, said: str
) -> None:
    assert trending_now("import", trending_now.write(name, content)).failed_with(2, said)


@pytest.mark.parametrize("option", ["--json", "--markdown"])
def test_a_form_of_the_policy_table_is_refused_beside_an_action(trending_now: TrendingNow, option: str) -> None:
    said = "--markdown and --json print the table; leave them out to accept."
    assert trending_now("policy", "accept", "variety", option).failed_with(2, said)


def test_a_pipe_is_no_file_to_import(trending_now: TrendingNow) -> None:
    os.mkfifo(trending_now.folder / "films.csv")
    assert trending_now("import", "films.csv").failed_with(2, "films.csv is a pipe or a device; save what it gives")


def test_a_name_that_no_folder_can_have_is_wrong_use(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", ONE_FILM)
    assert trending_now("import", films, "--name", "x" * 101).failed_with(2, "--name has 101 characters; give one of")
    assert trending_now("import", films, "--name", "x" * 100).out.startswith(f"ingest import:{'x' * 100}: 1 records")


def test_a_file_of_which_no_row_can_be_read_says_why(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", "name,plot\nThe Tin Sheriff,A sheriff, of tin.\n")
    said = "failed: Nothing could be read. Line 2 has 3 cells, the header has 2."
    assert trending_now("import", films).failed_with(1, said)


def test_a_folder_is_no_file_to_import(trending_now: TrendingNow) -> None:
    assert trending_now("import", trending_now.folder).failed_with(2)


def test_a_file_whose_name_is_not_utf_8_is_imported_under_one_that_is(trending_now: TrendingNow) -> None:
    films = trending_now.write(os.fsdecode(b"caf\xe9.csv"), ONE_FILM)
    assert trending_now("import", films).out.startswith("ingest import:caf?: 1 records, 1 new")
    assert film_names(trending_now.catalogue) == ["The Third Film"]


@pytest.mark.parametrize(("command", "said"), [("check", "check a.parquet: 1 records"), ("import", "1 new")])
def test_a_zone_that_is_an_offset_is_no_reason_not_to_read_a_file(
    trending_now: TrendingNow, command: str, said: str
) -> None:
    pa = pytest.importorskip("pyarrow", reason="writes what pandas writes; the train extra is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    seen = pa.array([0], pa.timestamp("us", tz="+05:30"))
    pq.write_table(pa.table({"title": ["Lamps"], "plot": ["A lamp."], "seen": seen}), trending_now.folder / "a.parquet")
    assert said in trending_now.process(command, "a.parquet").out


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("plot", "--column 'plot' is not FIELD=COLUMN"),
        ("story=overview", "--column knows no field 'story'"),
        ("plot=story", "films.csv has no column 'story'"),
    ],
)
def test_a_column_that_is_not_there_is_wrong_use(trending_now: TrendingNow, option: str, said: str) -> None:
    films = trending_now.write("films.csv", ONE_FILM)
    assert trending_now("import", films, "--column", option).failed_with(2, said)


@pytest.mark.parametrize(
    "command",
    [("import", "films.csv"), ("enrich",), ("ingest", "--source", "demo"), ("up", "--port", "0")],
    ids=" ".join,
)
def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    stocked: TrendingNow, command: tuple[str, ...]
) -> None:
    stocked.write("films.csv", ONE_FILM)
    with closing(sqlite3.connect(stocked.catalogue)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert stocked(*command).failed_with(1, "was made by a newer version of Trending Now (schema 9999")
    assert film_names(stocked.catalogue) == ["Lamps at Sea", "The Tin Sheriff"]


def test_a_file_that_is_no_database_is_told(stocked: TrendingNow) -> None:
    stocked.catalogue.write_text("nothing of the kind " * 100)
    assert stocked("enrich").failed_with(1, "catalogue.sqlite is not a database; move it away")


def test_a_read_only_folder_is_told_and_what_is_in_it_can_be_used(stocked: TrendingNow) -> None:
    films = stocked.write("films.csv", ONE_FILM)
    with read_only(stocked.home):
        assert stocked("import", films).failed_with(1, "catalogue.sqlite cannot be", "writable")
        assert stocked("classify", "The sheriff rides.").exit_code == 0
    assert stocked("import", films).exit_code == 0
    assert len(film_names(stocked.catalogue)) == 3


def test_a_read_only_folder_in_which_a_home_would_be_made_is_told(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", ONE_FILM)
    place = trending_now.folder / "place"
    place.mkdir()
    with read_only(place):
        assert trending_now("import", films, HOME=place / "home").failed_with(1, "cannot be made", "TRENDING_NOW_HOME")


def test_a_home_below_a_file_is_told(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", ONE_FILM)
    assert trending_now("import", films, HOME=films / "home").failed_with(1, "cannot be made", "TRENDING_NOW_HOME")


def test_a_lake_below_a_file_is_told(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", ONE_FILM)
    assert trending_now("import", films, LAKE_URL=films / "lake").failed_with(1, "TRENDING_NOW_LAKE_URL")


def test_a_full_disk_is_told_and_what_was_stored_stays(trending_now: TrendingNow) -> None:
    trending_now.home.mkdir()
    few, many = trending_now.write("few.csv", ONE_FILM), trending_now.write("many.csv", MANY_FILMS)
    with tiny_disk(trending_now.home, "4m"):
        assert trending_now("import", few).exit_code == 0
        assert trending_now("import", many).failed_with(1, "full", "free some space")
        assert "The Third Film" in film_names(trending_now.catalogue)
        assert len(film_names(trending_now.catalogue)) < 6_000


def test_a_backup_onto_a_full_disk_is_told_and_leaves_nothing_behind(stocked: TrendingNow) -> None:
    disk = stocked.folder / "disk"
    disk.mkdir()
    with tiny_disk(disk, "8k"):
        assert stocked("backup", disk / "copy.tar.gz").failed_with(1, "could not be written", "Free some space")
        assert list(disk.iterdir()) == []


def test_a_wrong_key_is_told_and_never_shown(trending_now: TrendingNow) -> None:
    refusal = {"status_code": 7, "status_message": "Invalid API key.", "success": False}
    with Loopback({"*": as_json(refusal, 401)}) as server:
        outcome = trending_now("ingest", "--source", "tmdb", TMDB_URL=server.url, TMDB_TOKEN="not-the-key-at-all")
    assert outcome.failed_with(1, "ingest tmdb failed", "TMDB_TOKEN")
    assert "not-the-key-at-all" not in outcome.out + outcome.err


def test_a_failed_source_is_in_the_json_too(trending_now: TrendingNow) -> None:
    with Loopback({"*": as_json({}, 401)}) as server:
        outcome = trending_now("ingest", "-s", "tmdb", "--json", TMDB_URL=server.url, TMDB_TOKEN="wrong")
    assert outcome.failed_with(1, "ingest tmdb failed")
    assert [run["state"] for run in json.loads(outcome.out)["runs"]] == ["failed"]


def test_an_output_that_cannot_be_written_is_told_as_such(trending_now: TrendingNow) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "classify", "The sheriff rides."],
            check=False, stdout=full, stderr=subprocess.PIPE, text=True, env=trending_now.environment({}),
        )  # fmt: skip
    said = "trending-now: The output cannot be written: No space left on device. Free some space, or send the output"
    assert (done.returncode, done.stderr.startswith(said)) == (1, True), done


def test_a_port_in_use_is_told(trending_now: TrendingNow) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert trending_now("up", "--port", port).failed_with(1, f"Port {port} is in use", "--port")


def test_an_address_that_is_not_ours_is_told(trending_now: TrendingNow) -> None:
    assert trending_now("up", "--host", "192.0.2.1", "--port", 0).failed_with(1, "192.0.2.1:0 cannot be listened on")


def test_a_name_that_no_folder_takes_is_wrong_use(trending_now: TrendingNow) -> None:
    path = trending_now.write("films.csv", "title,plot\nEbb,A tide.\n")
    assert trending_now("import", path, "--name", "日" * 90).failed_with(2, "takes 277 bytes; give a shorter one")
    long = trending_now.write(f"{'x' * 240}.csv", "title,plot\nEbb,A tide.\n")
    assert trending_now("import", long).failed_with(2, "takes 247 bytes; give a shorter one with --name")
