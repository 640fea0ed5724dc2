"""axe-core finds nothing on any page, in light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.e2e.test_genres_and_about import BROKEN_WORDS
from tests.served import Served

AXE = Path("node_modules/axe-core/axe.min.js")
PAGES = (
    "/", "/?group=genre", "/?view=cards&genre=Thriller", "/?view=table&sort=trending", "/?q=xyzzyplugh", "/titles/1",
    "/try", "/genres", "/genres/horror", "/about", "/api", "/saved", "/saved?title=7", "/titles/424242",
)  # fmt: skip
ASK = "options => axe.run(document, {resultTypes: ['violations'], ...options})"
TARGETS = {"runOnly": ["target-size"]}  # the scanner leaves it out by default
SPACED = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"  # WCAG 2.2, 1.4.12
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

Violations = list[tuple[str, str]]


@pytest.fixture
def scanned_page(browser: Browser) -> Iterator[Page]:
    """Open a page that the scanner is put into as a script, which our own policy would refuse."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make setup` brings it")
    context = browser.new_context(bypass_csp=True, color_scheme="light", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_on_any_page_in_light_nor_in_dark(scanned_page: Page, served: Served) -> None:
    found = {}
    for path in PAGES:
        scanned_page.emulate_media(color_scheme="light")
        scanned_page.goto(served.url + path, wait_until="networkidle")
        scanned_page.add_script_tag(path=AXE)
        found[path, "light"] = violations(scanned_page, {})
        scanned_page.emulate_media(color_scheme="dark")
        found[path, "dark"] = violations(scanned_page, OF_COLOURS)

    assert {where: what for where, what in found.items() if what} == {}


def test_everything_on_a_phone_can_be_hit(scanned_page: Page, served: Served) -> None:
    scanned_page.set_viewport_size({"width": 360, "height": 800})
    found = {}
    for path in PAGES:
        scanned_page.goto(served.url + path, wait_until="networkidle")
        scanned_page.add_script_tag(path=AXE)
        found[path] = violations(scanned_page, TARGETS)

    assert {path: what for path, what in found.items() if what} == {}


def test_axe_finds_nothing_in_suggestions_nor_where_one_points_at_a_genre(scanned_page: Page, served: Served) -> None:
    scanned_page.goto(served.url)
    scanned_page.locator("[role=combobox]").press_sequentially("the")
    scanned_page.get_by_role("option").first.wait_for()
    scanned_page.add_script_tag(path=AXE)
    found = violations(scanned_page, {})
    scanned_page.goto(f"{served.url}/titles/1")
    scanned_page.locator("[data-points] > .score").first.hover()
    scanned_page.locator(".title-page.pointing").wait_for()
    scanned_page.add_script_tag(path=AXE)
    found += violations(scanned_page, {})

    assert found == []


def test_the_navigation_breaks_no_word_where_readers_set_letters_apart(scanned_page: Page, served: Served) -> None:
    scanned_page.goto(f"{served.url}/about")
    scanned_page.add_style_tag(content=SPACED)
    broken = {}
    for width in (1440, 1280, 1152, 800, 770, 360, 320):
        scanned_page.set_viewport_size({"width": width, "height": 800})
        broken[width] = scanned_page.eval_on_selector_all(".masthead nav a", BROKEN_WORDS)
        assert scanned_page.evaluate(NOTHING_STICKS_OUT)

    assert {width: names for width, names in broken.items() if names} == {}


def violations(page: Page, options: dict[str, list[str]]) -> Violations:
    """Return the rules that the page breaks, each with the first place."""
    answer = page.evaluate(ASK, options)
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in answer["violations"]]
