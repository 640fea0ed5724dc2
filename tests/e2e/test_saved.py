"""What a reader saves for later is kept in the browser and shown on a page of its own, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import hold
from tests.served import Served
from trending_now.store.matching.joining import join_as_told
from trending_now.wiring.workshop import open_workshop

SAVE = re.compile("^Save for later")
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } });"
)


def test_what_is_saved_on_a_card_stands_on_the_page_of_saved_titles(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    cards = page.locator(".card")
    for number in (0, 1):
        cards.nth(number).get_by_role("button", name=SAVE).click()
    names = [cards.nth(number).get_by_role("heading").inner_text() for number in (1, 0)]

    page.get_by_role("link", name="Saved", exact=True).click()

    expect(page.locator(".card h3")).to_have_text(names)  # saved last, shown first
    assert page.url == f"{served.url}/saved"
    expect(page.get_by_text("Nothing is saved yet")).to_have_count(0)


def test_a_title_is_saved_on_its_page_and_let_go_on_the_page_of_saved_ones(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.locator(".title-top").get_by_role("button", name=SAVE).click()
    expect(page.locator(".title-top").get_by_role("button", name=re.compile("^Saved"), pressed=True)).to_be_visible()
    page.goto(f"{served.url}/saved")
    page.get_by_role("button", name=re.compile("^Saved")).click()
    expect(page.get_by_role("button", name=SAVE)).to_be_visible()  # it stays until one leaves: it may have been a slip

    page.reload()

    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()


def test_the_card_of_a_bubble_saves_too_by_keys_alone(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.locator(".stage.drawn .bubbles").focus()
    page.keyboard.press("ArrowRight")
    name = page.locator(".pop h3").inner_text()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=SAVE)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Saved"), pressed=True)).to_be_focused()

    page.goto(f"{served.url}/saved")

    expect(page.locator(".card h3")).to_have_text([name])


def test_what_another_tab_saves_is_shown_here(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    other = page.context.new_page()
    other.goto(f"{served.url}/titles/7")
    other.locator(".title-top").get_by_role("button", name=SAVE).click()
    expect(page.locator(".title-top").get_by_role("button", name=re.compile("^Saved"), pressed=True)).to_be_visible()


def test_the_page_of_saved_titles_shows_what_another_tab_saves_meanwhile(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/saved")
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    other = page.context.new_page()
    for number, shown in ((7, 1), (8, 2)):
        other.goto(f"{served.url}/titles/{number}")
        other.locator(".title-top").get_by_role("button", name=SAVE).click()
        expect(page.locator(".card")).to_have_count(shown)

    other.locator(".title-top").get_by_role("button", name=re.compile("^Saved")).click()

    expect(
        page.get_by_role("button", name=SAVE)
    ).to_be_visible()  # let go there, it stays here: it may have been a slip
    expect(page.locator(".card")).to_have_count(2)


def test_titles_that_cannot_be_fetched_are_told_of_and_asked_for_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate("localStorage.setItem('trending-now.saved', '[7]')")
    page.route("**/saved?title=*", lambda route: route.fulfill(status=204))
    page.goto(f"{served.url}/saved")
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    page.unroute("**/saved?title=*")

    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".card")).to_have_count(1)


def test_nothing_is_said_to_be_missing_while_a_slow_server_is_asked(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate("localStorage.setItem('trending-now.saved', '[7]')")
    held = hold(page, "**/saved?title=*")
    with page.expect_request("**/saved?title=*"):
        page.goto(f"{served.url}/saved")
    expect(page.locator("#saved")).to_have_text("Fetching what you saved …")

    held[0].continue_()

    expect(page.locator(".card")).to_have_count(1)


def test_what_is_saved_and_hidden_as_seen_is_counted_and_shown_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate("for (const key of ['saved', 'seen']) localStorage.setItem(`trending-now.${key}`, '[7]')")
    page.evaluate("localStorage.setItem('trending-now.hide-seen', 'yes')")
    page.goto(f"{served.url}/saved")
    expect(page.get_by_text("1 hidden")).to_be_visible()
    expect(page.locator(".card")).to_be_hidden()

    page.get_by_role("button", name="Hide what I have seen").click()

    expect(page.locator(".card")).to_be_visible()


def test_two_saved_titles_that_were_joined_are_let_go_as_one(own_rules_app: Served, page: Page) -> None:
    with open_workshop(own_rules_app.settings) as workshop, workshop.database.write() as connection:
        keep = join_as_told(connection, 1, 2)
    page.goto(f"{own_rules_app.url}/titles/{keep}")
    page.evaluate("localStorage.setItem('trending-now.saved', '[2, 1]')")
    page.goto(f"{own_rules_app.url}/saved")
    page.get_by_role("button", name=re.compile("^Saved")).click()
    expect(page.get_by_role("button", name=SAVE)).to_be_visible()

    page.reload()

    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()


def test_as_many_as_can_be_kept_are_told_of_and_none_is_lost(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate(
        "localStorage.setItem('trending-now.saved', JSON.stringify([...Array(500).keys()].map(i => i + 100)))"
    )
    page.reload()

    page.locator(".title-top").get_by_role("button", name=SAVE).click()

    expect(page.get_by_role("alert")).to_contain_text("You have saved 500 titles")
    expect(page.locator(".title-top").get_by_role("button", name=SAVE, pressed=False)).to_be_visible()
    assert page.evaluate("JSON.parse(localStorage.getItem('trending-now.saved')).length") == 500
    page.evaluate("localStorage.setItem('trending-now.saved', '[9, 0, -4, 1e30, 8]')")
    page.goto(f"{served.url}/saved")
    expect(page.locator(".card")).to_have_count(2)


@pytest.mark.parametrize("trouble", [FULL, BLOCKED], ids=["full", "blocked"])
@pytest.mark.parametrize("name", [SAVE, "Mark as seen"], ids=["save", "seen"])
def test_a_browser_that_keeps_nothing_is_told_of(served: Served, page: Page, trouble: str, name: Any) -> None:
    page.add_init_script(trouble)
    page.goto(f"{served.url}/titles/7")
    top = page.locator(".title-top")

    top.get_by_role("button", name=name).click()

    expect(page.get_by_role("alert")).to_contain_text("Your browser keeps nothing for this site")
    expect(top.get_by_role("button", pressed=True)).to_have_count(0)
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_saved_title_that_was_joined_to_another_is_still_marked_as_seen(own_rules_app: Served, page: Page) -> None:
    with open_workshop(own_rules_app.settings) as workshop, workshop.database.write() as connection:
        keep = join_as_told(connection, 1, 2)
    gone = 3 - keep
    page.goto(f"{own_rules_app.url}/titles/{keep}")
    page.evaluate(
        "id => { for (const key of ['saved', 'seen']) localStorage.setItem(`trending-now.${key}`, `[${id}]`); }", gone
    )

    page.goto(f"{own_rules_app.url}/saved")

    expect(page.locator(".card").get_by_role("button", name="Mark as seen", pressed=True)).to_be_visible()


def test_saved_titles_that_left_the_catalogue_are_told_of_until_they_are_forgotten(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate("localStorage.setItem('trending-now.saved', '[9001, 7, 9002]')")
    page.goto(f"{served.url}/saved")
    expect(page.get_by_text("2 titles that you saved are no longer in the catalogue.")).to_be_visible()
    expect(page.locator(".card")).to_have_count(1)

    page.get_by_role("button", name="Forget them").click()

    expect(page.get_by_text("no longer in the catalogue")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('trending-now.saved')") == "[7]"


def test_nothing_is_said_to_be_saved_only_once_what_left_the_catalogue_is_forgotten(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/7")
    page.evaluate("localStorage.setItem('trending-now.saved', '[9001]')")
    page.goto(f"{served.url}/saved")
    expect(page.get_by_text("1 title that you saved is no longer in the catalogue.")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet")).to_be_hidden()

    page.get_by_role("button", name="Forget it").click()

    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    expect(page.get_by_role("link", name="See what is new")).to_be_focused()
