"""The Guardian's reviews come from its API, page by page, and are of no more works than their headlines name."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fetch.fetchers import idle_fetcher, quick_fetcher
from tests.invented import NOW, TODAY, HandClock
from tests.loopback import Asked, Loopback, Reply, as_json
from tests.sources.invented_open_answers import guardian_page, guardian_result
from trending_now.domain.page import Page
from trending_now.domain.review import FoundReview, KnownTitle, SetAside, Way
from trending_now.domain.run import Violation
from trending_now.domain.title import Kind, TitleId
from trending_now.errors import KeyRefused
from trending_now.settings import Settings
from trending_now.sources.guardian import Guardian
from trending_now.wiring.sites import site_builder

EBB = KnownTitle(TitleId(1), "The Ebb", released=TODAY)


def guardian(fetcher: Any = None, url: str = "https://guardian.example") -> Guardian:
    return Guardian(fetcher or idle_fetcher(), url, "key", HandClock())


def read(*results: object) -> list[FoundReview | SetAside | Violation]:
    content = as_json(guardian_page(*results)).body
    return list(guardian().parse(Page("https://guardian.example/search", content, "application/json", NOW)))


def test_a_review_is_read_whole() -> None:
    (found,) = read(guardian_result())

    assert isinstance(found, FoundReview)
    assert (found.work.name, found.work.kind) == ("The Ebb", Kind.MOVIE)
    assert (found.author, found.published, found.rating10) == ("Nora Holm", date(2031, 5, 20), 8.0)
    assert found.url == "https://www.theguardian.com/film/2031/may/20/the-ebb-review"
    assert set(found.ways) == {"work", "text", "author", "published", "rating10"}
    assert set(found.ways.values()) == {Way.API}


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Ebb & Flow review – two tides", "Ebb & Flow"),
        ("‘The Ebb’ review: wet", "The Ebb"),
        ("The Ebb, season two review – more lamps", "The Ebb"),
    ],
)
def test_the_work_is_named_by_the_headline(headline: str, name: str) -> None:
    (found,) = read(guardian_result(fields={"headline": headline}))

    assert isinstance(found, FoundReview)
    assert found.work.name == name


def test_stars_beyond_five_are_no_rating_and_were_found_in_no_way() -> None:
    (found,) = read(guardian_result(fields={"starRating": "7"}))

    assert isinstance(found, FoundReview)
    assert (found.rating10, "rating10" in found.ways) == (None, False)


@pytest.mark.parametrize("headline", ["The best films of the year", "Streaming: tides on screen"])
def test_an_article_on_no_single_work_is_set_aside(headline: str) -> None:
    (found,) = read(guardian_result(fields={"headline": headline}))

    assert isinstance(found, SetAside)


@pytest.mark.parametrize(
    "broken", [guardian_result(fields={"bodyText": "short"}), guardian_result(webUrl="javascript:alert(1)"), 7, []]
)
def test_an_article_without_text_or_address_is_a_violation(broken: object) -> None:
    (found,) = read(broken)

    assert isinstance(found, Violation)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"response": 3}', b'{"response": {"status": "ok"}}'])
def test_any_answer_is_read_without_an_error(content: bytes) -> None:
    found = list(guardian().parse(Page("https://guardian.example/search", content, "application/json", NOW)))

    assert all(isinstance(each, Violation) for each in found)


def test_every_page_of_both_sections_is_asked_for_since_the_oldest_title() -> None:
    def search(asked: Asked) -> Reply:
        return as_json(guardian_page(guardian_result(), pages=2 if asked.query["section"] == "film" else 1))

    with Loopback({"/search": search}) as server, quick_fetcher(server) as fetcher:
        pages = list(guardian(fetcher, server.url).fetch([EBB], {}))

    asked = [(x.query["section"], x.query["page"]) for x in server.asked]
    assert asked == [("film", "1"), ("film", "2"), ("tv-and-radio", "1")]
    assert {x.query["from-date"] for x in server.asked} == {(TODAY - timedelta(days=14)).isoformat()}
    assert all(x.query["api-key"] == "key" for x in server.asked)
    assert all(isinstance(page, Page) and "key" not in page.url for page in pages)


def test_nothing_is_asked_where_no_title_needs_a_review() -> None:
    assert list(guardian().fetch([], {})) == []


def test_a_refused_key_says_which_setting_to_mend() -> None:
    server = Loopback({"/search": Reply(status=403)})
    with server, quick_fetcher(server) as fetcher, pytest.raises(KeyRefused, match="TRENDING_NOW_GUARDIAN_KEY"):
        list(guardian(fetcher, server.url).fetch([EBB], {}))


def test_the_guardian_is_asked_once_a_second_at_most(tmp_path: Path) -> None:
    with Loopback({"*": as_json(guardian_page(guardian_result(), pages=1))}) as server:
        configured = Settings(home=tmp_path, guardian_url=server.url, guardian_key="key", request_interval_seconds=0)  # type: ignore[arg-type]
        with site_builder(configured) as build:
            list(build("guardian").fetch([EBB], {}))

    first, second = server.asked
    assert second.at - first.at >= 1.0
