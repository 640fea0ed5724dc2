"""Ways that lead from the bubble chart, and charts of more titles than SVG is drawn for, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import hold
from tests.served import Served

MANY = 400
COLOURS = """async () => {
  const { coloursOf } = await import("/static/colours.js");
  return [...coloursOf(document.querySelector(".stage")).values()];
}"""
CENTRES = """() => {
  const box = document.querySelector(".bubbles").getBoundingClientRect();
  const places = [...document.querySelector(".bubbles").places()];
  return places.map(([id, { x, y }]) => ({ id, x: box.left + x, y: box.top + y }));
}"""
IN_SIGHT = """number => {
  const circle = document.querySelectorAll(".bubble")[number];
  circle.scrollIntoView({ block: number % 4 ? "center" : "nearest", behavior: "instant" });
}"""
AT_REST = """() => {
  const places = JSON.stringify([...document.querySelector(".bubbles").places()]);
  const isSame = places === window.placesBefore;
  window.placesBefore = places;
  return isSame;
}"""
DRAWN = """() => {
  const canvas = document.querySelector("canvas.bubbles-drawing");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some(value => value > 0);
}"""
SIGNS = """async () => {
  const { signsIn } = await import("/static/signs.js");
  const signs = await signsIn("/static/icons.svg");
  return [...signs].map(([name, path]) => [name, new Path2D(path) && path.length]);
}"""
REACHED = """way => {
  const chart = document.querySelector(".bubbles");
  const [[, { x, y }]] = chart.places();
  const { left, top } = chart.getBoundingClientRect();
  if (way === "pointer") {
    chart.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, clientY: top + y, pointerType: "mouse" }));
    chart.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
    document.querySelector(".pop").dispatchEvent(new PointerEvent("pointerenter", { pointerType: "mouse" }));
  } else {
    chart.focus();
    chart.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    document.querySelector(".pop [data-save]").focus();
  }
}"""
SETTLED = """async ({ count, width, height, before }) => {
  const { layoutOf, simulationOf } = await import("/static/charts/bubble-layout.js");
  const genres = ["Drama", "Comedy", "Horror", "War"];
  const titles = Array.from({ length: count }, (_, number) => ({
    id: number + 1, name: "", genres: [{ genre: genres[number % 4], probability: 1 }], uncertain: [], tags: [],
    vibe_score: number % 3 ? 1 + ((number * 37) % 90) / 10 : null, popularity: null, date: null,
  }));
  const settle = (group, from) => {
    const layout = layoutOf(titles, { width, height, group, size: "score", today: new Date(), from });
    const simulation = simulationOf(layout, { width, height });
    while (simulation.alpha() >= simulation.alphaMin()) simulation.tick();
    return layout;
  };
  const grouped = before === "none" ? [] : settle(before, new Map()).bubbles;
  const { bubbles, height: high } = settle("none", new Map(grouped.map(({ title, x, y }) => [title.id, { x, y }])));
  const covers = (one, other) => Math.hypot(one.x - other.x, one.y - other.y) < 0.9 * (one.r + other.r);
  const inside = ({ x, y, r }) => x >= r && y >= r && x <= width - r && y <= high - r;
  return {
    covered: bubbles.filter((one) => bubbles.some((other) => other !== one && covers(one, other))).length,
    inside: bubbles.filter(inside).length,
  };
}"""


@pytest.fixture
def crowded(served: Served, page: Page) -> Page:
    """Open the home page with so many bubbles that they are drawn on a canvas."""

    def crowd(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        titles = content["titles"]
        copies = [titles[place % len(titles)] | {"id": place + 1} for place in range(MANY)]
        route.fulfill(response=answer, json=content | {"titles": copies})

    page.route("**/api/v1/chart*", crowd)
    page.route("**/posters/*", lambda route: route.fulfill(body="<svg xmlns='http://www.w3.org/2000/svg'/>"))
    page.route("**/api/v1/titles/*", lambda route: route.fulfill(json={"enrichments": [], "texts": []}))
    page.goto(served.url)
    page.locator("canvas.bubbles-drawing").wait_for()
    page.wait_for_function(AT_REST, polling=200)
    return page


def test_the_first_picture_on_a_canvas_is_that_of_bubbles_at_rest(crowded: Page) -> None:
    crowded.reload()
    crowded.locator("canvas.bubbles-drawing").wait_for()
    crowded.wait_for_function(DRAWN)
    places = "JSON.stringify([...document.querySelector('.bubbles').places()])"
    first = crowded.evaluate(places)

    crowded.wait_for_function(AT_REST, polling=200)

    assert crowded.evaluate(places) == first


def test_a_canvas_draws_the_sign_of_every_genre(crowded: Page) -> None:
    signs = dict(crowded.evaluate(SIGNS))
    assert len(signs) == 21
    assert all(signs.values())


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(…)` or `color(srgb …)`, as WCAG defines it."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)][:3]
    shares = [number / 255 for number in numbers] if colour.startswith("rgb") else numbers
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_no_more_bubbles_are_drawn_than_said_and_those_that_are_perhaps_of_a_genre_are_counted(
    served: Served, page: Page
) -> None:
    def crowd(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        copies = [content["titles"][0] | {"id": place + 1} for place in range(1_200)]
        route.fulfill(response=answer, json=content | {"titles": copies})

    page.route("**/api/v1/chart*", crowd)
    page.goto(f"{served.url}/?genre=Thriller")

    expect(page.locator(".bubbles")).to_have_attribute("aria-label", re.compile("^Bubble chart of 2000 titles"))
    expect(page.locator(".chart-note")).to_have_text("800 titles that are perhaps Thriller stand with them.")


@pytest.mark.parametrize("before", ["none", "genre"])
@pytest.mark.parametrize(
    ("count", "width", "height"), [(62, 1240, 620), (400, 1240, 620), (401, 1240, 620), (2000, 1240, 620)]
)
def test_bubbles_at_rest_stand_side_by_side_in_the_room(
    served: Served, page: Page, count: int, width: int, height: int, before: str
) -> None:
    page.goto(f"{served.url}/about")
    room = {"count": count, "width": width, "height": height, "before": before}
    found = page.evaluate(SETTLED, room)
    assert found["covered"] <= count / 100
    assert found["inside"] == count


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_what_is_written_on_a_canvas_can_be_read_in_any_colours(crowded: Page, scheme: Any, forced: Any) -> None:
    crowded.emulate_media(color_scheme=scheme, forced_colors=forced)
    for colours in crowded.evaluate(COLOURS):
        assert contrast(colours["ink"], colours["fill"]) >= 4.5, colours
        assert contrast(colours["line"], colours["fill"]) >= 1.5, colours
        assert contrast(colours["mark"], colours["fill"]) >= 3, colours


@pytest.mark.parametrize("way", [{"modifiers": ["Control"]}, {"button": "middle"}], ids=["with Ctrl", "in the middle"])
def test_a_click_that_opens_a_link_beside_does_so_on_a_canvas_too(crowded: Page, way: dict[str, Any]) -> None:
    bubble = crowded.evaluate(CENTRES)[0]
    here = crowded.url
    with crowded.context.expect_page() as opened:
        crowded.locator(".bubbles").click(position=place_in(crowded, bubble), **way)
    assert re.search(r"/titles/\d+$", opened.value.url)
    assert crowded.url == here


def place_in(page: Page, bubble: dict[str, float]) -> Any:
    """Return where a bubble is within the chart."""
    box = page.locator(".bubbles").bounding_box()
    assert box is not None
    return {"x": bubble["x"] - box["x"], "y": bubble["y"] - box["y"]}


def test_the_name_on_a_card_leads_to_the_title(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(served.url)
    page.locator(".stage.drawn .bubble").first.wait_for()
    first = page.evaluate(CENTRES)[0]
    page.mouse.move(first["x"], first["y"])
    name = page.locator(".pop h3 a").inner_text()
    page.locator(".pop h3 a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_card_stays_while_the_pointer_crosses_another_bubble_on_the_way_to_it(served: Served, page: Page) -> None:
    page.clock.install()
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(served.url)
    page.locator(".stage.drawn .bubble").first.wait_for()
    first, second = page.evaluate(CENTRES)[:2]
    page.mouse.move(first["x"], first["y"])
    name = page.locator(".pop h3").first.inner_text()
    button = page.get_by_role("button", name="Mark as seen").bounding_box()
    assert button is not None

    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))  # however long a busy machine takes from move to move
    page.mouse.move(second["x"], second["y"])
    page.mouse.move(button["x"] + 4, button["y"] + 4)
    page.clock.run_for(400)  # a card that follows the pointer has done so within this time

    assert page.locator(".pop h3").first.inner_text() == name
    page.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_role("button", name="Mark as seen", pressed=True)).to_be_visible()


def test_a_script_that_does_not_come_leaves_a_sentence_not_an_empty_stage(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/static/d3.js", lambda route: route.abort())
    page.goto(served.url)
    expect(page.locator(".stage.failed").get_by_role("alert")).to_contain_text("The chart could not be drawn.")
    context.close()


def test_titles_that_do_not_come_are_asked_for_again(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/api/v1/chart*", lambda route: route.abort())
    page.goto(served.url)
    expect(page.locator(".stage.failed").get_by_role("alert")).to_contain_text("The titles could not be fetched.")

    page.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    page.unroute("**/api/v1/chart*")
    page.keyboard.press("Enter")

    expect(page.locator(".stage.drawn .bubble")).to_have_count(62)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".bubbles")).to_be_focused()
    context.close()


def test_on_a_phone_the_card_of_a_bubble_never_covers_it(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(served.url)
    page.locator(".stage.drawn .bubble circle").first.wait_for()

    covered = [number for number in range(0, 62, 6) if covered_when_tapped(page, number)]

    assert covered == []
    context.close()


def covered_when_tapped(page: Page, number: int) -> bool:
    """Tap a bubble, and return whether its middle lies under its card then."""
    page.evaluate(IN_SIGHT, number)
    bubble = page.evaluate(CENTRES)[number]
    page.touchscreen.tap(bubble["x"], bubble["y"])
    card, now = page.locator(".pop").bounding_box(), page.evaluate(CENTRES)[number]["y"]
    page.keyboard.press("Escape")
    return card is None or card["y"] < now < card["y"] + card["height"]


def test_going_to_a_place_on_the_page_leaves_the_chart_zoomed(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.locator(".stage.drawn").wait_for()
    page.get_by_role("button", name="Zoom in").click()
    page.evaluate("() => { location.hash = 'titles'; }")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".bubbles.zoomed")).to_have_count(1)


def test_the_chosen_grouping_is_in_sight_on_a_phone(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{served.url}/?group=week")
    page.locator(".stage.drawn").wait_for()
    box = page.locator("button[data-group=week]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    context.close()


@pytest.mark.parametrize("way", ["pointer", "keys"])
def test_a_card_that_is_reached_at_once_still_gets_the_first_line_of_the_summary(
    served: Served, page: Page, way: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(served.url)
    page.locator(".stage.drawn .bubble").first.wait_for()
    page.evaluate(REACHED, way)

    expect(page.locator(".pop .says")).to_have_text(re.compile("“.+”"))


def test_a_tap_on_the_card_of_a_bubble_leaves_it_open(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(served.url)
    page.locator(".stage.drawn .bubble").nth(4).locator("circle").tap()
    card = page.locator(".pop")

    card.locator(".kicker").tap()
    page.wait_for_timeout(400)  # a card that nobody points at or has reached goes within this time

    expect(card).to_be_visible()
    page.locator(".chart .hint").tap(position={"x": 5, "y": 5})
    expect(card).to_be_hidden()
    context.close()


def test_what_is_chosen_while_the_titles_are_on_their_way_holds_once_they_are_there(served: Served, page: Page) -> None:
    held = hold(page, "**/api/v1/chart?unsure=*")
    with page.expect_request("**/api/v1/chart?unsure=*"):  # the script asks for them: no preload does
        page.goto(f"{served.url}/?genre=Thriller", wait_until="commit")
    for name in ("Genre", "Platform", "Genre"):
        page.get_by_role("group", name="Group by").get_by_role("button", name=name, exact=True).click()

    held[0].continue_()

    expect(page.locator(".stage.drawn .bubble").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?genre=Thriller&group=genre$"))
    expect(page.get_by_role("button", name="Genre", exact=True)).to_have_attribute("aria-pressed", "true")
