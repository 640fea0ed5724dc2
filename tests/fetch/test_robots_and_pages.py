"""Pages are asked for only as the site's robots.txt, its headers and our courtesy allow."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.invented import HandClock
from tests.loopback import Asked, Loopback, Reply, Route, in_turn, redirect
from trending_now.domain.page import Page, Unchanged, Validators
from trending_now.errors import HttpStatusError, PageRefused
from trending_now.fetch.pages import Courtesy, PageFetcher
from trending_now.fetch.robots import Robots, RobotsShelf

QUICK = Courtesy(0.0, 20)
PAGE = Reply(b"<p>A page</p>", media_type="text/html")


def robots(text: str) -> Reply:
    return Reply(text.encode(), media_type="text/plain")


@contextmanager
def site(
    routes: Mapping[str, Route | Reply],
    home: Path,
    clock: HandClock | None = None,
    courtesy: Courtesy = QUICK,
) -> Iterator[tuple[Loopback, PageFetcher]]:
    """Yield a server of pages, and what asks it politely."""
    now = clock or HandClock()
    with Loopback({"*": PAGE} | dict(routes)) as server, quick_fetcher(server, attempts=1) as fetcher:
        yield server, PageFetcher(fetcher, Robots(fetcher, RobotsShelf(home / "robots", now), now), courtesy)


def paths(server: Loopback) -> list[str]:
    return [asked.path for asked in server.asked]


def test_robots_txt_is_read_before_the_first_page_and_once(tmp_path: Path) -> None:
    with site({"/robots.txt": robots("User-agent: *\nAllow: /\n")}, tmp_path) as (server, pages):
        pages.get(server.url + "/a")
        pages.get(server.url + "/b")

        assert paths(server) == ["/robots.txt", "/a", "/b"]


def test_what_robots_txt_forbids_is_never_asked(tmp_path: Path) -> None:
    rules = robots("User-agent: *\nDisallow: /search\nAllow: /search/open\nDisallow: /*.json$\n")
    with site({"/robots.txt": rules}, tmp_path) as (server, pages):
        for path in ("/search?q=ebb", "/search/closed", "/reviews/a.json"):
            with pytest.raises(PageRefused, match=r"robots\.txt forbids it"):
                pages.get(server.url + path)
        pages.get(server.url + "/search/open")

        assert paths(server) == ["/robots.txt", "/search/open"]


def test_rules_that_name_us_go_before_those_for_everybody(tmp_path: Path) -> None:
    rules = robots("User-agent: TrendingNow\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    with site({"/robots.txt": rules}, tmp_path) as (server, pages), pytest.raises(PageRefused):
        pages.get(server.url + "/a")


@pytest.mark.parametrize(
    "rules",
    [
        "\ufeffUser-agent: *\nDisallow: /\n",
        "User-agent: TrendingNow/1.2 (+https://example.org)\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        "user-agent : trendingnow/*\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        "\n" * 200_000 + "User-agent: *\nDisallow: /\n",
    ],
)
def test_rules_behind_a_byte_order_mark_or_for_a_version_of_us_are_obeyed(rules: str, tmp_path: Path) -> None:
    with site({"/robots.txt": robots(rules)}, tmp_path) as (server, pages), pytest.raises(PageRefused):
        pages.get(server.url + "/a")


def test_a_redirect_to_a_page_that_robots_txt_forbids_is_not_followed(tmp_path: Path) -> None:
    routes = {"/robots.txt": robots("User-agent: *\nDisallow: /members/\n"), "/a": redirect("/members/a")}
    with site(routes, tmp_path) as (server, pages):
        with pytest.raises(PageRefused, match="/members/a is not asked"):
            pages.get(server.url + "/a")

        assert paths(server) == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_site_whose_robots_txt_cannot_be_read_is_not_crawled(status: int, tmp_path: Path) -> None:
    with site({"/robots.txt": Reply(status=status)}, tmp_path) as (server, pages):
        for _ in range(2):
            with pytest.raises(PageRefused, match=r"its robots\.txt cannot be read"):
                pages.get(server.url + "/a")

        assert paths(server) == ["/robots.txt"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_site_without_robots_txt_forbids_nothing(status: int, tmp_path: Path) -> None:
    with site({"/robots.txt": Reply(status=status)}, tmp_path) as (server, pages):
        assert isinstance(pages.get(server.url + "/a"), Page)


def test_robots_txt_is_kept_for_a_day_over_all_runs(tmp_path: Path) -> None:
    clock = HandClock()
    with site({"/robots.txt": robots("User-agent: *\nDisallow: /x\n")}, tmp_path, clock) as (server, pages):
        pages.get(server.url + "/a")
        for hours in (23, 2):
            clock.advance(hours=hours)
            with quick_fetcher(server) as fetcher:
                later = PageFetcher(
                    fetcher, Robots(fetcher, RobotsShelf(tmp_path / "robots", clock), clock), Courtesy(0.0, 9)
                )
                later.get(server.url + "/b")

        assert paths(server) == ["/robots.txt", "/a", "/b", "/robots.txt", "/b"]


@pytest.mark.parametrize(("rule", "least"), [("Crawl-delay: 0.3", 0.3), ("Request-rate: 2/1s", 0.5)])
def test_the_pause_that_robots_txt_asks_for_is_kept(rule: str, least: float, tmp_path: Path) -> None:
    with site({"/robots.txt": robots(f"User-agent: *\n{rule}\n")}, tmp_path) as (server, pages):
        for path in ("/a", "/b", "/c"):
            pages.get(server.url + path)

    assert all(later.at - earlier.at >= least for earlier, later in pairwise(server.asked))


def test_a_site_that_asks_for_a_longer_pause_than_a_run_waits_is_not_crawled(tmp_path: Path) -> None:
    with site({"/robots.txt": robots("User-agent: *\nCrawl-delay: 600\n")}, tmp_path) as (server, pages):
        with pytest.raises(PageRefused, match="asks for 600 s between two pages"):
            pages.get(server.url + "/a")

        assert paths(server) == ["/robots.txt"]


def test_a_slow_site_is_asked_less_often(tmp_path: Path) -> None:
    slow = Reply(b"<p>Slow</p>", pause_seconds=0.2)
    with site({"*": slow, "/robots.txt": robots("")}, tmp_path) as (server, pages):
        for path in ("/a", "/b"):
            pages.get(server.url + path)

    (_, first, second) = server.asked
    assert second.at - first.at >= 0.2 + 0.5 * 5 * 0.2 - 0.05  # its own time, and half of five times that


def test_a_run_asks_for_no_more_pages_of_a_host_than_its_share(tmp_path: Path) -> None:
    with site({"/robots.txt": robots("")}, tmp_path, courtesy=Courtesy(0.0, 2)) as (server, pages):
        for path in ("/a", "/b"):
            pages.get(server.url + path)
        with pytest.raises(PageRefused, match="2 pages of"):
            pages.get(server.url + "/c")

        assert paths(server) == ["/robots.txt", "/a", "/b"]


def test_an_unchanged_page_is_not_sent_again(tmp_path: Path) -> None:
    def page(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"7"'
        return Reply(status=304) if same else Reply(b"<p>7</p>", headers={"ETag": '"7"', "Last-Modified": "then"})

    with site({"/robots.txt": robots(""), "/a": page}, tmp_path) as (server, pages):
        first = pages.get(server.url + "/a")

        assert isinstance(first, Page)
        assert first.validators == Validators('"7"', "then")
        assert pages.get(server.url + "/a", first.validators) == Unchanged(first.url, first.url)


def test_a_page_that_has_moved_tells_by_which_address_it_was_asked_for(tmp_path: Path) -> None:
    with site({"/robots.txt": robots(""), "/old": redirect("/new")}, tmp_path) as (server, pages):
        page = pages.get(server.url + "/old")

        assert (page.url, page.known_as) == (server.url + "/new", server.url + "/old")


def test_a_304_that_nobody_asked_for_is_an_error(tmp_path: Path) -> None:
    routes = {"/robots.txt": robots(""), "/a": Reply(status=304)}
    with site(routes, tmp_path) as (server, pages), pytest.raises(HttpStatusError, match="304"):
        pages.get(server.url + "/a")


@pytest.mark.parametrize(
    "header", ["noindex", "none", "NOARCHIVE", "nofollow, nosnippet", "trendingnow: noindex", "max-snippet:0"]
)
def test_a_page_whose_header_forbids_its_use_is_not_used(header: str, tmp_path: Path) -> None:
    marked = Reply(b"<p>A page</p>", headers={"X-Robots-Tag": header})
    routes = {"/robots.txt": robots(""), "/a": marked}
    with site(routes, tmp_path) as (server, pages), pytest.raises(PageRefused, match="its X-Robots-Tag says"):
        pages.get(server.url + "/a")


@pytest.mark.parametrize("header", ["index, follow", "googlebot: noindex", "max-snippet: 50"])
def test_a_page_whose_header_concerns_others_is_used(header: str, tmp_path: Path) -> None:
    marked = Reply(b"<p>A page</p>", headers={"X-Robots-Tag": header})
    with site({"/robots.txt": robots(""), "/a": marked}, tmp_path) as (server, pages):
        assert isinstance(pages.get(server.url + "/a"), Page)


def test_a_page_that_is_not_for_us_is_told_so_and_doubles_the_pause(tmp_path: Path) -> None:
    routes = {"/robots.txt": robots(""), "/a": in_turn([Reply(status=403), PAGE])}
    with site(routes, tmp_path, courtesy=Courtesy(0.1, 9)) as (server, pages):
        with pytest.raises(HttpStatusError, match="is not for us"):
            pages.get(server.url + "/a")
        pages.get(server.url + "/a")

    assert server.asked[2].at - server.asked[1].at >= 0.2


@pytest.mark.parametrize(("said", "charset"), [('text/html; Charset="ISO-8859-1"', "iso-8859-1"), ("text/html", "")])
def test_a_page_tells_the_encoding_that_its_server_says(said: str, charset: str, tmp_path: Path) -> None:
    routes = {"/robots.txt": robots(""), "/a": Reply(b"<p>A page</p>", media_type=said)}
    with site(routes, tmp_path) as (server, pages):
        page = pages.get(server.url + "/a")

    assert isinstance(page, Page)
    assert page.charset == charset
