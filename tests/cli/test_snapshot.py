"""`trending-now snapshot`: made, listed, shown, compared."""

import json
import shutil
from pathlib import Path

from tests.cli.commands import TrendingNow
from tests.cli.conftest import FILMS

MORE = """title,overview,listed_in,release_year
The Tin Sheriff,A sheriff of tin hunts the outlaws of a paper town.,"Western, War",2030
Salt Hours,A keeper of clocks sells the hours of the night.,Drama,2031
"""


def test_a_snapshot_is_made_and_listed_and_shown(stocked: TrendingNow) -> None:
    made = stocked("snapshot")
    name = made.out.splitlines()[0].removeprefix("Made snapshot ").rstrip(".")
    assert made.exit_code == 0
    assert "listings: 2 rows" in made.out
    assert name in stocked("snapshot", "list").out
    shown = stocked("snapshot", "show", "--verify")
    assert shown.exit_code == 0
    assert shown.out.splitlines()[-1].endswith("files are as the manifest names them.")


def test_the_same_catalogue_again_says_that_nothing_changed(stocked: TrendingNow) -> None:
    stocked("snapshot")
    assert stocked("snapshot").out.startswith("Nothing has changed since snapshot ")


def test_programs_read_the_manifest(stocked: TrendingNow) -> None:
    made = json.loads(stocked("snapshot", "--json").out)
    (listed,) = json.loads(stocked("snapshot", "list", "--json").out)["snapshots"]
    shown = json.loads(stocked("snapshot", "show", "latest", "--json").out)["snapshot"]
    assert made == {"is_new": True, "lost_files": 0, "snapshot": listed}
    assert shown == listed
    assert (listed["taxonomy"], listed["sources"][0]["listings"]) == (shown["taxonomy"], 2)


def test_raw_answers_that_the_lake_lost_are_left_out_and_told_until_the_file_is_imported_again(
    stocked: TrendingNow,
) -> None:
    shutil.rmtree(stocked.home / "lake")
    made = stocked("snapshot")
    assert made.exit_code == 0
    assert made.out.splitlines()[-1] == "Without 1 file of raw answers, which the lake has lost."
    assert "listings: 2 rows" in made.out

    stocked("import", stocked.write("films.csv", FILMS))
    assert json.loads(stocked("snapshot", "--json").out)["lost_files"] == 0


def test_two_snapshots_are_compared(stocked: TrendingNow) -> None:
    first = json.loads(stocked("snapshot", "--json").out)["snapshot"]["name"]
    assert stocked("import", stocked.write("films.csv", MORE)).exit_code == 0
    second = json.loads(stocked("snapshot", "--json").out)["snapshot"]["name"]
    told = stocked("snapshot", "diff", first, second).out
    found = json.loads(stocked("snapshot", "diff", first, second, "--json").out)
    assert [(title["title"], title["changes"]) for title in found["added"]] != []
    assert f"From {first} to {second}:" in told
    assert "+ " not in told
    assert "Salt Hours" in told


def test_a_damaged_file_is_named_and_is_a_failure(stocked: TrendingNow) -> None:
    stocked("snapshot")
    (path,) = (stocked.home / "snapshots").rglob("listings/**/*.parquet")
    path.write_bytes(b"PAR1")
    shown = stocked("snapshot", "show", "--verify")
    assert shown.exit_code == 1
    assert "is not what it was: its SHA-256 is another." in shown.err


def test_an_empty_catalogue_and_an_unknown_snapshot_say_what_to_do(trending_now: TrendingNow) -> None:
    assert trending_now("snapshot").failed_with(2, "catalogue is empty", "trending-now ingest")
    assert "`trending-now snapshot` makes one" in trending_now("snapshot", "list").out
    assert trending_now("snapshot", "show", "x").failed_with(2, "no snapshot 'x'", "`trending-now snapshot` makes")
    assert trending_now("snapshot", "diff", "a").failed_with(2, "Missing argument 'B'")


def test_a_refused_catalogue_is_a_failure_that_says_why(trending_now: TrendingNow) -> None:
    rows = "".join(f"The sea goes out and stays out for year {n},Ebb.\n" for n in range(3))
    assert trending_now("import", trending_now.write("swapped.csv", f"title,plot\n{rows}")).exit_code == 0
    assert trending_now("snapshot").failed_with(1, "import:swapped is refused, title and plot are swapped")
    assert "There is no snapshot" in trending_now("snapshot", "list").out
    assert trending_now("snapshot", "show").failed_with(2, "no snapshot 'latest'", "`trending-now snapshot` makes")


def test_a_corpus_that_is_none_is_named(stocked: TrendingNow, tmp_path: Path) -> None:
    assert stocked("snapshot", "--corpus", tmp_path / "none.parquet").failed_with(2, "none.parquet cannot be read")


def test_a_pull_without_pointer_files_says_so(trending_now: TrendingNow) -> None:
    pulled = trending_now("data", "pull")
    assert (pulled.exit_code, pulled.err) == (0, "")
    assert pulled.out.startswith("No snapshot has a pointer file in ")
    assert "`trending-now data push`" in pulled.out
