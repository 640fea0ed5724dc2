"""`backup` and `restore`: what was in the catalogue and the lake is there again."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import PROGRAM, TrendingNow
from tests.cli.conftest import FILMS
from tests.cli.folders import read_only


def rows(catalogue: Path) -> list[tuple[object, ...]]:
    """Return titles and where their raw records lie."""
    with closing(sqlite3.connect(catalogue)) as connection:
        titles = connection.execute("SELECT id, name, year FROM titles ORDER BY id").fetchall()
        return titles + connection.execute("SELECT url, sha256, lake_file FROM raw_records ORDER BY url").fetchall()


def test_a_restored_backup_is_what_was_backed_up(stocked: TrendingNow) -> None:
    before = rows(stocked.catalogue)
    made = stocked("backup", "copy.tar.gz")
    assert (made.exit_code, made.err) == (0, "")
    assert made.out.startswith("Wrote copy.tar.gz (")
    shutil.rmtree(stocked.home)
    restored = stocked("restore", "copy.tar.gz")
    assert restored.out == f"Restored copy.tar.gz into {stocked.home}.\n"
    assert rows(stocked.catalogue) == before
    assert list((stocked.home / "lake").rglob("*.parquet"))
    assert "2 unchanged" in stocked("import", stocked.write("films.csv", FILMS)).out


def test_prompts_come_back_and_another_of_the_name_is_replaced_only_when_asked(stocked: TrendingNow) -> None:
    prompt = stocked.home / "prompts" / "enrich-v90.md"
    prompt.parent.mkdir()
    prompt.write_text("as it was", "utf-8")
    stocked("backup", "copy.tar.gz")
    shutil.rmtree(stocked.home)
    assert stocked("restore", "copy.tar.gz").exit_code == 0
    assert prompt.read_text("utf-8") == "as it was"
    prompt.write_text("as it is", "utf-8")
    stocked.catalogue.unlink()
    assert stocked("restore", "copy.tar.gz").failed_with(2, "There is another", "enrich-v90.md", "--replace")
    assert stocked("restore", "copy.tar.gz", "--replace").exit_code == 0
    assert prompt.read_text("utf-8") == "as it was"


def test_a_lake_that_a_file_url_names_is_backed_up_too(stocked: TrendingNow) -> None:
    lake = stocked.folder / "lake"
    shutil.move(stocked.home / "lake", lake)
    stocked("backup", "copy.tar.gz", LAKE_URL=lake.as_uri())
    shutil.rmtree(lake)
    stocked("restore", "copy.tar.gz", "--replace", LAKE_URL=lake.as_uri())
    assert list(lake.rglob("*.parquet"))


def test_a_catalogue_that_is_there_is_replaced_only_when_asked(stocked: TrendingNow) -> None:
    before = rows(stocked.catalogue)
    stocked("backup", "copy.tar.gz")
    stocked("import", stocked.write("more.csv", "title,overview\nThe Third Film,A wizard counts to three.\n"))
    assert stocked("restore", "copy.tar.gz").failed_with(2, "There is a catalogue", "--replace")
    assert len(rows(stocked.catalogue)) > len(before)
    assert stocked("restore", "copy.tar.gz", "--replace").exit_code == 0
    assert rows(stocked.catalogue) == before


def test_a_catalogue_that_the_app_serves_is_not_replaced_until_the_app_has_ended(stocked: TrendingNow) -> None:
    stocked("backup", "copy.tar.gz")
    with subprocess.Popen(
        [*PROGRAM, "up", "--port", "0"],
        stdout=subprocess.PIPE, cwd=stocked.folder, env=stocked.environment({"SOURCES": ""}),
    ) as app:  # fmt: skip
        assert app.stdout
        assert b"Trending Now is on" in app.stdout.readline()
        refused = stocked("restore", "copy.tar.gz", "--replace")
        app.kill()
    assert refused.failed_with(1, "catalogue.sqlite is in use by another program; stop it and restore again")
    assert stocked("restore", "copy.tar.gz", "--replace").exit_code == 0


def test_a_catalogue_of_a_newer_version_may_be_replaced(stocked: TrendingNow) -> None:
    stocked("backup", "copy.tar.gz")
    with closing(sqlite3.connect(stocked.catalogue)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert stocked("import", stocked.write("films.csv", FILMS)).failed_with(1, "a newer version of Trending Now")
    assert stocked("restore", "copy.tar.gz", "--replace").exit_code == 0


def test_a_missing_archive_is_told_before_the_catalogue_in_its_way(stocked: TrendingNow) -> None:
    assert stocked("restore", "nowhere.tar.gz").failed_with(2, "There is no backup nowhere.tar.gz; check the path")


def test_a_folder_that_is_not_there_is_told_by_its_name(stocked: TrendingNow) -> None:
    assert stocked("backup", "nowhere/copy.tar.gz").failed_with(2, "The folder nowhere is not there; make it")


def test_a_catalogue_that_cannot_be_written_beside_is_told_from_a_full_disk(stocked: TrendingNow) -> None:
    with read_only(stocked.home):
        assert stocked("backup", "copy.tar.gz").failed_with(
            1, f"The catalogue {stocked.catalogue} cannot be read", "back up as the user that runs the app"
        )
    assert not (stocked.folder / "copy.tar.gz").exists()


def test_a_backup_never_takes_the_place_of_a_file(stocked: TrendingNow) -> None:
    stocked.write("copy.tar.gz", "something dear")
    assert stocked("backup", "copy.tar.gz").failed_with(2, "copy.tar.gz is there already; name a new file")
    assert (stocked.folder / "copy.tar.gz").read_text() == "something dear"


def test_a_backup_that_is_told_to_end_leaves_no_half_of_it_behind(stocked: TrendingNow, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.tar.gz"
    target.parent.mkdir()
    with (stocked.home / "lake" / "raw" / "large.parquet").open("wb") as large:
        large.truncate(8_000_000_000)  # nothing but a hole, which takes long to pack
    with subprocess.Popen(
        [*PROGRAM, "backup", str(target)], stderr=subprocess.PIPE, cwd=stocked.folder, env=stocked.environment({})
    ) as running:
        while not list(target.parent.glob("*/backup.tar.gz")):
            assert running.poll() is None
        running.terminate()
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"trending-now: Stopped; what was reported done is kept.\n")
    assert list(target.parent.iterdir()) == []


def test_nothing_to_back_up_is_told(trending_now: TrendingNow) -> None:
    assert trending_now("backup", "copy.tar.gz").failed_with(2, "There is no catalogue")


def test_a_file_that_is_no_backup_is_told_and_changes_nothing(stocked: TrendingNow) -> None:
    before = rows(stocked.catalogue)
    stocked("backup", "whole.tar.gz")
    whole = (stocked.folder / "whole.tar.gz").read_bytes()
    (stocked.folder / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    stocked.write("text.tar.gz", "no archive")
    assert stocked("restore", "nowhere.tar.gz", "--replace").failed_with(2, "There is no backup nowhere.tar.gz")
    assert stocked("restore", "text.tar.gz", "--replace").failed_with(2, "text.tar.gz is not a whole backup")
    assert stocked("restore", "half.tar.gz", "--replace").failed_with(2, "half.tar.gz is not a whole backup")
    assert rows(stocked.catalogue) == before


def test_a_postgres_catalogue_is_left_to_its_own_tools(trending_now: TrendingNow) -> None:
    outcome = trending_now("backup", "copy.tar.gz", DATABASE_URL="postgresql://me@127.0.0.1/films")
    assert outcome.failed_with(2, "pg_dump")


@pytest.mark.parametrize("form", ["sqlite:///{}?timeout=20", "sqlite+pysqlite:///{}"])
def test_a_database_is_copied_and_restored_however_its_url_is_written(stocked: TrendingNow, form: str) -> None:
    url, other = form.format(stocked.catalogue), stocked.folder / "other.sqlite"
    assert stocked("backup", "copy.tar.gz", DATABASE_URL=url).exit_code == 0

    restored = stocked("restore", "copy.tar.gz", DATABASE_URL=form.format(other))

    assert restored.out == f"Restored copy.tar.gz into {other}.\n"
    assert other.is_file()
