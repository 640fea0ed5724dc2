"""`crawl` reads five sites of different makes politely, and stores what is surely a review of a known title."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from protego import Protego

from tests.cli.commands import TrendingNow
from tests.review_sites import HOSTS, PlayedSite, Work, played_sites, settings_of, works
from tests.shared_files import shared_file

INTERVAL_SECONDS = 0.1
Sites = dict[str, PlayedSite]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TrendingNow, Sites]]:
    """Yield a catalogue after one crawl of all five sites, which still serve."""
    program = TrendingNow(tmp_path_factory.mktemp("crawled"))
    some = works(datetime.now(UTC).date())
    import_titles(program, some)
    with played_sites(some, shared_file("api-samples")) as sites:
        for name in sites:
            assert program("policy", "accept", name).exit_code == 0
        outcome = crawl(program, sites)
        assert outcome.exit_code == 0, outcome
        yield program, sites


def import_titles(program: TrendingNow, some: list[Work]) -> None:
    rows = [
        {"title": work.name, "type": "TV Show" if work.kind == "tv" else "Movie", "release_date": str(work.released),
         "release_year": work.released.year, "plot": f"In {work.name} a lamplighter keeps a promise to the sea."}
        for work in some
    ]  # fmt: skip
    path = program.write("titles.jsonl", "\n".join(map(json.dumps, rows)))
    assert program("import", path).exit_code == 0


def crawl(program: TrendingNow, sites: Sites, *arguments: str):  # type: ignore[no-untyped-def]
    return program(
        "crawl", *arguments, SITE_URLS=settings_of(sites), CRAWL_INTERVAL_SECONDS=INTERVAL_SECONDS, ENGINE="boosted"
    )


def rows(program: TrendingNow, query: str) -> list[tuple]:  # type: ignore[type-arg]
    with closing(sqlite3.connect(program.catalogue)) as database:
        return database.execute(query).fetchall()


def test_every_review_is_found_with_its_site_address_author_day_and_rating(crawled: tuple[TrendingNow, Sites]) -> None:
    program, sites = crawled
    columns = "reviews.url, reviews.site, author, published, rating10, titles.name"
    stored = {
        row[0]: row for row in rows(program, f"SELECT {columns} FROM reviews JOIN titles ON titles.id = title_id")
    }
    written = [(site, x) for site in sites.values() for x in site.written.values()]

    right = [
        x.path
        for site, x in written
        if (row := stored.get(site.server.url + x.path))
        and row[2:4] == (x.author, str(x.published))
        and row[4] == pytest.approx(x.rating10)
        and row[5] == x.work.name
    ]

    assert len(written) == 54
    assert len(right) / len(written) >= 0.95, sorted({x.path for _, x in written} - set(right))
    assert set(stored) <= {site.server.url + x.path for site, x in written}


def test_no_forbidden_page_is_asked_and_every_pause_is_kept(crawled: tuple[TrendingNow, Sites]) -> None:
    _, sites = crawled

    for name, site in sites.items():
        rules = Protego.parse(site.robots.decode())
        asked = [request for request in site.server.asked if request.path != "/robots.txt"]
        assert site.server.asked[0].path == "/robots.txt"
        assert len(asked) > 8, name
        for request in asked:
            query = "&".join(f"{key}={value}" for key, value in request.query.items())
            address = f"https://{HOSTS[name]}{request.path}{'?' + query if query else ''}"
            assert rules.can_fetch(address, "TrendingNow"), address
            assert "TrendingNow" in request.headers["user-agent"]
        assert all(later.at - earlier.at >= INTERVAL_SECONDS for earlier, later in pairwise(site.server.asked)), name


def test_each_field_says_by_which_way_it_was_read(crawled: tuple[TrendingNow, Sites]) -> None:
    program, _ = crawled
    ways = {
        site: dict(json.loads(pairs)) for site, pairs in rows(program, "SELECT site, ways FROM reviews ORDER BY id")
    }

    assert ways["Time Out"]["text"] == ways["RogerEbert.com"]["rating10"] == "JSON-LD"
    assert ways["The A.V. Club"]["work"] == "microdata"
    assert ways["RogerEbert.com"]["text"] == ways["Variety"]["work"] == ways["IndieWire"]["rating10"] == "site rule"


def test_only_an_excerpt_stays_with_what_was_read_in_the_whole_text(crawled: tuple[TrendingNow, Sites]) -> None:
    program, sites = crawled
    stored = rows(program, "SELECT text, is_excerpt, liking, signals FROM reviews")
    longest = max(len(text.split()) for text, *_ in stored)

    assert longest <= 40
    assert all(is_excerpt and 1 <= liking <= 10 for _, is_excerpt, liking, _ in stored)
    assert all(json.loads(signals)["engine"].startswith("boosted") for *_, signals in stored)
    assert not rows(program, "SELECT url FROM raw_records WHERE source IN ('avclub', 'timeout', 'variety')")
    whole = next(iter(sites["variety"].written.values())).text.split("\n\n")[1:3]
    content = program.catalogue.read_bytes() + b"".join(path.read_bytes() for path in program.home.rglob("*.parquet"))
    assert " ".join(whole).encode() not in content


def test_a_second_crawl_right_after_asks_for_no_review_again(crawled: tuple[TrendingNow, Sites]) -> None:
    program, sites = crawled
    before = {name: len(site.server.asked) for name, site in sites.items()}
    count = rows(program, "SELECT count(*) FROM reviews")

    assert crawl(program, sites).exit_code == 0

    again = [x.path for name, site in sites.items() for x in site.server.asked[before[name] :]]
    assert not [path for path in again if any(path in site.written for site in sites.values())]
    assert rows(program, "SELECT count(*) FROM reviews") == count


def test_a_site_is_off_until_its_terms_are_accepted(trending_now: TrendingNow) -> None:
    assert trending_now("crawl").failed_with(2, "policy accept SITE")
    assert trending_now("crawl", "--site", "variety").failed_with(
        2, "variety", "policy accept variety", "terms at https"
    )
    assert trending_now("crawl", "--site", "nowhere").failed_with(2, "no review site 'nowhere'")


def test_a_markup_change_quarantines_that_site_alone_and_doctor_says_so(trending_now: TrendingNow) -> None:
    some = works(datetime.now(UTC).date(), 5)
    import_titles(trending_now, some)
    with played_sites(some, shared_file("api-samples")) as sites:
        for name in ("avclub", "variety"):
            trending_now("policy", "accept", name)
        crawl(trending_now, sites)
        good = rows(trending_now, "SELECT site, url, text FROM reviews ORDER BY url")
        age_pages(trending_now)
        sites["avclub"].is_changed = True
        outcome = crawl(trending_now, sites)

        assert outcome.exit_code == 1
        assert "crawl avclub failed: site broke its contract: 0 of 5 pages could be read" in outcome.err
        assert "crawl variety: 5 records" in outcome.out
        assert rows(trending_now, "SELECT site, url, text FROM reviews ORDER BY url") == good
        said = trending_now("doctor")
        assert "site avclub: its pages changed: since" in said.out
        assert "OK       site variety" in said.out

        sites["avclub"].is_changed = False
        assert crawl(trending_now, sites).exit_code == 0
        assert "OK       site avclub" in trending_now("doctor").out


def age_pages(program: TrendingNow) -> None:
    """Let the pages have been read weeks ago, so that they are due again."""
    with closing(sqlite3.connect(program.catalogue)) as database, database:
        database.execute("UPDATE seen_pages SET fetched_at = '2020-01-01 00:00:00.000000'")


@pytest.fixture
def trending_now(tmp_path: Path) -> TrendingNow:
    return TrendingNow(tmp_path)


def test_the_guardian_without_its_key_is_left_out_unless_it_is_named(stocked: TrendingNow) -> None:
    accepted = stocked("policy", "accept", "guardian").out
    left_out, named = stocked("crawl"), stocked("crawl", "--site", "guardian")

    assert "; set TRENDING_NOW_GUARDIAN_KEY to your Open Platform key, and `trending-now crawl` asks it." in accepted
    assert "`trending-now crawl` asks it now." in stocked("policy", "accept", "guardian", GUARDIAN_KEY="k").out
    assert left_out.failed_with(0, "The site guardian is left out: set TRENDING_NOW_GUARDIAN_KEY")
    assert named.failed_with(1, "The Guardian needs a key: set TRENDING_NOW_GUARDIAN_KEY")
    assert stocked("crawl", "--site", "guardian", "--site", "guardian").err == named.err
    assert "OFF      site guardian: its terms are accepted; set TRENDING_NOW_GUARDIAN_KEY" in stocked("doctor").out


def test_forgetting_what_is_on_says_that_it_comes_again_and_how_to_end_that(stocked: TrendingNow) -> None:
    stocked("policy", "accept", "variety")
    source = stocked("policy", "forget", "tvmaze", SOURCES="tvmaze").out
    site = stocked("policy", "forget", "variety").out
    stocked("policy", "withdraw", "variety")

    assert "the next refresh reads it again; take it out of TRENDING_NOW_SOURCES." in source
    assert "the next crawl reads it again; `trending-now policy withdraw variety` ends that." in site
    for off in ("variety", "tmdb"):  # withdrawn, and without its key
        assert stocked("policy", "forget", off, SOURCES="tmdb").out.endswith("0 others.\n")


def test_the_acceptance_of_a_site_that_this_version_has_no_more_can_be_withdrawn(stocked: TrendingNow) -> None:
    with closing(sqlite3.connect(stocked.catalogue)) as database, database:
        database.execute(
            "INSERT INTO accepted_terms VALUES ('gone', 'https://example.org', '2030-01-01 00:00:00.000000')"
        )
    crawled, withdrawn = stocked("crawl"), stocked("policy", "withdraw", "gone")

    assert crawled.failed_with(1, "This version has no site 'gone'", "`trending-now policy withdraw gone` ends that.")
    assert withdrawn.out.startswith("gone is not crawled any more.")
    assert stocked("policy", "withdraw", "gone").failed_with(2, "There is no review site 'gone'")
    assert "gone" not in stocked("doctor").out
