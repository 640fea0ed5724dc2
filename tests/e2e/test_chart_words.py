"""What the bubble chart says of itself: what trends, what sizes mean, what cannot be shown yet, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import Served


def pressed(page: Page, group: str) -> Any:
    """Return the pressed button of one of the chart's bars."""
    return page.get_by_role("group", name=group).get_by_role("button", pressed=True)


def answer_with(page: Page, **values: Any) -> None:
    """Let the chart's titles all have these values."""

    def change(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        route.fulfill(response=answer, json=content | {"titles": [one | values for one in content["titles"]]})

    page.route("**/api/v1/chart*", change)


def test_what_trends_is_sized_by_popularity_with_its_rank_and_rise_unless_the_reader_chooses(
    served: Served, page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served.url}/?sort=trending")
    expect(page.locator(".stage.drawn .bubble")).to_have_count(62)
    expect(pressed(page, "Size by")).to_have_text("Popularity")
    expect(page.locator(".bubble-rank", has_text=re.compile("^1 ▲$"))).to_be_visible()
    expect(page.locator("[data-trend]")).to_contain_text("Trending compares the attention a title gets")

    page.get_by_role("button", name="Vibe score").click()
    expect(page).to_have_url(re.compile("size=score"))
    with page.expect_navigation():
        page.get_by_role("button", name="Search", exact=True).click()
    page.reload()

    expect(page.locator(".stage.drawn")).to_be_visible()
    expect(page).to_have_url(re.compile("size=score"))
    expect(pressed(page, "Size by")).to_have_text("Vibe score")


def test_ranks_and_their_meaning_are_left_out_in_any_other_order(served: Served, page: Page) -> None:
    page.goto(served.url)
    expect(page.locator(".stage.drawn")).to_be_visible()

    expect(page.locator(".bubble-rank")).to_have_count(0)
    expect(page.locator("[data-trend]")).to_be_hidden()
    expect(pressed(page, "Size by")).to_have_text("Vibe score")


def test_where_nobody_has_measured_attention_the_trend_says_so(served: Served, page: Page) -> None:
    answer_with(page, popularity=0, trend=0)
    page.goto(f"{served.url}/?sort=trending")

    expect(page.locator("[data-trend]")).to_have_text("No attention figures yet: the newest come first.")
    expect(pressed(page, "Size by")).to_have_text("Vibe score")
    expect(page.locator(".bubble-rank")).to_have_count(0)


def test_titles_without_any_vibe_score_are_sized_by_popularity_unless_the_reader_chooses(
    served: Served, page: Page
) -> None:
    answer_with(page, vibe_score=None)
    page.goto(served.url)

    expect(pressed(page, "Size by")).to_have_text("Popularity")
    expect(page.locator(".chart .hint")).to_contain_text("Bigger means more popular")


def test_titles_without_any_vibe_score_nor_popularity_are_filled_and_of_one_size(served: Served, page: Page) -> None:
    answer_with(page, vibe_score=None, popularity=0)
    page.goto(served.url)
    expect(page.locator(".stage.drawn .bubble circle")).to_have_count(62)  # painted: bubbles find their places first

    radii = page.locator(".bubble circle").evaluate_all("all => all.map(one => one.getAttribute('r'))")

    assert len(set(radii)) == 1
    expect(page.locator(".bubble.hollow")).to_have_count(0)
    expect(page.locator(".chart .hint")).to_contain_text("No vibe scores yet: all bubbles are the same size.")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_grouping_that_no_title_has_a_value_for_is_off_and_says_why(served: Served, page: Page, key: str) -> None:
    answer_with(page, vibe_score=None, tags=[])
    page.goto(served.url)
    expect(page.locator(".stage.drawn")).to_be_visible()
    for name, reason in (("Vibe tag", "No title has a vibe tag yet."), ("Score", "No title has a vibe score yet.")):
        button = page.get_by_role("group", name="Group by").get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(reason)

        button.focus()
        page.keyboard.press(key)

        expect(page.locator(".chart-note")).to_have_text(reason)
        expect(page).not_to_have_url(re.compile("group="))
    expect(page.get_by_role("button", name="Platform", exact=True)).not_to_have_attribute("aria-disabled", "true")


def test_the_bars_are_named_in_sight(served: Served, page: Page) -> None:
    page.goto(served.url)

    for words in ("Group by", "Size by"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
        expect(page.get_by_role("group", name=words)).to_be_visible()


def test_the_guide_under_the_chart_follows_what_is_chosen(served: Served, page: Page) -> None:
    page.goto(served.url)
    guide = page.locator(".chart .hint")
    expect(guide).to_contain_text("Bigger means a higher vibe score")
    expect(guide).not_to_contain_text("Each title appears once")

    page.get_by_role("button", name="Genre", exact=True).click()

    expect(guide).to_contain_text("Each title appears once, under its main genre.")


def test_names_are_measured_so_that_nearly_all_of_them_stand_whole_on_their_bubbles(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(served.url)
    names = page.locator(".bubble-words text")
    expect(names).to_have_count(62)

    assert sum("…" in name for name in names.all_text_contents()) <= 3
