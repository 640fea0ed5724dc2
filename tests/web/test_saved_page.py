"""The page of what a reader saved for later: the browser names the titles, the server shows them."""

import re

import pytest
from sqlalchemy import select

from tests.served import Served
from trending_now.store.matching.joining import join_as_told
from trending_now.store.tables import TitleRow
from trending_now.wiring.workshop import open_workshop


def numbers(page: str) -> list[int]:
    """Return the titles of the cards of a page, in order."""
    return [int(number) for number in re.findall(r'<article class="card[^>]+ data-title="(\d+)"', page)]


def test_the_titles_named_are_shown_as_cards_in_that_order_each_once(served: Served) -> None:
    assert numbers(served.client.get("/saved?title=9&title=3&title=9&title=5").text) == [9, 3, 5]


def test_titles_that_have_left_are_passed_over(served: Served) -> None:
    assert numbers(served.client.get("/saved?title=424242&title=3&title=9999999999999999999").text) == [3]


@pytest.mark.parametrize("order", [(1, 0), (0, 1)], ids=["the-one-that-went-first", "the-one-that-stays-first"])
def test_a_title_that_was_joined_to_another_is_shown_as_that_one(own_rules_app: Served, order: tuple[int, int]) -> None:
    with open_workshop(own_rules_app.settings) as workshop, workshop.database.write() as connection:
        both = connection.scalars(select(TitleRow.id).order_by(TitleRow.id).limit(2)).all()
        keep = join_as_told(connection, *both)

    first, second = (both[place] for place in order)
    page = own_rules_app.client.get(f"/saved?title={first}&title={second}").text

    assert numbers(page) == [keep]
    assert f'<li data-asked="{first} {second}">' in page


def test_without_titles_the_page_says_how_one_saves(served: Served) -> None:
    answer = served.client.get("/saved")

    assert answer.status_code == 200
    assert "Nothing is saved yet" in answer.text


@pytest.mark.parametrize("asked", ["title=x", "title=0", "title=-1", "&".join(f"title={n}" for n in range(1, 502))])
def test_what_is_no_list_of_titles_is_refused(served: Served, asked: str) -> None:
    assert served.client.get(f"/saved?{asked}").status_code == 422


def test_every_card_and_title_page_has_the_button(served: Served) -> None:
    for address in ("/?view=cards", "/titles/1", "/genres/drama"):
        page = served.client.get(address).text
        assert len(re.findall(r"<button[^>]+data-save=", page)) == len(re.findall(r"<button[^>]+data-seen=", page)) > 0
