"""Pages, API and feed say whether a series begins, a season, or neither, and leave later episodes out when asked."""

import re
from typing import Any

import pytest

from tests.served import Served
from trending_now.domain.episode import FIRST_OF_ALL, SPECIAL, Episode
from trending_now.web.pages import wording

EVENTS = {"new_series": "New series", "new_season": "Season 2 begins", "episode": "Episode 6 of season 8"}


def cards_of(served: Served, **filters: object) -> list[dict[str, Any]]:
    titles: list[dict[str, Any]] = served.client.get("/api/v1/titles", params={"limit": 200, **filters}).json()[
        "titles"
    ]
    return titles


def title_with(served: Served, words: str) -> dict[str, Any]:
    """Return a title of the demo whose release these words tell."""
    for card in cards_of(served, kind="tv"):
        told = card["release"]["episode"]
        if wording.episode(Episode(told["season"], told["number"])) == words:
            return card
    raise AssertionError(f"no {words}")


@pytest.mark.parametrize(
    ("episode", "words"),
    [
        (Episode(1, 1), "New series"),
        (FIRST_OF_ALL, "New series"),
        (Episode(2, 1), "Season 2 begins"),
        (Episode(2, 5), "Episode 5 of season 2"),
        (Episode(None, 700), "Episode 700"),
        (SPECIAL, "Special episode"),
        (Episode(0, 1), "Special episode"),
    ],
)
def test_an_episode_reads_as_what_it_is_to_viewers(episode: Episode, words: str) -> None:
    assert wording.episode(episode) == words


@pytest.mark.parametrize(("event", "words"), EVENTS.items())
def test_a_title_says_what_its_release_is_wherever_it_is_shown(served: Served, event: str, words: str) -> None:
    title = title_with(served, words)
    (drawn,) = [x for x in served.client.get("/api/v1/chart").json()["titles"] if x["id"] == title["id"]]
    page = served.client.get(title["page"]).text
    card = rf'data-title="{title["id"]}">(?:(?!data-title).)*?{words}'

    assert title["release"]["episode"] == drawn["episode"]
    assert drawn["episode"]["event"] == event
    assert re.search(rf"Release: </span>\s*{words}, ", page)
    assert f'<span class="note">{words}</span>' in page
    for view in ("cards", "table"):
        assert re.search(card, served.client.get("/", params={"view": view, "limit": 200}).text, re.DOTALL)


def test_a_film_has_no_episode(served: Served) -> None:
    assert {card["release"]["episode"] for card in cards_of(served, kind="movie")} == {None}


def test_later_episodes_are_left_out_by_page_chart_api_and_feed_alike(served: Served) -> None:
    everything = cards_of(served)
    begins = {x["id"] for x in everything if (x["release"]["episode"] or {}).get("event") != "episode"}
    asked = {"episodes": "first"}
    page = served.client.get("/", params={**asked, "view": "cards", "limit": 200}).text
    feed = served.client.get("/feed.xml", params=asked).text

    assert 40 < len(begins) < len(everything)
    assert {card["id"] for card in cards_of(served, **asked)} == begins
    assert {x["id"] for x in served.client.get("/api/v1/chart", params=asked).json()["titles"]} == begins
    assert set(map(int, re.findall(r'<article class="card[^>]* data-title="(\d+)"', page))) == begins
    assert "New series. " in feed
    assert "Episode " not in feed


def test_the_form_keeps_what_is_asked_for_and_a_link_lifts_it(served: Served) -> None:
    page = served.client.get("/?episodes=first&view=table").text

    assert '<option value="first" selected>' in page
    assert re.search(r'href="/\?view=table"[^>]*aria-label="Remove the filter no later episodes"', page)


def test_other_episodes_than_the_first_cannot_be_asked_for(served: Served) -> None:
    assert served.client.get("/api/v1/titles?episodes=last").status_code == 422
    assert served.client.get("/?episodes=").headers["location"] == "/"
