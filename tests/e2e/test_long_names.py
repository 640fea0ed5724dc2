"""Names of any length and direction, in a real browser: they never push a page out of shape."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.wiring.workshop import open_workshop

LONG = "The Very Long and Winding Journey of a Lamplighter Through the Seven Valleys of Twilight and Home Again"
BACKWARDS = "מגדל האור"


@pytest.fixture(scope="module")
def named_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_for(tmp_path_factory.mktemp("named"), engine="rules")
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[listing("1", name=LONG), listing("2", name=BACKWARDS)]]), WINDOW)
    with serve_app(settings) as app:
        yield app


def number_of(app: Served, name: str) -> int:
    return next(one["id"] for one in app.client.get("/api/v1/titles").json()["titles"] if one["name"] == name)


def test_a_long_name_leaves_room_for_what_is_told_of_the_title(named_app: Served, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{named_app.url}/titles/{number_of(named_app, LONG)}")
    box = page.get_by_role("heading", level=1).bounding_box()

    assert box
    assert box["height"] < 844 / 6
    assert page.evaluate(NOTHING_STICKS_OUT)


def test_a_long_name_takes_four_lines_of_a_card_at_most(named_app: Served, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{named_app.url}/?view=cards")
    heading = page.locator(".card h3", has_text=LONG)
    lines = heading.evaluate("one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)")

    assert lines < 4.5


def test_a_name_that_runs_from_right_to_left_stands_over_the_facts(named_app: Served, page: Page) -> None:
    page.goto(f"{named_app.url}/titles/{number_of(named_app, BACKWARDS)}")

    name, facts = (
        page.locator(where).evaluate("""one => {
          const range = document.createRange();
          range.selectNodeContents(one);
          return range.getBoundingClientRect().left;
        }""")
        for where in ("h1", ".facts")
    )
    assert abs(name - facts) < 12


@pytest.mark.parametrize("path", ["/", "/?view=cards", "/?view=table", "/genres", "/titles/1"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_in_letters_of_double_size(served: Served, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(served.url + path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(NOTHING_STICKS_OUT)
