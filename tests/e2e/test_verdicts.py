"""A viewer says yes and no to genres in a real browser: with scripts, without, and from the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import NOTHING_STICKS_OUT
from tests.served import TOKEN, Served


@pytest.fixture(params=["with scripts", "without scripts"])
def either_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param == "with scripts")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def leading(app: Served) -> str:
    return str(app.client.get("/api/v1/titles/1").json()["genres"][0]["genre"])


def said(app: Served) -> list[tuple[str, int, int]]:
    feedback = app.client.get("/api/v1/titles/1").json()["feedback"]
    return [(one["genre"], one["yes"], one["no"]) for one in feedback]


def test_a_word_is_given_turned_and_taken_back(own_rules_app: Served, either_page: Page) -> None:
    page, genre = either_page, leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    yes, no = (page.get_by_role("button", name=name) for name in (f"Yes, {genre} is right", f"No, {genre} is wrong"))

    yes.click()
    expect(page.get_by_text("Thank you, noted.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Yes, {genre} is right", pressed=True)).to_be_visible()
    expect(page.get_by_text("1 viewer agrees")).to_be_visible()
    voices = page.locator("#who-says-what")
    expect(voices.get_by_role("rowheader", name="Viewers")).to_be_visible()
    no.click()
    expect(page.get_by_text("1 viewer disagrees")).to_be_visible()
    expect(voices).to_contain_text(re.compile(f"They differ on .*{genre}"))
    assert said(own_rules_app) == [(genre, 0, 1)]
    page.get_by_role("button", name=f"Undo my answer on {genre}").click()

    expect(page.get_by_text("Thank you, noted.")).to_be_hidden()
    expect(page.get_by_role("button", pressed=True)).to_have_count(0)
    expect(voices.get_by_role("rowheader", name="Viewers")).to_have_count(0)
    assert said(own_rules_app) == []


def test_a_missing_genre_is_added_and_taken_back(own_rules_app: Served, either_page: Page) -> None:
    page = either_page
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_text("Add a missing genre").click()
    page.get_by_label("The missing genre").select_option("War")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_role("heading", name="Added by viewers")).to_be_visible()
    expect(page.get_by_label("The missing genre").locator("option", has_text="War")).to_have_count(0)
    assert said(own_rules_app) == [("War", 1, 0)]
    page.get_by_role("button", name="Undo my answer on War").click()

    expect(page.get_by_role("heading", name="Added by viewers")).to_be_hidden()
    assert said(own_rules_app) == []


def test_the_keyboard_is_enough_and_keeps_its_place(own_rules_app: Served, page: Page) -> None:
    genre = leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_role("button", name=f"Yes, {genre} is right").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_have_text(f"Thank you, noted: {genre} is right. You can undo it.")
    expect(page.get_by_role("button", name=f"Yes, {genre} is right")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"Undo my answer on {genre}")).to_be_focused()
    page.keyboard.press("Space")

    expect(page.get_by_role("status").last).to_have_text(f"Taken back: your answer on {genre}.")
    expect(page.get_by_role("button", name=f"Yes, {genre} is right")).to_be_focused()
    assert said(own_rules_app) == []


def test_nothing_is_loaded_anew_and_what_cannot_be_noted_is_taken_back(own_rules_app: Served, browser: Browser) -> None:
    context = browser.new_context()
    page, genre = context.new_page(), leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.route("**/verdicts", refuse)

    page.get_by_role("button", name=f"No, {genre} is wrong").click()

    expect(page.get_by_role("alert")).to_have_text("Enough for now.")
    expect(page.get_by_role("button", pressed=True)).to_have_count(0)
    page.unroute("**/verdicts")
    page.get_by_role("button", name=f"No, {genre} is wrong").click()
    expect(page.get_by_text("Thank you, noted.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("document.body.dataset.same") == "yes"
    context.close()


def test_a_word_that_is_corrected_before_the_answer_is_there_counts_as_corrected(
    own_rules_app: Served, page: Page
) -> None:
    genre = leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    page.evaluate(
        "for (const name of ['yes', 'yes', 'no']) document.querySelector(`.verdict-form [id^=${name}-]`).click()"
    )

    expect(page.get_by_role("button", name=f"No, {genre} is wrong", pressed=True)).to_be_visible()
    expect(page.get_by_text("1 viewer disagrees")).to_be_visible()
    assert said(own_rules_app) == [(genre, 0, 1)]


def refuse(route: Route) -> None:
    route.fulfill(status=429, content_type="application/problem+json", body='{"detail": "Enough for now."}')


def test_a_word_on_a_genre_that_has_left_meanwhile_stands_once_where_it_can_be_undone(
    own_rules_app: Served, page: Page
) -> None:
    genre = leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    operator = {"Authorization": f"Bearer {TOKEN}"}
    own_rules_app.client.put(f"/api/v1/titles/1/locks/{genre}", json={"holds": False}, headers=operator)

    page.get_by_role("button", name=f"No, {genre} is wrong").click()

    expect(page.get_by_role("status").last).to_have_text(f"Thank you, noted: {genre} is wrong. You can undo it.")
    expect(page.get_by_role("button", name=f"No, {genre} is wrong", pressed=True)).to_have_count(1)
    expect(page.get_by_role("button", name=f"No, {genre} is wrong", pressed=True)).to_be_focused()
    page.get_by_role("button", name=f"Undo my answer on {genre}").click()
    expect(page.get_by_role("status").last).to_have_text(f"Taken back: your answer on {genre}.")
    expect(page.get_by_role("button", pressed=True)).to_have_count(0)
    assert said(own_rules_app) == []


def test_the_operator_locks_a_genre_and_the_token_is_typed_once(own_rules_app: Served, page: Page) -> None:
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_text("For the operator").click()
    page.locator("#lock-genre").select_option("War")
    page.get_by_label("Operator token").fill(TOKEN)
    page.get_by_role("button", name="Set").click()
    expect(page.get_by_text("set by hand", exact=True)).to_be_visible()

    page.goto(f"{own_rules_app.url}/titles/2")

    page.get_by_text("For the operator").click()
    expect(page.get_by_label("Operator token")).to_have_value(TOKEN)


def test_the_operator_locks_a_genre_without_scripts(own_rules_app: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_text("For the operator").click()
    page.locator("#lock-word").select_option("is not")
    page.locator("#lock-genre").select_option(leading(own_rules_app))
    page.get_by_label("Operator token").fill("wrong")
    page.get_by_role("button", name="Set").click()
    expect(page.get_by_text("That is not the operator token")).to_be_visible()
    page.get_by_role("link", name="Back to the title").click()
    context.close()

    assert own_rules_app.client.get("/api/v1/titles/1").json()["locks"] == []


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_sticks_out_and_every_target_is_large_enough(
    own_rules_app: Served, browser: Browser, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_role("button", name=re.compile("^Yes")).first.click()
    expect(page.get_by_text("Thank you, noted.")).to_be_visible()
    page.get_by_text("For the operator").click()
    sizes = page.locator(".verdict button, .lock-form button").evaluate_all(
        "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )

    assert page.evaluate(NOTHING_STICKS_OUT)
    assert min(min(size) for size in sizes) >= 24
    context.close()


def test_a_missing_genre_that_is_being_chosen_stays_so_while_another_word_is_noted(
    own_rules_app: Served, page: Page
) -> None:
    genre = leading(own_rules_app)
    page.goto(f"{own_rules_app.url}/titles/1")
    page.get_by_text("Add a missing genre").click()
    page.get_by_label("The missing genre").select_option("War")

    page.get_by_role("button", name=f"Yes, {genre} is right").click()
    expect(page.get_by_text("1 viewer agrees")).to_be_visible()

    expect(page.get_by_label("The missing genre")).to_be_visible()
    expect(page.get_by_label("The missing genre")).to_have_value("War")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Added by viewers")).to_be_visible()
    expect(page.get_by_label("The missing genre")).to_be_hidden()


def test_an_answer_that_comes_late_takes_nothing_back_that_was_said_since(own_rules_app: Served, page: Page) -> None:
    genre = leading(own_rules_app)
    late: list[Route] = []

    def answer_late(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append(route)
            route.fetch()

    page.goto(f"{own_rules_app.url}/titles/1")
    early = page.request.get(f"{own_rules_app.url}/titles/1")
    page.route("**/verdicts", answer_late)
    page.get_by_role("button", name=f"Yes, {genre} is right").click()
    page.get_by_text("Add a missing genre").click()
    page.get_by_label("The missing genre").select_option("War")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Added by viewers")).to_be_visible()

    late[0].fulfill(response=early)
    expect(page.locator("#verdict-status")).to_contain_text(f"{genre} is right")

    expect(page.get_by_role("heading", name="Added by viewers")).to_be_visible()
