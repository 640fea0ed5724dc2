"""How many bubbles are drawn of a catalogue of hundreds: few at first, more when asked for, in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.wiring.workshop import open_workshop

TITLES = 520
HAS_DRAWN = "count => document.querySelector('.bubbles')?.places().size === count"


@pytest.fixture(scope="module")
def full_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_for(tmp_path_factory.mktemp("full"), engine="rules")
    with open_workshop(settings) as workshop:
        answers = [[listing(str(number)) for number in range(TITLES)]]
        workshop.ingestion.run(ListSource(answers), WINDOW)
    with serve_app(settings) as app:
        yield app


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Note where the chart's titles are asked for, each time."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url) if "/api/v1/chart" in request.url else None)
    return addresses


def choice(page: Page, label: str) -> Any:
    return page.get_by_role("group", name="Bubbles to show").get_by_role("button", name=label, exact=True)


def expect_drawn(page: Page, count: int) -> None:
    page.wait_for_function(HAS_DRAWN, arg=count)


def test_the_newest_are_drawn_first_and_asked_for_once(full_app: Served, page: Page, asked: list[str]) -> None:
    page.goto(full_app.url)
    expect_drawn(page, 150)

    expect(page.locator("[data-drawn]")).to_have_text("These are the first 150 of 520 titles.")
    expect(choice(page, "150")).to_have_attribute("aria-pressed", "true")
    assert [address.rpartition("?")[2] for address in asked] == ["limit=150"]


def test_more_are_drawn_when_asked_for_and_the_address_keeps_it(full_app: Served, page: Page) -> None:
    page.goto(f"{full_app.url}/?q=lantern")
    expect_drawn(page, 150)

    choice(page, "All").click()
    expect_drawn(page, TITLES)
    expect(page).to_have_url(re.compile(r"most=2000"))
    expect(page.locator("[data-drawn]")).to_be_empty()
    page.reload()
    expect_drawn(page, TITLES)
    page.go_back()
    expect_drawn(page, 150)


def test_in_the_place_of_titles_that_are_hidden_others_are_drawn(full_app: Served, page: Page) -> None:
    page.goto(full_app.url)
    expect_drawn(page, 150)
    first = page.evaluate("() => [...document.querySelector('.bubbles').places().keys()].slice(0, 20)")
    page.evaluate("ids => localStorage.setItem('trending-now.seen', JSON.stringify(ids))", first)

    page.get_by_role("button", name="Hide what I have seen").click()
    page.wait_for_function("id => !document.querySelector('.bubbles').places().has(id)", arg=first[0])

    expect_drawn(page, 150)
    expect(page.locator("[data-drawn]")).to_have_text("These are the first 150 of 500 titles.")
    expect(page.locator(".chart-note")).to_have_text("20 titles that you have seen are hidden.")


def test_nobody_is_asked_where_all_are_few(served: Served, page: Page) -> None:
    page.goto(served.url)
    expect_drawn(page, 62)
    expect(page.get_by_role("group", name="Bubbles to show")).to_have_count(0)


def test_a_number_of_titles_that_did_not_come_is_told_of_until_another_comes(
    full_app: Served, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(full_app.url)
    expect_drawn(page, 150)
    page.route("**/api/v1/chart*", lambda route: route.abort())
    choice(page, "All").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    choice(page, "500").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    page.unroute("**/api/v1/chart*")

    choice(page, "150").click()

    expect(page.get_by_role("alert")).to_have_count(0)
    context.close()


def test_what_only_later_titles_have_can_be_grouped_by_once_they_are_there(full_app: Served, page: Page) -> None:
    def name_a_platform(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        for number, one in enumerate(content["titles"]):
            one["platform"] = "Harbour+" if number >= 150 else None
        route.fulfill(response=answer, json=content)

    page.route("**/api/v1/chart*", name_a_platform)
    page.goto(full_app.url)
    expect_drawn(page, 150)
    by_platform = page.get_by_role("button", name="Platform")
    expect(by_platform).to_be_disabled()

    choice(page, "All").click()

    expect(by_platform).to_be_enabled()


def test_what_is_zoomed_in_on_stays_so_when_another_comes_in_the_place_of_one_seen(
    full_app: Served, page: Page
) -> None:
    page.goto(full_app.url)
    page.evaluate("localStorage.setItem('trending-now.hide-seen', 'yes')")
    page.reload()
    expect_drawn(page, 150)
    page.get_by_role("button", name="Zoom in").click()
    page.locator(".bubbles").focus()
    page.keyboard.press("ArrowDown")
    gone = page.evaluate("Number(document.querySelector('.bubble.active').getAttribute('data-id'))")

    page.locator(".pop").get_by_role("button", name="Mark as seen").click()
    page.wait_for_function("id => !document.querySelector('.bubbles').places().has(id)", arg=gone)

    expect_drawn(page, 150)
    expect(page.locator(".bubbles.zoomed")).to_have_count(1)
    choice(page, "500").click()
    expect_drawn(page, 500)
    expect(page.locator(".bubbles.zoomed")).to_have_count(0)
