"""The stream of genres and the charts of the model's figures, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.served import Served

PATHS = ("/genres", "/genres/drama", "/genres/mystery", "/try", "/about")


def test_the_stream_is_drawn_and_a_genre_stands_out_at_the_keyboards_focus(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/genres")
    legend = page.get_by_role("list", name="Genres in the stream")
    drama = legend.get_by_role("link", name=re.compile("^Drama"))
    expect(drama).to_be_visible()

    page.get_by_role("button", name="Share of each genre").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(drama).to_be_focused()
    expect(page.locator(".stream-said")).to_contain_text(re.compile(r"Drama: \d+ titles"))
    assert page.locator(".stream.picking path.picked").count() == 1
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Drama")


def test_the_stream_follows_the_width_of_the_window(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/genres")
    expect(page.locator(".stream svg").first).to_be_visible()
    page.set_viewport_size({"width": 400, "height": 800})

    expect(page.locator(".stream > svg")).to_have_attribute("width", "368")


def test_the_about_page_draws_engines_genres_and_calibration(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/about")

    for chart in ("#chart-engines", "#chart-genres", "#chart-calibration"):
        expect(page.locator(f"{chart} svg")).to_be_visible()
    expect(page.locator("#chart-genres .row")).to_have_count(20)
    page.get_by_text("The engines as a table").click()
    expect(page.get_by_role("table").first).to_contain_text("tfidf-lr")


def test_without_javascript_the_tables_are_there_and_no_empty_chart(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen = {}
    for path in ("/genres", "/about"):
        page.goto(served.url + path)
        page.locator("details.twin summary").first.click()
        seen[path] = (page.locator("details.twin table").first.is_visible(), page.locator("figure:visible").count())
    context.close()

    assert set(seen.values()) == {(True, 0)}


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_sticks_out_and_the_navigation_is_whole(browser: Browser, served: Served, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in PATHS:
        page.emulate_media(color_scheme="light")
        page.goto(served.url + path)
        assert page.evaluate(NOTHING_STICKS_OUT), path
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(NOTHING_STICKS_OUT), path
    edges = [box["x"] + box["width"] for box in page.eval_on_selector_all(".masthead nav a", BOXES)]
    context.close()

    assert max(edges) <= width


BOXES = "links => links.map(link => { const { x, width } = link.getBoundingClientRect(); return { x, width }; })"


def test_a_genre_page_says_what_it_hides_as_seen_and_shows_it_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/genres/horror")
    page.evaluate("localStorage.setItem('trending-now.seen', JSON.stringify([...Array(99).keys()]))")
    page.evaluate("localStorage.setItem('trending-now.hide-seen', 'yes')")
    page.reload()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.locator("[data-hidden-count]")).to_contain_text("hidden")

    page.get_by_role("button", name="Hide what I have seen").click()

    expect(page.get_by_role("article").first).to_be_visible()


def test_the_numbers_of_neighbours_can_be_hit(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/genres/horror")
    boxes = [link.bounding_box() for link in page.locator(".neighbours a").all()]

    assert boxes
    assert all(box and box["width"] >= 24 and box["height"] >= 24 for box in boxes)


BROKEN_WORDS = """names => names.filter(name => {
  const range = document.createRange();
  return [...name.textContent.matchAll(/\\S+/g)].some(word => {
    range.setStart(name.firstChild, word.index);
    range.setEnd(name.firstChild, word.index + word[0].length);
    return range.getClientRects().length > 1;
  });
}).map(name => name.textContent)"""


def test_no_genres_name_is_broken_within_a_word(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/genres")
    broken = {}
    for width in (320, 348, 360, 416, 540, 768, 1088, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        broken[width] = page.eval_on_selector_all(".tile strong", BROKEN_WORDS)

    assert {width: names for width, names in broken.items() if names} == {}


@pytest.mark.parametrize("width", [320, 360, 390, 430])
def test_on_a_phone_a_row_of_cards_shows_a_piece_of_the_next_one(served: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served.url}/genres/horror")

    third = page.locator(".cards").first.locator("> li").nth(2).bounding_box()

    assert third
    assert third["x"] <= width - 16
