"""Suggestions come under the search field while one types, in a real browser."""

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import hold
from tests.served import Served


def test_suggestions_come_while_one_types_and_lead_there(served: Served, page: Page) -> None:
    page.goto(served.url)
    field = page.get_by_label("Search", exact=True)
    field.press_sequentially("horr")
    expect(page.get_by_role("option").first).to_contain_text("Horror")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("genre=Horror"))


def test_suggestions_that_were_closed_come_back_by_the_arrow(served: Served, page: Page) -> None:
    page.goto(served.url)
    options = suggestions(page, "horr")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)

    page.keyboard.press("ArrowDown")

    expect(options.first).to_be_visible()


def test_a_suggested_filter_comes_beside_those_in_force_and_the_order_and_view_stay(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?genre=Drama&without=Horror&without=War&kind=movie&sort=name&view=table")
    suggestions(page, "horr").first.click()

    expect(page).to_have_url(re.compile(r"genre=Horror"))
    told = sorted(parse_qsl(urlsplit(page.url).query))
    others = [("kind", "movie"), ("sort", "name"), ("view", "table"), ("without", "War")]
    assert told == [("genre", "Drama"), ("genre", "Horror"), *others]


def suggestions(page: Page, typed: str) -> Locator:
    """Type into the search field, and return the suggestions once they are there."""
    page.locator("[role=combobox]").wait_for()
    with page.expect_response(re.compile(f"q={typed}$")):
        page.get_by_label("Search", exact=True).press_sequentially(typed)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def test_past_the_last_suggestion_enter_searches_for_what_was_typed(served: Served, page: Page) -> None:
    page.goto(served.url)
    options = suggestions(page, "the")
    for _ in range(options.count() + 1):
        page.keyboard.press("ArrowDown")

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("q=the"))


def test_the_search_field_keeps_its_name_and_typing_on_lets_go_of_a_suggestion(served: Served, page: Page) -> None:
    page.goto(served.url)
    suggestions(page, "the")
    field = page.get_by_role("combobox", name="Search", exact=True)
    expect(page.locator("label [role=listbox]")).to_have_count(0)  # it would be a part of the name
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(page.locator("#suggestion-0")).to_have_css("outline-style", "solid")

    page.keyboard.type("n")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("q=then"))


def test_a_suggestion_is_followed_however_long_the_button_is_held(served: Served, page: Page) -> None:
    page.goto(served.url)
    suggestions(page, "horr").first.hover()

    page.mouse.down()
    page.wait_for_timeout(400)  # a list that closes when the field is left does so within this time
    page.mouse.up()

    expect(page).to_have_url(re.compile("genre=Horror"))


def test_suggestions_that_were_closed_stay_closed_when_an_answer_comes_late(served: Served, page: Page) -> None:
    page.goto(served.url)
    options = suggestions(page, "the")
    held = hold(page, "**/api/v1/suggestions*")
    with page.expect_request("**/api/v1/suggestions*"):
        page.keyboard.type(" s")

    page.keyboard.press("Escape")

    expect(options.first).to_be_hidden()
    assert held[0].request.failure == "net::ERR_ABORTED"


def test_only_the_last_question_counts(served: Served, page: Page) -> None:
    page.goto(served.url)
    held = hold(page, "**/api/v1/suggestions*")
    with page.expect_request("**/api/v1/suggestions*"):
        page.get_by_label("Search", exact=True).press_sequentially("the")

    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("option").first).to_be_visible()
    assert held[0].request.failure == "net::ERR_ABORTED"


def test_suggestions_for_what_stood_there_before_go_when_none_come_for_what_stands_there_now(
    served: Served, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url)
    options = suggestions(page, "horr")
    page.route("**/api/v1/suggestions*", lambda route: route.fulfill(status=503))

    page.get_by_label("Search", exact=True).press_sequentially("ible")

    expect(options).to_have_count(0)
    expect(page.get_by_label("Search", exact=True)).to_have_attribute("aria-expanded", "false")
    context.close()
