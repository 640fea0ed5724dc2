"""The API route that classifies a text."""

import http.client
import json
from contextlib import closing

import pytest

from tests.served import Served

PLOT = "A sheriff rides out alone to face the gang of outlaws that robbed the stagecoach."


def test_a_plot_gets_its_genres_with_evidence(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json={"id": "a-1", "text": PLOT})

    assert answer.status_code == 200
    said = answer.json()
    assert said["id"] == "a-1"
    assert said["engine"] == "boosted"
    western = next(entry for entry in said["genres"] if entry["genre"] == "Western")
    passage = western["evidence"][0]
    assert PLOT[passage["start"] : passage["end"]] == passage["quote"]
    assert "sheriff" in passage["quote"]


def test_every_probability_is_there_when_asked_for(served: Served) -> None:
    answer = served.client.post("/api/v1/classify?all_genres=true", json={"text": PLOT}).json()

    assert len(answer["all_genres"]) == 20
    assert max(answer["all_genres"], key=answer["all_genres"].get) == "Western"


def test_reviews_are_read_too(served: Served) -> None:
    retold = "A terrifying slasher: ghosts, gore and a haunted house, and the scariest horror of the year. " * 4
    reviews = [retold, {"text": retold.upper()}]

    answer = served.client.post("/api/v1/classify", json={"text": "Two people meet.", "reviews": reviews}).json()

    assert answer["genres"][0]["genre"] == "Horror"


def test_a_body_that_is_no_text_gets_a_problem(served: Served) -> None:
    for body in (b"", b"{", b"[]", b'{"text": 7}', b'{"id": "x"}', b"\xff\xfe"):
        answer = served.client.post("/api/v1/classify", content=body, headers={"Content-Type": "application/json"})

        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b'{"text": "A"}', "text/plain"),
        (b"[]", "application/json"),
        (b"", "text/plain"),
    ],
)
def test_a_body_that_is_not_taken_for_a_json_object_is_told_what_to_send(
    served: Served, body: bytes, kind: str
) -> None:
    answer = served.client.post("/api/v1/classify", content=body, headers={"Content-Type": kind})

    said = "The body cannot be read as a JSON object; send one, with the header `Content-Type: application/json`."
    assert (answer.status_code, answer.json()["detail"]) == (422, said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"reviews": [{"text": "good", "rating10": 11}]},
            "reviews.0.rating10: Input should be less than or equal to 10.",
        ),
        ({"reviews": ["good", {"txt": "good"}]}, "reviews.1.text: Field required."),
        ({"reviews": [{"text": "good", "rating10": True}]}, "reviews.0.rating10: Input should be a valid number."),
        ({"id": 1.5}, "id: Input should be a valid string, or Input should be a valid integer."),
        ({"text": 7}, "text: Input should be a valid string."),
        ({"id": "\ud800"}, "id: there is half a character (a lone surrogate) in it; leave that out."),
        ({"reviews": ["\udfff bad"]}, "reviews: there is half a character (a lone surrogate) in it; leave that out."),
        (
            {"reviews": [{"text": "\udfff bad"}]},
            "reviews.0.text: Input should be a valid string, unable to parse raw data as a unicode string.",
        ),
        ({"engin": "rules"}, "engin: there is no such field."),
        ({"reviews": ["good", {"text": "good", "rating": 8}]}, "reviews.1.rating: there is no such field."),
    ],
)
def test_what_is_wrong_in_a_body_is_named(served: Served, wrong: dict[str, object], said: str) -> None:
    body = json.dumps({"text": "Two people meet."} | wrong)
    answer = served.client.post("/api/v1/classify", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (422, said)


def test_a_body_over_one_megabyte_is_refused(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json={"text": "a" * (1024 * 1024)})

    assert answer.status_code == 413
    assert "1,048,576 bytes" in answer.json()["detail"]


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024, 200), (1024 * 1024 + 1, 413)])
def test_a_body_of_one_megabyte_is_read_and_one_byte_more_is_not(served: Served, size: int, status: int) -> None:
    body = b'{"text": "Two people meet."}'.ljust(size)
    answer = served.client.post("/api/v1/classify", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == status


def test_a_text_with_its_reviews_that_would_take_seconds_to_read_is_refused(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json={"text": "a" * 60_000, "reviews": ["b" * 40_001]})

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Text and reviews have 100,001 characters, and 100,000 are read; ")


def test_who_sends_a_large_file_before_reading_gets_the_answer_too(served: Served) -> None:
    whole = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=60)
    with closing(whole):
        whole.request("POST", "/api/v1/classify", b"a" * (24 * 1024 * 1024), {"Content-Type": "application/json"})

        assert whole.getresponse().status == 413


def test_a_body_of_unknown_length_is_counted_as_it_comes(served: Served) -> None:
    def chunks():  # type: ignore[no-untyped-def]
        yield b'{"text": "'
        for _ in range(40):
            yield b"a" * 65_536
        yield b'"}'

    answer = served.client.post("/api/v1/classify", content=chunks(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413


def test_who_asks_too_often_is_told_to_wait(own_app: Served) -> None:
    allowed = own_app.settings.classify_per_minute
    statuses = [own_app.client.post("/api/v1/classify", json={"text": PLOT}).status_code for _ in range(allowed)]

    refused = own_app.client.post("/api/v1/classify", json={"text": PLOT})

    assert statuses == [200] * allowed
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "a minute" in refused.json()["detail"]


def test_the_wait_that_is_told_is_at_most_a_minute(own_app: Served) -> None:
    answers = [own_app.client.post("/api/v1/classify", json={"text": PLOT}) for _ in range(4)]

    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


def test_the_engines_are_listed_the_default_first(served: Served) -> None:
    engines = served.client.get("/api/v1/engines").json()["engines"]

    assert [engine["name"] for engine in engines][:2] == ["boosted", "rules"]
    assert [engine["is_default"] for engine in engines][:2] == [True, False]
    assert all(engine["description"] for engine in engines)


def test_another_engine_answers_when_it_is_asked_for_by_name(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json={"text": PLOT, "engine": "rules"}).json()

    engines = {engine["name"]: engine for engine in served.client.get("/api/v1/engines").json()["engines"]}
    assert answer["engine"] == "rules"
    assert answer["genres"][0]["evidence"][0]["words"]
    assert engines["rules"]["version"] == answer["version"]


def test_an_engine_that_there_is_not_is_refused_with_the_names_of_those_there_are(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json={"text": PLOT, "engine": "oracle"})

    assert answer.status_code == 422
    assert "'oracle'" in answer.json()["detail"]
    assert "boosted, rules" in answer.json()["detail"]
