"""With every source and site played on loopback, titles carry the votes of several and reviews of several, credited."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from tests.played_world import played_world
from tests.review_sites import HOSTS, works
from tests.served import serve_app
from tests.shared_files import shared_file
from trending_now.settings import Settings
from trending_now.wiring.policies import all_policies

TODAY = datetime.now(UTC).date()  # for all tests alike: midnight may pass between two of them


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> TrendingNow:
    """Return a catalogue after `ingest`, `crawl` and `enrich` of everything."""
    shared_file("api-samples")
    program = TrendingNow(tmp_path_factory.mktemp("whole"))
    with played_world(works(TODAY, 8)) as (world, sites):
        settings = world.settings(sites)
        for name in (*HOSTS, "guardian"):
            assert program("policy", "accept", name).exit_code == 0
        for command in (("ingest",), ("crawl",), ("enrich",)):
            outcome = program(*command, **settings)
            assert outcome.exit_code == 0, outcome
    return program


def rows(program: TrendingNow, query: str) -> list[tuple]:  # type: ignore[type-arg]
    with closing(sqlite3.connect(program.catalogue)) as database:
        return database.execute(query).fetchall()


def test_every_title_is_one_and_carries_votes_of_three_sources_and_reviews_of_two_sites(whole: TrendingNow) -> None:
    voting = """SELECT votes.title_id, count(DISTINCT source) FROM votes JOIN listings ON listings.id = listing_id
        WHERE votes.genres <> '' GROUP BY votes.title_id"""
    reviewing = "SELECT title_id, count(DISTINCT site) FROM reviews WHERE site <> 'TMDB' GROUP BY title_id"

    assert rows(whole, "SELECT count(*) FROM titles") == [(8,)]
    assert len(rows(whole, voting)) == 8
    assert min(count for _, count in rows(whole, voting)) >= 3
    assert len(rows(whole, reviewing)) == 8
    assert min(count for _, count in rows(whole, reviewing)) >= 2


def test_the_title_page_shows_every_source_and_site_with_its_credit(whole: TrendingNow) -> None:
    (title_id, name), *_ = rows(whole, "SELECT id, name FROM titles WHERE kind = 'movie' ORDER BY id")
    listed = rows(whole, f"SELECT DISTINCT source FROM listings WHERE title_id = {title_id}")
    with serve_app(Settings(_env_file=None, home=whole.home, sources=())) as app:  # type: ignore[call-arg]
        page = unescape(app.client.get(f"/titles/{title_id}").text)

    assert name in page
    assert len(listed) >= 9
    for (source,) in listed:
        assert all_policies()[source].credit.text in page, source
    assert "https://www.theguardian.com/film/" in page


def test_attention_comes_from_readers_of_the_article_too(whole: TrendingNow) -> None:
    assert rows(whole, "SELECT count(DISTINCT title_id) FROM popularity WHERE measure = 'pageviews'") == [(8,)]


def test_the_same_again_changes_nothing(whole: TrendingNow) -> None:
    counted = "SELECT (SELECT count(*) FROM titles), (SELECT count(*) FROM reviews), (SELECT count(*) FROM listings)"
    before = rows(whole, counted)
    with played_world(works(TODAY, 8)) as (world, sites):
        assert whole("ingest", **world.settings(sites)).exit_code == 0

    assert rows(whole, counted) == before


def test_forgetting_a_source_leaves_nothing_of_it_in_any_table_or_file(whole: TrendingNow, tmp_path: Path) -> None:
    whole = TrendingNow(shutil.copytree(whole.folder, tmp_path / "own"))
    outcome = whole("policy", "forget", "omdb")

    assert outcome.exit_code == 0
    assert "Removed all that came from omdb: 8 listings" in outcome.out
    tables = ("listings", "raw_records", "quarantine", "violations")
    assert [rows(whole, f"SELECT count(*) FROM {table} WHERE source = 'omdb'") for table in tables] == [[(0,)]] * 4
    assert not [path for path in whole.home.rglob("*") if "source=omdb" in str(path) and path.is_file()]
    assert rows(whole, "SELECT count(*) FROM titles") == [(8,)]


def test_how_far_open_sources_agree_is_shown_and_tmdb_is_no_part_of_it(whole: TrendingNow) -> None:
    with serve_app(Settings(_env_file=None, home=whole.home, sources=())) as app:  # type: ignore[call-arg]
        table = app.client.get("/about").text.partition('id="reliability"')[2].partition("</table>")[0]

    assert "Wikidata" in table
    assert "TVmaze" in table
    assert "TMDb" not in table
    assert "OMDb" not in table
