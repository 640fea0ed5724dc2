"""The operator's routes: closed without a token, locks that hold, runs that happen."""

import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.served import TOKEN, Served, serve_app, settings_for

OPERATOR = {"Authorization": f"Bearer {TOKEN}"}
ROUTES = [
    ("PUT", "/api/v1/titles/1/locks/War", {"holds": True}),
    ("DELETE", "/api/v1/titles/1/locks/War", None),
    ("POST", "/api/v1/runs", {"stage": "enrich"}),
]


def genres_of(app: Served, title_id: int) -> list[str]:
    title = app.client.get(f"/api/v1/titles/{title_id}").json()
    return [score["genre"] for score in title["genres"]]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_without_a_token_in_the_settings_the_routes_are_closed(
    served: Served, method: str, path: str, body: object
) -> None:
    answer = served.client.request(method, path, json=body, headers=OPERATOR)

    assert answer.status_code == 403
    assert "TRENDING_NOW_OPERATOR_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer", f"Basic {TOKEN}", TOKEN, "Bearer \xe9"])
def test_without_the_right_token_nothing_is_done(own_rules_app: Served, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode("latin-1")}
    for method, path, body in ROUTES:
        answer = own_rules_app.client.request(method, path, json=body, headers=headers)

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert own_rules_app.client.get("/api/v1/titles/1").json()["locks"] == []


def test_figures_are_closed_to_other_machines_until_there_is_a_token(served: Served, own_rules_app: Served) -> None:
    stranger = {"X-Forwarded-For": "203.0.113.9"}
    closed, unknown, right = (
        app.client.get("/metrics", headers=stranger | headers)
        for app, headers in [(served, OPERATOR), (own_rules_app, {}), (own_rules_app, OPERATOR)]
    )

    assert (closed.status_code, unknown.status_code, right.status_code) == (403, 401, 200)
    assert "set TRENDING_NOW_OPERATOR_TOKEN" in closed.json()["detail"]
    assert served.client.get("/metrics").status_code == 200


def test_after_five_wrong_tokens_even_the_right_one_waits(own_rules_app: Served) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    statuses = [own_rules_app.client.delete("/api/v1/titles/1/locks/War", headers=wrong).status_code for _ in range(5)]

    late = own_rules_app.client.put("/api/v1/titles/1/locks/War", json={"holds": True}, headers=OPERATOR)

    assert (statuses, late.status_code) == ([401] * 5, 429)
    assert own_rules_app.client.get("/api/v1/titles/1").json()["locks"] == []


def test_a_lock_shows_at_once_and_can_be_taken_back(own_rules_app: Served) -> None:
    before = genres_of(own_rules_app, 1)
    assert "War" not in before

    put = own_rules_app.client.put("/api/v1/titles/1/locks/War", json={"holds": True}, headers=OPERATOR)
    assert put.status_code == 204
    assert "War" in genres_of(own_rules_app, 1)
    assert "set by hand" in own_rules_app.client.get("/titles/1").text

    own_rules_app.client.delete("/api/v1/titles/1/locks/War", headers=OPERATOR)
    assert genres_of(own_rules_app, 1) == before


def test_a_genre_locked_out_is_shown_no_more(own_rules_app: Served) -> None:
    leading = genres_of(own_rules_app, 1)[0]

    own_rules_app.client.put(f"/api/v1/titles/1/locks/{leading}", json={"holds": False}, headers=OPERATOR)

    assert leading not in genres_of(own_rules_app, 1)


def test_a_lock_on_nothing_is_refused(own_rules_app: Served) -> None:
    missing = own_rules_app.client.put("/api/v1/titles/4242/locks/War", json={"holds": True}, headers=OPERATOR)
    unknown = own_rules_app.client.put("/api/v1/titles/1/locks/Warfare", json={"holds": True}, headers=OPERATOR)

    assert (missing.status_code, unknown.status_code) == (404, 422)


@pytest.mark.parametrize("holds", ["no", 0, 1.0, None])
def test_a_lock_that_is_neither_true_nor_false_is_refused(own_rules_app: Served, holds: object) -> None:
    answer = own_rules_app.client.put("/api/v1/titles/1/locks/War", json={"holds": holds}, headers=OPERATOR)
    assert (answer.status_code, answer.json()["detail"]) == (422, "holds: Input should be a valid boolean.")


def test_a_run_is_queued_and_done(own_rules_app: Served) -> None:
    done = threading.Event()
    schedule = own_rules_app.refresh.schedule
    before = own_rules_app.client.get("/api/v1/status").json()["last_finished"]["id"]

    answer = own_rules_app.client.post("/api/v1/runs", json={"stage": "enrich"}, headers=OPERATOR)
    schedule.request(done.set)
    schedule.start()

    assert answer.status_code == 202
    assert done.wait(30)
    last = own_rules_app.client.get(answer.headers["location"]).json()["last_finished"]
    assert last["id"] > before
    assert (last["stage"], last["state"]) == ("enrich", "done")
    schedule.stop()


def test_a_run_of_a_source_that_is_off_is_refused(own_rules_app: Served) -> None:
    answer = own_rules_app.client.post("/api/v1/runs", json={"stage": "ingest", "source": "tmdb"}, headers=OPERATOR)

    assert answer.status_code == 422
    assert "tmdb" in answer.json()["detail"]


def test_a_run_that_would_ask_nobody_is_refused(own_rules_app: Served) -> None:
    answer = own_rules_app.client.post("/api/v1/runs", json={"stage": "ingest"}, headers=OPERATOR)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("No source is on, so nothing can be asked; name some in")


def test_a_run_of_a_source_that_lacks_its_key_is_refused_with_the_key_s_setting(rules_home: Path) -> None:
    settings = settings_for(rules_home, operator_token=SecretStr(TOKEN), engine="rules").model_copy(
        update={"sources": ("tmdb",)}
    )
    with serve_app(settings) as app:
        named, all_of_them = (
            app.client.post("/api/v1/runs", json={"stage": "ingest"} | source, headers=OPERATOR).json()["detail"]
            for source in ({"source": "tmdb"}, {})
        )

    assert named == "The source 'tmdb' is not on: it needs a key; set TRENDING_NOW_TMDB_TOKEN."
    assert "set TRENDING_NOW_TMDB_TOKEN for tmdb, or name some in TRENDING_NOW_SOURCES" in all_of_them
