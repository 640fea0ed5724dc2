"""The API routes that help to find titles: the chart's, and suggestions."""

from html import unescape

import pytest

from tests.served import Served
from trending_now.web.api.finding import ChartAnswer, SuggestionsAnswer
from trending_now.web.pages import wording


def test_the_chart_has_every_title_that_the_filters_leave(served: Served) -> None:
    wanted = {"kind": "tv", "sort": "trending", "without": "Comedy"}
    chart = served.client.get("/api/v1/chart", params=wanted).json()
    titles = served.client.get("/api/v1/titles", params=wanted | {"limit": 200}).json()["titles"]

    assert [title["id"] for title in chart["titles"]] == [title["id"] for title in titles]
    assert chart["total"] == len(titles) > 5
    assert chart["revision"] == served.client.get("/api/v1/status").json()["revision"]


def test_a_chart_of_few_titles_begins_as_that_of_all(served: Served) -> None:
    all_titles, few = (served.client.get("/api/v1/chart", params=asked).json() for asked in ({}, {"limit": 7}))
    assert (few["total"], few["titles"]) == (62, all_titles["titles"][:7])
    assert served.client.get("/api/v1/chart?limit=2001").status_code == 422


def test_the_chart_says_what_its_model_says_and_no_more(served: Served) -> None:
    chart = served.client.get("/api/v1/chart").json()

    assert ChartAnswer.model_validate(chart).model_dump(mode="json") == chart
    for title in chart["titles"]:
        assert len(title["genres"]) <= 3
        assert len(title["uncertain"]) <= 2
        assert len(title["tags"]) <= 3
        assert title["is_demo"]


def test_the_chart_begins_with_what_rises_most(served: Served) -> None:
    trends = [title["trend"] for title in served.client.get("/api/v1/chart?sort=trending").json()["titles"]]

    assert trends == sorted(trends, reverse=True)
    assert trends[0] > 0.05
    assert trends[-1] < -0.02


def test_what_the_chart_says_in_figures_is_read_as_on_the_cards(served: Served) -> None:
    chart = served.client.get("/api/v1/chart").json()["titles"]
    titles = served.client.get("/api/v1/titles?limit=200").json()["titles"]

    for drawn, title in zip(chart, titles, strict=True):
        for group, most in (("genres", 3), ("uncertain", 2)):
            shown = [wording.percent(score["probability"]) for score in title[group][:most]]
            assert [wording.percent(score["probability"]) for score in drawn[group]] == shown, title["name"]
        assert wording.popularity(drawn["popularity"]) == wording.popularity(title["popularity"] or 0)
        assert wording.turn(drawn["trend"]) == wording.turn(title["trend"])


def test_a_chart_that_is_known_is_not_sent_again(served: Served) -> None:
    first = served.client.get("/api/v1/chart")
    again = served.client.get("/api/v1/chart", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["content-type"] == "application/json"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("typed", ["com", "salt", "lum", "d"])
def test_a_suggestion_leads_to_a_page(served: Served, typed: str) -> None:
    answer = served.client.get("/api/v1/suggestions", params={"q": typed}).json()

    assert SuggestionsAnswer.model_validate(answer).model_dump(mode="json") == answer
    assert answer["suggestions"]
    for suggestion in answer["suggestions"]:
        page = served.client.get(suggestion["href"])
        assert page.status_code == 200
        assert suggestion["kind"] != "title" or suggestion["text"] in unescape(page.text)


@pytest.mark.parametrize("typed", ["", "   ", "%", "xyzzyx", "\0", "é" * 200])
def test_what_begins_nothing_gets_no_suggestion(served: Served, typed: str) -> None:
    assert served.client.get("/api/v1/suggestions", params={"q": typed}).json() == {"suggestions": []}


def test_the_whole_of_a_title_says_which_genres_are_in_dispute(served: Served) -> None:
    disputed = served.client.get("/api/v1/titles?sort=disputed&limit=1").json()["titles"][0]
    detail = served.client.get(f"/api/v1/titles/{disputed['id']}").json()
    disputes = [entry["dispute"] for entry in detail["disputes"]]

    assert disputes == sorted(disputes, reverse=True)
    assert detail["dispute"] == disputed["dispute"] == pytest.approx(sum(disputes) / len(disputes), abs=1e-5)
    assert len(detail["popularity_by_day"]) == 21
