"""Bubbles in groups, on a chart that grows with them, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Served


@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_every_bubble_of_a_group_is_wide_enough_for_a_finger(
    browser: Browser, served: Served, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(served.url)
    page.locator(".stage.drawn .bubble circle").first.wait_for()
    low = page.locator(".stage").evaluate("stage => stage.clientHeight")
    for name in ("Genre", "Platform", "Vibe tag", "Score", "Release week"):
        page.get_by_role("group", name="Group by").get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".cluster-label").first).to_be_visible()

        radii = page.locator(".bubble circle").evaluate_all("all => all.map(one => Number(one.getAttribute('r')))")

        assert min(radii) >= 12, name
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator(".stage").evaluate("stage => stage.clientHeight") > low
    page.get_by_role("button", name="All together").click()
    assert page.locator(".stage").evaluate("stage => stage.clientHeight") == low
    context.close()


def test_a_bubble_that_the_keys_reach_below_the_window_comes_into_sight(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 500})
    page.goto(f"{served.url}/?group=genre")
    page.locator(".stage.drawn .bubble circle").first.wait_for()
    page.locator(".bubbles").focus()

    for _ in range(12):
        page.keyboard.press("ArrowDown")
        circle = page.locator(".bubble.active circle").bounding_box()
        assert circle is not None
        assert circle["y"] >= 0
        assert circle["y"] + circle["height"] <= 500
