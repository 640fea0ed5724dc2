"""Reading a text as it is typed, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.served import Served

SHERIFF = "A sheriff rides out alone to face the gang of outlaws that robbed the stagecoach."
GHOST = "A ghost haunts the cellar of a hospital and murders the nurses one by one, a terrifying slasher."


def leading_genre(page: Page) -> str:
    return page.locator(".says .score-name").first.inner_text()


def test_typing_shows_genres_evidence_and_every_probability(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    expect(page.get_by_role("status").first).to_contain_text("Nothing to read yet")

    page.locator("#text").fill(SHERIFF)

    expect(page.locator("#told")).to_contain_text("Western", timeout=30_000)
    assert leading_genre(page) == "Western"
    assert page.locator("mark").all_inner_texts() == [SHERIFF]
    page.get_by_text("All 20 genres").click()
    expect(page.locator(".all-genres .score")).to_have_count(20)
    page.locator("#text").fill("")
    expect(page.locator(".says")).to_have_count(0)


def test_an_outdated_answer_never_takes_the_place_of_a_newer_one(served: Served, page: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if "sheriff" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/classify**", hold_the_first)
    page.goto(f"{served.url}/try")
    with page.expect_request("**/api/v1/classify**"):
        page.locator("#text").fill(SHERIFF)
    with page.expect_request_finished(lambda request: "classify" in request.url):
        page.locator("#text").fill(GHOST)
    expect(page.locator("#told")).to_contain_text("Horror", timeout=30_000)
    held[0].continue_()
    page.get_by_label("Read by").select_option("rules")

    expect(page.locator("#told")).to_contain_text("Read by rules", timeout=30_000)
    assert leading_genre(page) == "Horror"
    assert held[0].request.failure == "net::ERR_ABORTED"


def test_engines_stand_side_by_side_with_their_agreement_in_words(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    page.get_by_role("link", name="The Salt Road").click()
    page.get_by_label("Read by").select_option("all")

    expect(page.locator(".says")).to_have_count(2, timeout=30_000)
    expect(page.locator("#agreement")).to_contain_text(re.compile("engines say|Only|agree on no"))


def test_markup_that_is_typed_is_shown_as_text(served: Served, page: Page) -> None:
    text = "<script>document.title = 'x'</script><img src=/nowhere onerror=\"document.title='x'\"> A killer walks."
    page.goto(f"{served.url}/try")

    page.locator("#text").fill(text)

    expect(page.locator(".says blockquote")).to_contain_text("<script>document.title", timeout=30_000)
    assert page.locator(".says img, .says script").count() == 0
    assert page.title().startswith("Try it")


def test_json_and_curl_are_copied_or_selected_to_be_copied_by_hand(browser: Browser, served: Served) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served.url}/try")
    page.locator("#text").fill(SHERIFF)
    page.get_by_role("button", name="Copy as JSON").click(timeout=30_000)
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    page.evaluate("delete Navigator.prototype.clipboard")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_text("Selected below")).to_be_visible()
    selected = page.evaluate("getSelection().toString()")
    context.close()

    assert copied["genres"][0]["genre"] == "Western"
    assert selected.startswith(f"curl '{served.url}/api/v1/classify?all_genres=true'")


def test_a_text_that_is_too_long_is_told_and_kept_whole(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    field = page.locator("#text")

    field.fill("a ghost " * 3000)

    expect(page.locator("#told")).to_have_text("The text has 24,000 characters; this page reads 20,000. Shorten it.")
    assert len(field.input_value()) == 24_000
    field.fill(GHOST)
    expect(page.locator("#told")).to_contain_text("Read by")


def test_too_many_texts_and_a_server_that_is_gone_are_told_and_the_text_stays(
    browser: Browser, own_app: Served
) -> None:
    page = browser.new_page()
    page.goto(f"{own_app.url}/try")
    for number in range(3):
        own_app.client.post("/api/v1/classify", json={"text": f"{number}", "engine": "rules"})
    page.locator("#text").fill(SHERIFF)
    expect(page.locator("#told")).to_contain_text(re.compile(r"You may classify 3 texts a minute.+ in \d+ seconds"))
    limited = page.locator("#text").input_value()
    page.reload()
    page.route("**/api/v1/classify**", lambda route: route.abort())
    page.locator("#text").fill(GHOST)
    expect(page.locator("#told")).to_contain_text("The server does not answer")
    page.close()

    assert limited == SHERIFF


def test_no_answer_to_another_text_stays_where_the_server_is_gone(served: Served, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served.url}/try")
    page.locator("#text").fill(SHERIFF)
    expect(page.locator(".says")).to_have_count(1)
    page.route("**/api/v1/classify**", lambda route: route.abort())

    page.locator("#text").fill(GHOST)

    expect(page.locator("#told")).to_contain_text("The server does not answer")
    expect(page.locator(".says")).to_have_count(0)
    page.close()


def test_an_example_opens_beside_as_any_link_does(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    with page.context.expect_page() as opened:
        page.locator(".examples a").first.click(modifiers=["Control"])
    expect(opened.value.locator(".examples a[aria-current]")).to_have_count(1)
    expect(page.locator(".examples a[aria-current]")).to_have_count(0)


@pytest.mark.parametrize("engine", ["boosted", "all"])
def test_without_javascript_the_form_is_answered_by_the_server(browser: Browser, served: Served, engine: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/try")
    page.locator("#text").fill(SHERIFF)
    page.get_by_label("Read by").select_option(engine)
    page.get_by_role("button", name="Read it").click()
    page.locator(".says .score-name").first.wait_for()
    names = page.locator(".says .score-name").all_inner_texts()
    kept = page.locator("#text").input_value()
    context.close()

    assert names[0] == "Western"
    assert kept == SHERIFF


def test_a_waiting_answer_moves_nothing_above_it(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    before = page.locator("#answer").bounding_box()

    page.locator("#text").fill(SHERIFF)
    expect(page.locator(".says")).to_have_count(1, timeout=30_000)

    after = page.locator("#answer").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


def test_an_example_is_current_until_another_text_is_typed(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    page.locator(".examples a").first.click()
    expect(page.locator(".examples a[aria-current]")).to_have_count(1)
    page.get_by_label("Text", exact=True).fill("A sheriff rides out alone.")
    expect(page.locator(".examples a[aria-current]")).to_have_count(0)


def test_a_text_that_the_browser_puts_back_is_read_again(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    page.get_by_label("Text", exact=True).fill("A sheriff rides out alone to face the gang that robbed the stagecoach.")
    expect(page.locator("#told")).to_contain_text("Read by")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="About").click()
    page.get_by_role("heading", level=1, name="About").wait_for()

    page.go_back()

    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("^A sheriff"))
    expect(page.locator("#told")).to_contain_text("Read by")


def test_what_was_unfolded_stays_so_while_one_types_on(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/try")
    page.locator("#text").fill(SHERIFF)
    expect(page.locator("#told")).to_contain_text("Western", timeout=30_000)
    page.get_by_text("All 20 genres").click()

    page.locator("#text").fill(GHOST)
    expect(page.locator("#told")).to_contain_text("Horror", timeout=30_000)

    expect(page.locator(".all-genres .score").first).to_be_visible()
    expect(page.locator(".as-code textarea").first).to_be_hidden()
