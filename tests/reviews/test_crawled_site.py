"""A site that is searched for titles: only for those that it may review, what is out first, each on its own."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from tests.fetch.fetchers import quick_fetcher
from tests.invented import NOW, TODAY, HandClock
from tests.loopback import Asked, Loopback, Reply, Route
from tests.reviews.invented_pages import site
from trending_now.domain.page import Page, SeenPage, Validators
from trending_now.domain.review import KnownTitle, SetAside
from trending_now.domain.run import Violation
from trending_now.domain.title import Kind, TitleId
from trending_now.fetch.pages import Courtesy, PageFetcher
from trending_now.fetch.robots import Robots, RobotsShelf
from trending_now.reviews.crawled_site import CrawledSite
from trending_now.reviews.site_file import Search

SEARCHED = site().model_copy(update={"find": (Search(by="search", url="/?s={query}", links="//a"),), "kind": "movie"})
NAMES = ("Ash", "Brine", "Cove", "Dune", "Eddy", "Fjord", "Glen")


def title(name: str, kind: Kind | None = Kind.MOVIE, days: int = 3) -> KnownTitle:
    return KnownTitle(TitleId(len(name)), name, kind=kind, released=TODAY - timedelta(days=days))


def fetched(
    titles: list[KnownTitle], answer: Callable[[str], Reply], home: Path, most_pages: int = 60
) -> tuple[list[str], list[object]]:
    """Return which names the site was searched for, where `answer` replies to a search, and what came of it."""

    def route(asked: Asked) -> Reply:
        return answer(asked.query["s"]) if "s" in asked.query else Reply(b"<p>A review</p>", media_type="text/html")

    server, outcomes = crawled(titles, route, home, most_pages)
    return [asked.query["s"] for asked in server.asked if "s" in asked.query], outcomes


def crawled(
    titles: list[KnownTitle], route: Route, home: Path, most_pages: int = 60, read: Mapping[str, datetime] | None = None
) -> tuple[Loopback, list[object]]:
    """Return the server that played a site, and what came of crawling it; `read` tells which paths were read when."""
    clock = HandClock()
    rules = Reply(b"User-agent: *\nAllow: /")
    with Loopback({"*": route, "/robots.txt": rules}) as server, quick_fetcher(server, attempts=1) as fetcher:
        robots = Robots(fetcher, RobotsShelf(home, clock), clock)
        pages = PageFetcher(fetcher, robots, Courtesy(0.0, most_pages))
        seen = {server.url + path: SeenPage(at, Validators()) for path, at in (read or {}).items()}
        return server, list[object](CrawledSite(SEARCHED, server.url, pages, clock).fetch(titles, seen))


def found(name: str) -> Reply:
    return Reply(f'<a href="/reviews/{name.lower()}">{name}</a>'.encode(), media_type="text/html")


def test_a_site_of_films_is_not_searched_for_shows(tmp_path: Path) -> None:
    titles = [title("Ash"), title("Brine", Kind.TV), title("Cove", None)]
    searched, outcomes = fetched(titles, found, tmp_path)

    assert searched == ["Ash", "Cove"]
    assert [type(outcome) for outcome in outcomes] == [Page, Page]


def test_a_page_is_read_again_after_a_week_or_if_a_clock_that_was_ahead_read_it(tmp_path: Path) -> None:
    days = {"Ash": -1, "Brine": -8, "Cove": 300}
    read = {f"/reviews/{name.lower()}": NOW + timedelta(days=ago) for name, ago in days.items()}
    server, _ = crawled([title(name) for name in days], lambda x: found(x.query.get("s", "")), tmp_path, read=read)

    assert [asked.path for asked in server.asked if asked.path in read] == ["/reviews/brine", "/reviews/cove"]


def test_where_an_address_leads_is_looked_at_and_met_once(tmp_path: Path) -> None:
    def route(asked: Asked) -> Reply:
        if "s" in asked.query:
            return found(asked.query["s"])
        leads_to = {"/reviews/ash": "/reviews/all", "/reviews/brine": "/reviews/all", "/reviews/cove": "/login"}
        if asked.path in leads_to:
            return Reply(status=301, headers={"Location": leads_to[asked.path]})
        return Reply(b"<p>A page</p>", media_type="text/html")

    _, (page, set_aside) = crawled([title("Ash"), title("Brine"), title("Cove")], route, tmp_path)

    assert isinstance(page, Page)
    assert isinstance(set_aside, SetAside)
    assert "where the site has no reviews" in set_aside.reason


def test_a_page_whose_header_forbids_its_use_is_told_from_one_that_was_not_asked(tmp_path: Path) -> None:
    def route(asked: Asked) -> Reply:
        marks = {"X-Robots-Tag": "noindex"} if asked.path == "/reviews/ash" else {}
        return found(asked.query["s"]) if "s" in asked.query else Reply(b"", media_type="text/html", headers=marks)

    _, outcomes = crawled([title("Ash"), title("Brine")], route, tmp_path, most_pages=3)

    assert [outcome.forbids for outcome in outcomes if isinstance(outcome, SetAside)] == [True, False]


def test_a_header_forbids_the_review_that_an_address_leads_to_and_none_where_it_leads_to_another_page(
    tmp_path: Path,
) -> None:
    leads_to = {"/reviews/ash": "/reviews/ash/", "/reviews/brine": "/login"}

    def route(asked: Asked) -> Reply:
        if "s" in asked.query:
            return found(asked.query["s"])
        if asked.path in leads_to:
            return Reply(status=301, headers={"Location": leads_to[asked.path]})
        return Reply(b"", media_type="text/html", headers={"X-Robots-Tag": "noindex"})

    server, outcomes = crawled([title("Ash"), title("Brine")], route, tmp_path)
    told = [(x.known_as, x.url, x.forbids) for x in outcomes if isinstance(x, SetAside)]

    addresses = [(f"{server.url}{asked}", f"{server.url}{led}") for asked, led in leads_to.items()]
    assert told == [(*addresses[0], True), (*addresses[1], False)]


def test_what_is_not_out_yet_is_searched_for_last(tmp_path: Path) -> None:
    searched, outcomes = fetched([title("Ash", days=-9), title("Brine"), title("Cove")], found, tmp_path, 4)

    assert searched == ["Brine", "Cove"]
    assert [type(outcome) for outcome in outcomes] == [Page, Page, SetAside]


def test_a_search_that_fails_is_told_and_the_next_title_is_searched_for(tmp_path: Path) -> None:
    replies = {"Ash": Reply(status=500), "Brine": Reply(b"", media_type="text/html")}
    titles = [title(name) for name in NAMES[:3]]
    searched, outcomes = fetched(titles, lambda name: replies.get(name) or found(name), tmp_path)

    assert searched == ["Ash", "Brine", "Cove"]
    assert [type(outcome) for outcome in outcomes] == [Page, Violation, Violation]


def test_a_search_that_fails_again_and_again_is_given_up(tmp_path: Path) -> None:
    titles = [title(name) for name in NAMES]
    searched, _ = fetched(titles, lambda name: found(name) if name < "B" else Reply(status=500), tmp_path)

    assert searched == ["Ash", "Brine", "Cove", "Dune"]
