"""The bubble chart of the home page, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Served

SIGHT = "document.querySelector('.bubbles').sight()"


def bubbles(page: Page, count: int = 62) -> None:
    """Wait for the chart with so many bubbles, painted: before that they are still on the way to their places."""
    expect(page.locator(".stage.drawn .bubble circle")).to_have_count(count)


def test_every_title_is_a_bubble_and_a_click_opens_it(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    bubble = page.locator(".bubble").nth(5)
    name = bubble.get_attribute("aria-label") or ""

    bubble.locator("circle").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_pointing_at_a_bubble_shows_a_card_with_the_first_line_of_the_summary(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    bubble = page.locator(".bubble").nth(3)
    name = bubble.get_attribute("aria-label") or ""

    bubble.locator("circle").hover()

    card = page.locator(".pop")
    expect(card.get_by_role("heading", name=name)).to_be_visible()
    expect(card.locator(".score-value").first).to_have_text(re.compile("%"))
    expect(card.locator(".says")).to_have_text(re.compile("“.+”"))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_groups_and_sizes_are_kept_by_back_reload_and_a_shared_link(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    for name, key in (("Genre", "genre"), ("Platform", "platform"), ("Vibe tag", "tag"), ("Score", "score")):
        page.get_by_role("group", name="Group by").get_by_role("button", name=name, exact=True).click()
        expect(page).to_have_url(re.compile(f"group={key}"))
        expect(page.locator(".cluster-label").first).to_be_visible()

    page.go_back()
    expect(page.get_by_role("button", name="Vibe tag")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Popularity").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Search", exact=True).click()
    page.reload()
    bubbles(page)

    expect(page.get_by_role("button", name="Vibe tag")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Popularity")).to_have_attribute("aria-pressed", "true")


def test_what_was_chosen_on_the_chart_goes_along_with_every_filter_and_look(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    page.get_by_role("button", name="Genre", exact=True).click()
    page.get_by_role("button", name="Popularity").click()
    expect(page.locator(".chart .hint")).to_contain_text("Bigger means more popular")

    page.locator(".fold summary").click()
    page.get_by_role("link", name="Past 30 days").click()
    expect(page).to_have_url(re.compile(r"from=.*group=genre.*size=popularity"))
    page.locator(".stage.drawn").wait_for()
    page.get_by_role("button", name="Vibe score").click()
    expect(page.locator(".chart .hint")).to_contain_text("Bigger means a higher vibe score")
    page.get_by_role("navigation", name="View").get_by_role("link", name="Cards").click()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Bubbles").click()

    expect(page).to_have_url(re.compile(r"group=genre$"))


def test_tab_goes_from_a_bubble_to_its_cards_buttons_and_escape_back(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.locator(".stage.drawn").wait_for()

    page.locator(".bubbles").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".pop .mark-button").first.wait_for()
    page.keyboard.press("Tab")
    page.wait_for_timeout(400)  # a card that nobody points at or has reached goes within this time

    expect(page.get_by_role("button", name="Save for later")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Mark as seen")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pop")).to_be_hidden()
    expect(page.locator(".bubbles")).to_be_focused()


def test_the_chart_works_from_the_keyboard_alone(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    chart = page.get_by_role("application")
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told = chart.locator("[aria-live]").inner_text()
    expect(page.locator(".pop")).to_be_visible()

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(told.split(": ")[0])


def test_the_focus_shows_on_the_chart_before_any_bubble_is_reached(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")

    room = page.locator(".bubbles").evaluate(
        """chart => {
            const {outlineStyle, outlineWidth, outlineOffset} = getComputedStyle(chart);
            const [own, stage] = [chart, chart.closest(".stage")].map(one => one.getBoundingClientRect());
            const drawn = outlineStyle === "solid" ? parseFloat(outlineWidth) + parseFloat(outlineOffset) : NaN;
            return Math.min(own.left - stage.left, own.top - stage.top) - drawn;
        }"""
    )

    expect(page.get_by_role("application")).to_be_focused()
    assert room >= 0, "the ring around the chart is cut off at the edge of its stage"


def test_filters_narrow_the_chart_and_what_is_not_sure_stands_apart(served: Served, page: Page) -> None:
    api = served.client
    sure = api.get("/api/v1/chart", params={"genre": "Thriller"}).json()["total"]
    unsure = api.get("/api/v1/chart", params={"unsure": "Thriller"}).json()["total"]
    assert sure
    assert unsure
    page.goto(f"{served.url}/?genre=Thriller&group=genre")

    bubbles(page, sure + unsure)

    expect(page.locator(".bubble.undecided")).to_have_count(unsure)
    expect(page.get_by_text(f"Perhaps Thriller · {unsure}")).to_be_visible()


def test_what_was_seen_is_hidden_in_this_browser_until_it_is_shown_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    page.get_by_role("button", name=re.compile("^Mark as seen")).first.click()
    page.get_by_role("link", name="Bubbles").click()
    bubbles(page)

    page.get_by_role("button", name="Hide what I have seen").click()

    bubbles(page, 61)
    expect(page.get_by_text("1 title that you have seen is hidden.")).to_be_visible()
    assert page.context.cookies() == []
    page.get_by_role("button", name="Hide what I have seen").click()
    bubbles(page)


def test_who_hides_a_card_by_its_button_goes_on_from_the_next(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    page.get_by_role("button", name="Hide what I have seen").click()
    buttons = page.get_by_role("button", name=re.compile("^Mark as seen"))
    names = [button.get_attribute("aria-label") for button in buttons.all()]
    focused = "document.activeElement.getAttribute('aria-label')"

    buttons.first.focus()
    page.keyboard.press("Enter")
    after_first = page.evaluate(focused)
    buttons.last.focus()
    page.keyboard.press("Enter")

    assert (after_first, page.evaluate(focused)) == (names[1], names[-2])


def test_a_bubble_is_found_where_it_is_drawn_when_the_window_has_become_lower(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(served.url)
    bubbles(page)

    page.set_viewport_size({"width": 1280, "height": 680})

    height = page.locator(".stage").evaluate("stage => stage.clientHeight")
    expect(page.locator("svg.bubbles-drawing")).to_have_attribute("height", str(height))
    bubbles(page)
    page.locator(".bubble").nth(7).locator("circle").hover()
    expect(page.locator(".bubble").nth(7)).to_have_class(re.compile("active"))


def test_a_bubble_that_the_keys_reach_comes_into_sight_when_zoomed_in(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("application").focus()
    page.mouse.move(0, 0)

    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        stage, circle = page.locator(".stage").bounding_box(), page.locator(".bubble.active circle").bounding_box()
        assert stage
        assert circle
        x, y = circle["x"] + circle["width"] / 2, circle["y"] + circle["height"] / 2
        assert stage["x"] <= x <= stage["x"] + stage["width"], key
        assert stage["y"] <= y <= stage["y"] + stage["height"], key


def test_zoom_makes_room_for_names_and_shows_all_again(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    radius = page.locator(".bubble circle").first.get_attribute("r")

    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".bubble circle").first).not_to_have_attribute("r", radius or "")
    page.get_by_role("button", name="Show all").click()

    expect(page.locator(".bubble circle").first).to_have_attribute("r", radius or "")


def test_a_card_goes_when_its_bubble_moves_away_under_it(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    page.locator(".bubble").nth(8).hover()
    expect(page.locator(".pop")).to_be_visible()

    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")

    expect(page.locator(".bubbles.zoomed")).to_have_count(1)
    expect(page.locator(".pop")).to_be_hidden()


def test_what_was_zoomed_in_on_stays_in_sight_until_bubbles_are_grouped_anew(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    looked_at = page.evaluate(SIGHT)

    page.set_viewport_size({"width": 900, "height": 700})
    width = page.locator(".stage").evaluate("stage => stage.clientWidth")
    expect(page.locator("svg.bubbles-drawing")).to_have_attribute("width", str(width))
    page.emulate_media(color_scheme="dark")

    assert looked_at["k"] > 1
    assert page.evaluate(SIGHT) == pytest.approx(looked_at)
    page.get_by_role("button", name="Platform").click()
    assert page.evaluate(SIGHT) == pytest.approx({"k": 1, "x": 0.5, "y": 0.5})
    expect(page.locator(".bubbles.zoomed")).to_have_count(0)


def test_the_chart_follows_what_is_marked_as_seen_in_another_tab(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.get_by_role("button", name="Hide what I have seen").click()
    bubbles(page)

    other = page.context.new_page()
    other.goto(f"{served.url}/titles/1")
    other.get_by_role("button", name="Mark as seen").first.click()

    bubbles(page, 61)


def test_a_pointer_that_rests_on_the_chart_is_not_in_the_way_of_the_keys(served: Served, page: Page) -> None:
    page.goto(served.url)
    bubbles(page)
    chart, card, active = page.get_by_role("application"), page.locator(".pop"), page.locator(".bubble.active")
    chart.focus()
    page.keyboard.press("ArrowDown")
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)  # on the chart, where the card comes again
    page.keyboard.press("Escape")

    reached = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)  # a card that nobody points at or has reached goes within this time
        expect(card).to_be_visible()
        reached.append(active.get_attribute("data-id"))
    assert reached[0] != reached[1] != reached[2] != reached[3] != reached[4]


def test_a_tap_outside_of_the_chart_closes_the_card_that_a_tap_opened(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(served.url)
    bubbles(page)
    page.locator(".bubble").nth(4).locator("circle").tap()
    expect(page.locator(".pop")).to_be_visible()

    page.locator(".chart .hint").tap(position={"x": 5, "y": 5})

    expect(page.locator(".pop")).to_be_hidden()
    context.close()


def test_what_is_chosen_differs_in_the_readers_own_few_colours_too(browser: Browser, served: Served) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(served.url)
    background = "one => getComputedStyle(one).backgroundColor"
    paper = page.locator("body").evaluate(background)

    for chosen in (
        "button[data-group=none]",
        ".views [aria-current]",
        ".periods [aria-current]",
        ".masthead [aria-current]",
    ):
        assert page.locator(chosen).evaluate(background) != paper, chosen
    context.close()


def test_bubbles_do_not_move_for_those_who_asked_for_less_motion(browser: Browser, served: Served) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served.url}/?group=genre")
    bubbles(page)
    places = "[...document.querySelectorAll('.bubble')].map(bubble => bubble.getAttribute('transform'))"
    page.get_by_role("button", name="Platform").click()

    first = page.evaluate(places)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.evaluate(places) == first
    context.close()


def test_without_javascript_the_cards_stand_in_the_charts_place(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)

    expect(page.locator("#chart")).to_be_hidden()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.get_by_role("link", name="Bubbles", exact=True)).to_be_hidden()
    expect(page.get_by_label("View").get_by_role("link", include_hidden=False)).to_have_text(["Cards", "Table"])
    expect(page.get_by_label("View").locator("a:visible[aria-current]")).to_have_text("Cards")
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(49)
    context.close()
