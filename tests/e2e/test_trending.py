"""The order of attention: the chart says of it what the cards say, in a real browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.invented import WINDOW, ListSource, listing, released
from tests.served import Served, serve_app, settings_for
from trending_now.domain.title import Listing, Popularity
from trending_now.wiring.workshop import open_workshop

TODAY = datetime.now(UTC).date()
BUBBLES = """all => all.map(one => [
    one.getAttribute("aria-label"),
    parseInt(one.nextElementSibling.querySelector(".bubble-rank")?.textContent ?? "0")])"""
CARDS = """all => all.map(one => [
    one.querySelector("h3").innerText, parseInt(one.querySelector(".rank")?.textContent ?? "0")])"""


@contextmanager
def app_with(home: Path, said: Sequence[Listing]) -> Iterator[Served]:
    settings = settings_for(home, engine="rules")
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([said]), WINDOW)
    with serve_app(settings) as app:
        yield app


def told(page: Page, app: Served) -> tuple[Any, Any]:
    """Return names and ranks, 0 for none, in the order of the bubbles and in that of the cards."""
    page.goto(f"{app.url}/?sort=trending")
    expect(page.locator(".stage.drawn .bubble").first).to_be_visible()
    bubbles = page.locator(".bubble").evaluate_all(BUBBLES)
    page.goto(f"{app.url}/?sort=trending&view=cards")
    cards = page.locator(".card").evaluate_all(CARDS)
    page.goto("about:blank")  # leave before the server does: the page goes on asking it how things stand
    return bubbles, cards


def test_a_bubble_has_the_rank_of_its_card_also_behind_titles_that_nobody_measures(page: Page, tmp_path: Path) -> None:
    said = [listing("quiet"), listing("still")]
    for key, before, now in (("rising", 10.0, 500.0), ("falling", 500.0, 10.0)):
        days = ((TODAY - timedelta(days=1), before), (TODAY, now))
        popularity = tuple(Popularity("first", "popularity", day, value) for day, value in days)
        said.append(listing(key, popularity=popularity))

    with app_with(tmp_path, said) as app:
        bubbles, cards = told(page, app)

    assert bubbles == cards
    assert (cards[0], cards[-1]) == (["The Lantern of rising", 1], ["The Lantern of falling", 2])


def test_where_nobody_has_measured_attention_bubbles_stand_in_the_order_of_the_cards(
    page: Page, tmp_path: Path
) -> None:
    days = {"past": -9, "later": 9, "soon": 5}
    said = [listing(key, releases=(released(TODAY + timedelta(days=far)),)) for key, far in days.items()]

    with app_with(tmp_path, said) as app:
        bubbles, cards = told(page, app)

    assert bubbles == cards == [[f"The Lantern of {key}", 0] for key in ("past", "soon", "later")]
