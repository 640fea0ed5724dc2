"""The title page in a real browser: pointing at a genre, charts, the keyboard, and strangers' worst texts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.hostile import NASTY, id_of, serve_hostile
from tests.served import Served

ALL_GENRES = "All 20 genres with their probabilities"


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_hostile(tmp_path_factory.mktemp("hostile")) as app:
        yield app


def two_genres(served: Served) -> tuple[int, str, str]:
    """Return a title whose first two genres were read from two passages, and what they are called in classes."""
    for card in served.client.get("/api/v1/titles?limit=200").json()["titles"]:
        scores = served.client.get(f"/api/v1/titles/{card['id']}").json()["enrichments"][0]["genres"][:2]
        places = {(e["text_id"], e["start"]) for score in scores for e in score["evidence"][:1]}
        if len(scores) == len(places) == 2:
            first, second = (score["genre"].lower().replace(" ", "-") for score in scores)
            return card["id"], first, second
    raise AssertionError("no title has two genres with passages of their own")


def lit(page: Page) -> set[str]:
    """Return the genres that the highlighted passages speak for."""
    found = page.locator("[data-genres].lit").evaluate_all("all => all.map(one => one.dataset.genres)")
    return {genre for genres in found for genre in genres.split()}


def row(page: Page, genre: str) -> Locator:
    return page.locator(f"[data-points] > [data-genre={genre}]")


def test_pointing_at_a_genre_lights_its_passages_and_dims_the_others(served: Served, page: Page) -> None:
    number, first, second = two_genres(served)
    page.goto(f"{served.url}/titles/{number}")
    assert lit(page) == set()

    row(page, first).hover()
    assert first in lit(page)
    row(page, second).hover()
    assert second in lit(page)
    expect(page.locator(f"mark[data-genres={first}]").first).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.mouse.move(5, 5)
    assert lit(page) == set()


def test_a_click_leads_to_the_passage_and_keeps_it_lit_until_escape(served: Served, page: Page) -> None:
    number, _, second = two_genres(served)
    page.goto(f"{served.url}/titles/{number}")

    row(page, second).get_by_role("link", name="Show the sentence").click()
    page.mouse.move(5, 5)

    expect(page.locator(":target")).to_be_in_viewport()
    assert second in lit(page)
    page.keyboard.press("Escape")
    assert lit(page) == set()


def test_the_chart_has_all_genres_and_is_walked_with_the_arrow_keys(served: Served, page: Page) -> None:
    number, *_ = two_genres(served)
    page.goto(f"{served.url}/titles/{number}")
    page.get_by_text(ALL_GENRES).click()
    chart = page.get_by_role("group", name=re.compile("How probable each genre is"))
    names = chart.locator("[tabindex]").evaluate_all("rows => rows.map(row => row.getAttribute('aria-label'))")
    assert len(names) == 20
    assert all(re.match(r"[A-Z][A-Za-z ]+ .*%, (chosen|not sure|not chosen)\. Chosen from \d+ %", n) for n in names)

    chart.locator("[tabindex='0']").focus()
    assert page.locator("[data-genres].lit").count() > 0
    page.keyboard.press("ArrowDown")
    expect(chart.locator("[tabindex]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_label_of_a_passage_stands_behind_its_last_word(served: Served, page: Page) -> None:
    for number in range(1, 13):
        page.goto(f"{served.url}/titles/{number}")
        for width in (1280, 700, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            on_their_line = page.locator(".plot sup.speaks").evaluate_all(
                """labels => labels.map(label => {
                    const passage = [...label.previousElementSibling.getClientRects()].at(-1);
                    const [first] = label.lastElementChild.getClientRects();
                    return passage.right <= first.left && passage.top < first.bottom && first.top < passage.bottom;
                })"""
            )
            assert on_their_line
            assert all(on_their_line), (number, width)


@pytest.mark.parametrize(("width", "height", "screens"), [(1280, 800, 1), (390, 844, 2)])
def test_plot_and_where_to_watch_come_early_and_are_read_in_the_order_in_which_they_stand(
    served: Served, page: Page, width: int, height: int, screens: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{served.url}/titles/1")
    tops = page.locator("h1, .title-flow h2").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    names = page.locator("h1, .title-flow h2").all_inner_texts()

    assert names.index("Plot") < names.index("Genres") < names.index("Where to watch")
    assert tops[names.index("Where to watch")] < screens * height
    assert tops == sorted(tops)


def test_a_link_to_what_is_folded_unfolds_it(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/1")
    expect(page.locator("#odds .odds-row").first).to_be_hidden()

    page.goto(f"{served.url}/titles/1#odds")

    expect(page.locator("#odds .odds-row").first).to_be_visible()


def test_an_address_whose_end_cannot_be_read_spoils_nothing(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/1#100%")
    page.get_by_text(ALL_GENRES).click()
    expect(page.locator(".odds-row")).to_have_count(20)


def test_every_chart_has_a_name_and_its_figures_as_a_table(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/1")
    expect(page.get_by_role("img", name=re.compile(r"ratings? .* mean \d"))).to_be_visible()
    page.get_by_text(ALL_GENRES).click()
    page.get_by_text("The figures as a table").click()

    table = page.get_by_role("region", name="Table of all genres").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(21)
    for voice in ("demo", "boosted"):
        expect(page.get_by_role("rowheader", name=re.compile(voice))).to_be_visible()


def test_a_reader_who_wants_no_motion_gets_none(browser: Browser, served: Served) -> None:
    behaviours = []
    for motion in ("reduce", "no-preference"):
        options: dict[str, Any] = {"reduced_motion": motion}
        context = browser.new_context(**options)
        page = context.new_page()
        page.goto(f"{served.url}/titles/1")
        behaviours.append(page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"))
        context.close()
    assert behaviours == ["auto", "smooth"]


def test_without_javascript_marks_links_and_tables_do_the_work(browser: Browser, served: Served) -> None:
    number, first, _ = two_genres(served)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/titles/{number}")
    row(page, first).get_by_role("link", name="Show the sentence").click()
    page.get_by_text(ALL_GENRES).click()
    page.get_by_text("The figures as a table").click()

    expect(page.locator("mark").first).to_be_visible()
    expect(page).to_have_url(re.compile("#passage-"))
    expect(page.locator("#odds-table")).to_be_visible()
    expect(page.get_by_text("Point at a genre to see its own.")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("start", ["<script>", "🎬", "Signs"])
def test_the_worst_texts_break_nothing(hostile_app: Served, page: Page, start: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a stranger's script ran: {dialog.message}"))
    page.goto(f"{hostile_app.url}/titles/{id_of(hostile_app, start)}")
    page.get_by_text(ALL_GENRES).click()
    expect(page.locator(".odds-row").first).to_be_visible()

    assert page.evaluate(NOTHING_STICKS_OUT)
    assert page.evaluate("document.documentElement.scrollHeight") < 15_000
    (told,) = page.locator("script:not([src^='/static/'])").all()  # what search engines read: no browser runs it
    assert told.get_attribute("type") == "application/ld+json"
    assert page.locator("main img:not([src^='/posters/'])").count() == 0
    assert not [url for url in asked if url.endswith("/x")]


def test_a_long_text_is_unfolded_by_hand_and_by_the_way_to_a_sentence_in_it(hostile_app: Served, page: Page) -> None:
    page.goto(f"{hostile_app.url}/titles/{id_of(hostile_app, '<script>')}")
    expect(page.get_by_role("heading", level=1)).to_have_text(NASTY)
    rest = page.locator("details.rest").first
    expect(rest.locator("blockquote")).to_be_hidden()

    rest.locator("summary").click()

    expect(rest.locator("blockquote")).to_be_visible()
    assert page.evaluate(NOTHING_STICKS_OUT)


def test_similar_titles_that_are_hidden_as_seen_are_counted_and_shown_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/titles/1")
    near = page.get_by_role("region", name="Similar titles")
    page.evaluate("localStorage.setItem('trending-now.seen', JSON.stringify([...Array(99).keys()]))")
    page.evaluate("localStorage.setItem('trending-now.hide-seen', 'yes')")
    page.reload()
    expect(near.get_by_role("article")).to_have_count(0)
    expect(near.get_by_text("hidden")).to_be_visible()

    near.get_by_role("button", name="Hide what I have seen").click()

    expect(near.get_by_role("article").first).to_be_visible()


def test_the_genre_that_the_keys_have_reached_keeps_the_focus_when_the_window_gets_narrower(
    served: Served, page: Page
) -> None:
    page.goto(f"{served.url}/titles/7")
    page.get_by_text(ALL_GENRES).click()
    page.locator(".odds-row").first.focus()
    page.keyboard.press("ArrowDown")
    width = page.locator(".odds").get_attribute("width") or ""

    page.set_viewport_size({"width": 500, "height": 900})
    expect(page.locator(".odds")).not_to_have_attribute("width", width)

    expect(page.locator(".odds-row").nth(1)).to_be_focused()
    expect(page.locator(".odds-row").nth(1)).to_have_attribute("tabindex", "0")
    expect(page.locator(".odds-row[tabindex='0']")).to_have_count(1)
