"""The API routes that read the catalogue."""

from dataclasses import asdict
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.domain.genre import Genre
from trending_now.models.artifacts import WEIGHTS, open_artifacts
from trending_now.wiring.workshop import open_workshop


def ids_of(served: Served, **parameters: object) -> list[int]:
    """Return the ids of every title that a query finds, page after page."""
    found: list[int] = []
    after: str | None = None
    while True:
        given = parameters | ({"after": after} if after else {})
        answer = served.client.get("/api/v1/titles", params=given)
        assert answer.status_code == 200, answer.text
        found += [title["id"] for title in answer.json()["titles"]]
        after = answer.json()["next_cursor"]
        if after is None:
            return found


def test_every_title_stands_on_exactly_one_page(served: Served) -> None:
    everything = ids_of(served, limit=200)

    assert len(everything) == served.client.get("/readyz").json()["titles"] >= 60
    for sort in ("newest", "trending", "popular", "score", "disputed", "name"):
        assert sorted(ids_of(served, limit=7, sort=sort)) == sorted(everything)


def test_pages_by_name_go_on_behind_the_longest_names_of_any_script(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, engine="rules")
    names = [letter * 500 for letter in ("a", "ж", "漢", "𠀀", '"')]
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[listing(name[0], name=name) for name in names]]), WINDOW)

    with serve_app(settings) as app:
        assert len(ids_of(app, sort="name", limit=1)) == len(names)


def test_a_title_carries_what_a_card_shows(served: Served) -> None:
    title = served.client.get("/api/v1/titles?limit=1").json()["titles"][0]

    assert title["is_demo"] is True
    assert title["engine"] == "boosted"
    assert title["kind"] in ("movie", "tv")
    assert date.fromisoformat(title["release"]["date"])
    assert served.client.get(title["page"]).status_code == 200
    assert served.client.get(title["poster"]).headers["content-type"] == "image/svg+xml"
    for score in title["genres"]:
        assert score["genre"] in set(Genre)
        assert 0 <= score["probability"] <= 1


def test_filters_keep_what_they_say(served: Served) -> None:
    answer = served.client.get(
        "/api/v1/titles", params={"genre": "Drama", "without": ["Comedy", "War"], "kind": "tv", "limit": 200}
    ).json()

    assert answer["titles"]
    for title in answer["titles"]:
        genres = {score["genre"] for score in title["genres"]}
        assert title["kind"] == "tv"
        assert "Drama" in genres
        assert not genres & {"Comedy", "War"}


def test_vibe_tags_score_and_language_keep_what_they_say(served: Served) -> None:
    every = served.client.get("/api/v1/titles?limit=200&sort=score").json()["titles"]
    tagged = next(title for title in every if len(title["vibe_tags"]) >= 2)
    scores = [title["vibe_score"]["mean"] if title["vibe_score"] else 0 for title in every]

    assert tagged["id"] in ids_of(served, tag=tagged["vibe_tags"], language=tagged["language"])
    assert ids_of(served, tag=[*tagged["vibe_tags"], "no such tag"]) == ids_of(served, language="xx") == []
    assert scores == sorted(scores, reverse=True)
    assert len(ids_of(served, score=5)) == sum(score >= 5 for score in scores)


def test_titles_that_may_be_of_a_genre_are_apart_from_those_that_are(served: Served) -> None:
    unsure = served.client.get("/api/v1/titles?unsure=Drama&limit=200").json()["titles"]

    assert unsure
    for title in unsure:
        assert "Drama" in {score["genre"] for score in title["uncertain"]}
        assert "Drama" not in {score["genre"] for score in title["genres"]}


def test_search_finds_a_title_by_its_name(served: Served) -> None:
    wanted = served.client.get("/api/v1/titles?limit=1&sort=name").json()["titles"][0]

    assert wanted["id"] in ids_of(served, q=wanted["name"])


def test_dates_bound_the_release_shown(served: Served) -> None:
    dates = [title["release"]["date"] for title in served.client.get("/api/v1/titles?limit=200").json()["titles"]]
    middle = sorted(dates)[len(dates) // 2]

    found = served.client.get("/api/v1/titles", params={"from": middle, "to": middle, "limit": 200}).json()["titles"]

    assert [title["release"]["date"] for title in found] == [middle] * dates.count(middle)


def test_the_whole_of_a_title_names_evidence_in_its_texts(served: Served) -> None:
    for title_id in ids_of(served, limit=200)[:10]:
        detail = served.client.get(f"/api/v1/titles/{title_id}").json()
        contents = {text["id"]: text["content"] for text in detail["texts"]}

        assert len(detail["texts"]) >= 4
        assert all(text["credit"]["text"] for text in detail["texts"])
        for score in detail["enrichments"][0]["genres"]:
            assert score["evidence"]
            for passage in score["evidence"]:
                quote = contents[passage["text_id"]][passage["start"] : passage["end"]].lower()
                assert all(word.lower() in quote for word in passage["words"])


def test_an_answer_names_what_its_model_was_fitted_with(served: Served) -> None:
    detail = served.client.get(f"/api/v1/titles/{ids_of(served, limit=200)[0]}").json()
    told = {answer["engine"]: answer for answer in detail["enrichments"]}["boosted"]
    shipped = (open_artifacts(WEIGHTS / name).version.training_sets for name in ("boosted", "vibe"))
    assert told["training_sets"] == [asdict(one) for one in dict.fromkeys(chain(*shipped))]
    assert told["snapshot"] is None


def test_the_genres_are_the_twenty_with_their_counts(served: Served) -> None:
    answer = served.client.get("/api/v1/genres").json()

    assert [entry["genre"] for entry in answer["genres"]] == list(Genre)
    comedies = next(entry["titles"] for entry in answer["genres"] if entry["genre"] == "Comedy")
    assert comedies == len(ids_of(served, genre="Comedy", limit=200))


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/v1/titles/999999", 404, "no title 999999"),
        ("/api/v1/titles/0", 422, "title_id"),
        ("/api/v1/titles/99999999999999999999", 422, "title_id"),
        ("/api/v1/titles?genre=Dram", 422, "genre"),
        ("/api/v1/titles?gener=Drama", 422, "gener"),
        ("/api/v1/titles?after=nonsense", 422, "cursor"),
        ("/api/v1/titles?limit=0", 422, "limit"),
        ("/api/v1/titles?score=11", 422, "score"),
        ("/api/v1/titles?score=nan", 422, "score"),
        ("/api/v1/titles?unsure=Dram", 422, "unsure"),
        ("/api/v1/titles?sort=best", 422, "sort"),
        ("/api/v1/titles?genre=War&genre=Opera", 422, "genre: there is no 'Opera'; choose"),
        ("/api/v1/chart?limit=2001", 422, "limit"),
        ("/api/v1/chart?from=2031-02-01&to=2031-01-01", 422, "first day"),
        ("/api/v1/suggestions?p=x", 422, "p"),
        ("/api/v1/titles?from=yesterday", 422, "from"),
        ("/api/v1/titles?from=-1.2e-07", 422, "write a date"),
        ("/api/v1/titles?to=1764028800", 422, "write a date"),
        (f"/api/v1/suggestions?q={'%00' * 201}", 422, "q"),
        ("/api/v1/nothing", 404, "nothing at this address"),
    ],
)
def test_a_wrong_question_gets_a_problem_that_names_it(served: Served, path: str, status: int, says: str) -> None:
    answer = served.client.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert says in problem["detail"]


def test_the_wrong_method_gets_a_problem_too(served: Served) -> None:
    answer = served.client.delete("/api/v1/titles")

    assert answer.status_code == 405
    assert answer.json()["title"] == "Method Not Allowed"
    assert answer.headers["allow"]
