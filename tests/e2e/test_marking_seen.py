"""Marking titles as seen while what was seen is hidden: nobody loses their place by it, in a real browser."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.served import Served

HIDE = "localStorage.setItem('trending-now.hide-seen', 'yes')"
ACTIVE = "document.querySelector('.bubble.active').getAttribute('data-id')"
PLACE = "id => document.querySelector('.bubbles').places().get(Number(id))"


def open_hiding(served: Served, page: Page, path: str) -> None:
    """Open a page while what was seen is hidden."""
    page.goto(served.url)
    page.evaluate(HIDE)
    page.goto(f"{served.url}{path}")


def go_down(page: Page, steps: int) -> Any:
    """Go down the chart by keys once its bubbles are at their places; return the id of the title reached."""
    page.locator(".stage.drawn .bubble circle").first.wait_for()
    page.locator(".bubbles").focus()
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    return page.evaluate(ACTIVE)


def test_who_marks_the_title_of_a_page_stays_where_they_are(served: Served, page: Page) -> None:
    open_hiding(served, page, "/titles/7")
    button = page.locator(".title-top").get_by_role("button", name="Mark as seen")

    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".title-top").get_by_role("button", name="Mark as seen", pressed=True)).to_be_focused()


def test_who_marks_a_bubble_far_down_the_chart_stays_there(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 600})
    open_hiding(served, page, "/?group=week")
    gone = go_down(page, 6)
    place = page.evaluate(PLACE, gone)
    button = page.locator(".pop").get_by_role("button", name="Mark as seen")
    button.focus()
    before = page.evaluate("scrollY")

    page.keyboard.press("Enter")
    expect(page.locator(".bubble")).to_have_count(61)

    expect(page.locator(".bubbles")).to_be_focused()
    assert before > 0
    assert page.evaluate("scrollY") == before
    page.keyboard.press("ArrowDown")
    now = page.evaluate(PLACE, page.evaluate(ACTIVE))
    assert abs(now["y"] - place["y"]) < 150


def test_the_page_does_not_move_when_the_chart_takes_the_focus_back(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 600})
    page.goto(f"{served.url}/?group=week")
    go_down(page, 6)
    page.keyboard.press("Tab")
    before = page.evaluate("scrollY") + 40
    page.mouse.wheel(0, 40)
    page.wait_for_function("before => scrollY === before", arg=before)

    page.keyboard.press("Escape")

    expect(page.locator(".bubbles")).to_be_focused()
    assert page.evaluate("scrollY") == before
