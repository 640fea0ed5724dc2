"""A viewer's way through home and title page, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.served import Served, serve_app, settings_for
from trending_now.settings import Settings
from trending_now.wiring.engines import build_engine
from trending_now.wiring.sources import source_builder
from trending_now.wiring.workshop import open_workshop

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def fill(settings: Settings) -> None:
    with open_workshop(settings) as workshop, source_builder(settings) as build:
        workshop.refreshing.ingest(build("demo"))
        workshop.enriching.run(build_engine(settings))


def test_home_shows_cards_and_leads_to_a_title(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    expect(page.get_by_role("note")).to_contain_text("invented")
    card = page.get_by_role("article").first
    name = card.get_by_role("link").inner_text()

    card.get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("heading", name="Plot")).to_be_visible()
    assert page.locator("mark").count() > 0
    page.wait_for_function("document.querySelector('#title .plot-row > .poster').naturalWidth > 0")


def test_filters_live_in_the_url_and_back_keeps_them(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    page.get_by_label("Kind").select_option("Series")
    page.get_by_text("More filters").click()
    page.get_by_role("group", name="Leave out").get_by_label("Horror").check()
    page.get_by_role("button", name="Apply these filters").click()
    page.get_by_role("navigation", name="Genres").get_by_role("link", name=re.compile("^Comedy")).click()

    expect(page).to_have_url(re.compile(r"\?kind=tv&view=cards&without=Horror&genre=Comedy$"))
    page.get_by_role("article").first.get_by_role("link").click()
    page.go_back()
    expect(page.get_by_label("Kind")).to_have_value("tv")
    page.get_by_role("link", name="Remove the filter Comedy").click()
    expect(page).to_have_url(re.compile(r"\?kind=tv&view=cards&without=Horror$"))


def test_after_back_the_form_says_what_is_in_force(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/")
    page.get_by_label("Kind").select_option("Films")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/?**kind=movie**")
    page.go_back()
    page.wait_for_url(f"{served.url}/")
    expect(page.get_by_label("Kind")).to_have_value("")


def test_search_and_pages_work_from_the_keyboard_alone(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the titles")).to_be_focused()
    page.get_by_label("Search", exact=True).focus()
    page.keyboard.type("the")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=the$"))
    page.goto(f"{served.url}/?view=cards")
    page.get_by_role("link", name="More titles").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is all.")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/titles/424242"])
def test_the_search_fields_hint_can_be_read_whole_on_a_phone(browser: Browser, served: Served, path: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(served.url + path)
        field = page.locator("main [name=q]")
        field.evaluate("field => { field.value = field.placeholder }")

        assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


def test_a_suggested_title_says_its_kind_and_year(served: Served, page: Page) -> None:
    page.goto(served.url)
    page.locator("[role=combobox]").press_sequentially("the")

    expect(page.get_by_role("option").first).to_have_text(re.compile(r"^The .+ (Film|Series), \d{4}$"))


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_sticks_out_at_any_width_in_light_nor_in_dark(browser: Browser, served: Served, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in ("/", "/?view=cards", "/?view=table", "/titles/1", "/api", "/titles/424242"):
        page.emulate_media(color_scheme="light")
        page.goto(served.url + path)
        assert [page.evaluate(NOTHING_STICKS_OUT), page.evaluate(BACKGROUND)] == [True, "rgb(250, 249, 246)"], path
        page.emulate_media(color_scheme="dark")
        assert [page.evaluate(NOTHING_STICKS_OUT), page.evaluate(BACKGROUND)] == [True, "rgb(20, 22, 27)"], path
    context.close()


@pytest.mark.parametrize(("width", "height", "most"), [(1280, 800, 330), (390, 844, 420), (320, 568, 470)])
def test_the_chart_begins_high_on_the_page(
    browser: Browser, served: Served, width: int, height: int, most: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(served.url)
    page.locator(".stage.drawn").wait_for()

    assert page.locator(".stage").evaluate("stage => stage.getBoundingClientRect().top") < most
    assert page.evaluate(NOTHING_STICKS_OUT)
    first = page.get_by_role("navigation", name="Site").get_by_role("link").first.bounding_box()
    assert first
    for name in ("New", "Trending", "Genres", "Saved", "Try it", "About"):
        place = page.get_by_role("navigation", name="Site").get_by_role("link", name=name, exact=True).bounding_box()
        assert place
        assert place["x"] + place["width"] <= width, name
        assert place["y"] == first["y"], name
    context.close()


def test_chips_stand_in_one_row_until_all_are_asked_for(served: Served, page: Page) -> None:
    page.goto(served.url)
    row, button = page.locator(".genre-chips"), page.get_by_role("button", name="All genres")
    last = row.get_by_role("link").last
    expect(last).not_to_be_in_viewport(ratio=1)

    button.click()

    expect(button).to_have_attribute("aria-expanded", "true")
    expect(last).to_be_in_viewport(ratio=1)
    button.click()
    last.focus()
    expect(last).to_be_in_viewport(ratio=1)


def test_no_button_offers_more_chips_where_all_fit(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?genre=Drama&genre=War")
    page.locator(".stage.drawn").wait_for()

    expect(page.get_by_role("button", name="All genres")).to_be_hidden()


def test_the_menu_of_periods_says_what_is_chosen_and_closes_by_escape(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=cards")
    menu = page.get_by_role("navigation", name="Release period")
    summary = page.locator(".fold summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()

    summary.click()
    menu.get_by_role("link", name="Past 30 days").click()

    expect(page).to_have_url(re.compile("from="))
    expect(summary).to_have_text("Past 30 days")


def test_a_name_without_spaces_leaves_room_for_the_rest_of_the_table(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?view=table")
    column = page.locator(".titles th[scope=row]").first

    column.get_by_role("link").evaluate("name => { name.textContent = 'Lighthouse'.repeat(30) }")

    assert column.evaluate("column => column.offsetWidth < document.documentElement.clientWidth / 2")


def test_everything_is_there_without_javascript_and_from_one_host(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.url}/?kind=movie")
    cards = page.get_by_role("article").count()
    name = page.get_by_role("article").first.get_by_role("heading").inner_text()
    page.get_by_role("article").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    context.close()

    assert cards > 10
    assert {url.split("/")[2] for url in asked} == {served.url.split("/")[2]}


def test_an_empty_page_shows_the_first_titles_by_itself(page: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_for(tmp_path_factory.mktemp("empty"))
    with serve_app(settings) as app:
        page.goto(f"{app.url}/?view=cards")
        expect(page.get_by_role("heading", name="The first titles are on their way")).to_be_visible()

        fill(settings)

        expect(page.get_by_role("article").first).to_be_visible()
        page.goto("about:blank")  # leave before the server does


def test_a_reader_is_offered_what_has_changed_and_not_moved(own_app: Served, page: Page) -> None:
    page.goto(f"{own_app.url}/?view=cards")
    first = page.get_by_role("article").first.get_by_role("link").inner_text()
    token = own_app.settings.operator_token
    assert token
    own_app.client.put(
        "/api/v1/titles/1/locks/War",
        json={"holds": True},
        headers={"Authorization": f"Bearer {token.get_secret_value()}"},
    )

    expect(page.get_by_role("link", name="The catalogue has changed: show it")).to_be_visible()
    expect(page.get_by_role("article").first.get_by_role("link")).to_have_text(first)
