"""`trending-now ingest`, twice, against the recorded answers of both services; what it must find is counted apart."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.recorded_services import recorded_services, settings_for
from tests.shared_files import shared_file


@dataclass(frozen=True)
class TwoRuns:
    """What two ingestions printed, and the database they left."""

    samples: Path
    runs: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    database: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database they left."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> TwoRuns:
    samples = shared_file("api-samples")
    home = tmp_path_factory.mktemp("home")
    with recorded_services(samples) as server:
        environment = os.environ | settings_for(server) | {"TRENDING_NOW_HOME": str(home)}
        first, second = _ingest(environment, home), _ingest(environment, home)
    return TwoRuns(samples, (first, second), home / "catalogue.sqlite")


def test_the_first_run_stores_every_well_formed_title_of_both_services(ingested: TwoRuns) -> None:
    stored = set(ingested.rows("SELECT source, source_key, name FROM listings"))

    shows = {("tvmaze", key, name) for key, name in _tvmaze_shows(ingested.samples / "tvmaze")}
    works = {("tmdb", key, name) for key, name in _tmdb_works(ingested.samples / "tmdb")}
    assert {row[:2] for row in stored} == {row[:2] for row in shows | works}
    assert stored <= shows | works
    assert [run["state"] for run in ingested.runs[0]] == ["done", "done"]


def test_each_entry_of_a_schedule_stores_the_episode_that_it_names(ingested: TwoRuns) -> None:
    query = "SELECT source_key, date, season, episode FROM releases JOIN listings ON listings.id = listing_id"
    stored = set(ingested.rows(f"{query} WHERE source = 'tvmaze'"))
    entries = [x for content in _contents(ingested.samples / "tvmaze") for x, _ in _objects(content) if "airdate" in x]
    shows = [(x.get("show") or x.get("_embedded", {}).get("show"), x) for x in entries]
    told = {(str(of["id"]), x["airdate"], int(x["season"]), int(x["number"])) for of, x in shows if of and x["number"]}

    assert len(told) >= 5
    assert told <= stored


def test_what_is_malformed_lies_in_quarantine_with_a_reason(ingested: TwoRuns) -> None:
    waiting = ingested.rows("SELECT rule, message, excerpt FROM quarantine WHERE source = 'tvmaze'")

    malformed = (ingested.samples / "tvmaze/malformed.json").read_text("utf-8")
    invalid = json.loads((ingested.samples / "tvmaze/invalid-schedule.json").read_bytes())
    assert any(rule == "answer is not JSON" and excerpt == malformed for rule, _, excerpt in waiting)
    for entry in invalid:
        assert any(rule == "entry has no show" and json.loads(excerpt) == entry for rule, _, excerpt in waiting)
    assert all(message for _, message, _ in waiting)


def test_the_second_run_reports_everything_unchanged(ingested: TwoRuns) -> None:
    first, second = ingested.runs

    assert [run["subject"] for run in second] == [run["subject"] for run in first]
    for run in second:
        assert run["state"] == "done"
        assert run["counts"]["new"] == run["counts"]["updated"] == 0
        assert run["counts"]["unchanged"] == run["counts"]["fetched"] > 0


def test_each_run_reports_how_many_titles_were_new(ingested: TwoRuns) -> None:
    listed = dict(ingested.rows("SELECT source, count(*) FROM listings GROUP BY source"))

    assert {run["subject"]: run["counts"]["new"] for run in ingested.runs[0]} == listed


def _ingest(environment: dict[str, str], folder: Path) -> list[dict[str, Any]]:
    command = Path(sys.executable).with_name("trending-now")
    done = subprocess.run(
        [command, "ingest", "--json"],
        check=False,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    runs: list[dict[str, Any]] = json.loads(done.stdout)["runs"]
    return runs


def _tvmaze_shows(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the key and name of each show: what stands under "show", or whose own address is a show's."""
    for content in _contents(folder):
        for entry, place in _objects(content):
            address = ((entry.get("_links") or {}).get("self") or {}).get("href", "")
            if "id" in entry and "name" in entry and (place == "show" or "/shows/" in address):
                yield str(entry["id"]), entry["name"]


def _tmdb_works(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the key and name of each film and show: alone among TMDb's objects they have a release or a language."""
    for content in _contents(folder):
        for entry, _ in _objects(content):
            dated = "title" in entry and "release_date" in entry
            if (dated or "original_language" in entry) and entry.get("media_type") != "collection":
                yield ("movie/" if "title" in entry else "tv/") + str(entry["id"]), entry.get("title") or entry["name"]


def _contents(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("*.json")):
        try:
            yield json.loads(path.read_bytes())
        except ValueError:
            continue


def _objects(content: Any, place: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(content, dict):
        yield content, place
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, part in parts:
        yield from _objects(part, str(key))
