"""Viewers' verdicts on genres: the forms of the title's page, the API, and what keeps them honest."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request

from tests.invented import HandClock
from tests.served import TOKEN, Served, serve_app, serve_parts, settings_for
from trending_now.store.day_keys import DayKeys
from trending_now.web.parts import WebParts
from trending_now.web.serve import open_parts
from trending_now.web.visitors import Visitors

PAGE = "/titles/1"
WORDS = f"/api/v1{PAGE}/feedback"
HTML = {"Accept": "text/html"}


def token_on(app: Served, **headers: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', app.client.get(PAGE, headers=headers).text)
    assert found
    return found[1]


def send(app: Served, verdict: str, genre: str = "War", token: str | None = None, **headers: str) -> httpx2.Response:
    form = {"genre": genre, "verdict": verdict, "token": token_on(app, **headers) if token is None else token}
    return app.client.post(f"{PAGE}/verdicts", data=form, headers=HTML | headers)


def said(app: Served) -> dict[str, tuple[int, int]]:
    return {one["genre"]: (one["yes"], one["no"]) for one in app.client.get(f"/api/v1{PAGE}").json()["feedback"]}


def test_a_yes_leads_back_to_the_genres_and_shows_there_with_a_way_to_undo_it(own_app: Served) -> None:
    leading = own_app.client.get(f"/api/v1{PAGE}").json()["genres"][0]["genre"]

    answer = send(own_app, "yes", leading)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#genres")
    page = own_app.client.get(PAGE).text
    assert "Thank you, noted." in page
    assert f'aria-pressed="true" aria-label="Yes, {leading} is right"' in page
    assert f'aria-label="Undo my answer on {leading}"' in page
    assert "1 viewer agrees" in page
    assert said(own_app) == {leading: (1, 0)}


def test_undo_takes_a_word_back(own_app: Served) -> None:
    send(own_app, "no", "Drama")
    assert said(own_app) == {"Drama": (0, 1)}

    send(own_app, "undo", "Drama")

    assert said(own_app) == {}
    assert "Thank you, noted." not in own_app.client.get(PAGE).text


def test_a_missing_genre_that_a_viewer_adds_is_listed_for_all_and_leaves_with_its_word(own_app: Served) -> None:
    assert "<option>War</option>" in own_app.client.get(PAGE).text.partition('id="lock-genre"')[0]

    send(own_app, "yes", "War")

    page = own_app.client.get(PAGE, headers={"User-Agent": "another"}).text.partition('id="lock-genre"')[0]
    assert "Added by viewers" in page
    assert '<span class="added-name">War</span>' in page
    assert "<option>War</option>" not in page
    assert "Thank you, noted." not in page
    send(own_app, "undo", "War")
    assert "Added by viewers" not in own_app.client.get(PAGE).text


def test_viewers_are_counted_each_once(own_app: Served) -> None:
    for browser, verdict in [("one", "yes"), ("two", "yes"), ("two", "no"), ("three", "no"), ("three", "no")]:
        send(own_app, verdict, "Drama", **{"User-Agent": browser})

    assert said(own_app) == {"Drama": (1, 2)}
    assert "1 viewer agrees, 2 disagree" in own_app.client.get(PAGE).text


def test_no_answer_sets_a_cookie_and_the_page_is_not_for_shared_caches(own_app: Served) -> None:
    answers = [send(own_app, "yes"), own_app.client.get(PAGE), own_app.client.get("/")]
    answers.append(own_app.client.post(WORDS, json={"genre": "War", "holds": None}))

    assert not any("set-cookie" in answer.headers for answer in answers)
    assert answers[1].headers["cache-control"] == "private, no-cache"


def test_the_stored_visitor_is_neither_address_nor_browser(own_app: Served) -> None:
    send(own_app, "yes", **{"User-Agent": "A Browser Of Its Own"})

    stored = b"".join(path.read_bytes() for path in own_app.settings.home.glob("catalogue.sqlite*"))
    assert b"A Browser Of Its Own" not in stored
    assert b"127.0.0.1" not in stored


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_what_a_page_of_another_site_sends_is_refused_even_with_the_right_token(
    own_app: Served, headers: dict[str, str]
) -> None:
    form = send(own_app, "yes", token=token_on(own_app), **headers)
    spoken = own_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers=headers)

    assert (form.status_code, spoken.status_code) == (403, 403)
    assert "another site" in form.text
    assert f'href="{PAGE}">Back to the title' in form.text
    assert said(own_app) == {}


def test_our_own_pages_may_send_whatever_the_browser_tells_of_them(own_app: Served) -> None:
    for headers in ({"Origin": own_app.url}, {"Sec-Fetch-Site": "same-origin"}, {}):
        assert send(own_app, "yes", **headers).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 32, "ä" * 32, "\0"])
def test_a_wrong_token_is_refused_with_a_way_back(own_app: Served, token: str) -> None:
    answer = send(own_app, "yes", token=token)

    assert answer.status_code == 403
    assert "Open the title again" in answer.text
    assert f'href="{PAGE}">Back to the title' in answer.text
    assert said(own_app) == {}


def test_a_token_is_good_for_one_visitor_and_one_title(own_app: Served) -> None:
    token = token_on(own_app)
    form = {"genre": "War", "verdict": "yes", "token": token}

    other_title = own_app.client.post("/titles/2/verdicts", data=form)
    other_visitor = own_app.client.post(f"{PAGE}/verdicts", data=form, headers={"User-Agent": "another"})

    assert (other_title.status_code, other_visitor.status_code) == (403, 403)


def test_only_json_is_taken_as_json_since_a_foreign_form_cannot_send_it(own_app: Served) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = own_app.client.post(WORDS, content=b'{"genre": "War", "holds": true}', headers={"Content-Type": kind})

        assert answer.status_code == 422, kind
    assert said(own_app) == {}


def test_the_api_answers_with_the_counts_and_your_words(own_app: Served) -> None:
    own_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": "another"})

    answer = own_app.client.post(WORDS, json={"genre": "War", "holds": False})
    taken_back = own_app.client.post(WORDS, json={"genre": "War", "holds": None})

    assert answer.status_code == 200
    assert answer.json() == {
        "feedback": [{"genre": "War", "yes": 1, "no": 1}],
        "yours": [{"genre": "War", "holds": False}],
    }
    assert taken_back.json() == {"feedback": [{"genre": "War", "yes": 1, "no": 0}], "yours": []}


def test_no_such_title_or_genre_or_verdict(own_app: Served) -> None:
    missing = own_app.client.post("/api/v1/titles/4242/feedback", json={"genre": "War", "holds": True})
    unknown = own_app.client.post(WORDS, json={"genre": "Warfare", "holds": True})
    page = own_app.client.get("/titles/2").text
    token = re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    forms = [
        own_app.client.post("/titles/2/verdicts", data={"token": token} | fields)
        for fields in ({"genre": "Warfare", "verdict": "yes"}, {"genre": "War", "verdict": "maybe"}, {"genre": "War"})
    ]

    assert (missing.status_code, unknown.status_code) == (404, 422)
    assert [form.status_code for form in forms] == [422, 422, 422]


def test_a_form_for_a_title_that_has_left_says_so(own_app: Served) -> None:
    for title_id in (4242, 2**40):
        token = token_for(own_app, title_id)
        form = {"genre": "War", "verdict": "yes", "token": token}
        answer = own_app.client.post(f"/titles/{title_id}/verdicts", data=form, headers=HTML)

        assert answer.status_code == 404
        assert "may have left the catalogue" in answer.text


def token_for(app: Served, title_id: int) -> str:
    """Return the token that a page of this title would carry for the test's client."""
    assert app.parts.verdicts
    headers = [(b"user-agent", app.client.headers["user-agent"].encode())]
    request = Request({"type": "http", "headers": headers, "client": ("127.0.0.1", 1)})
    return app.parts.verdicts.visitors.form_token(request, title_id)


def test_who_says_too_much_is_told_to_wait_and_others_are_not(demo_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with serve_app(settings_for(home, feedback_per_minute=2)) as app:
        statuses = [send(app, verdict).status_code for verdict in ("yes", "no", "yes")]
        spoken = app.client.post(WORDS, json={"genre": "War", "holds": True})
        other = send(app, "yes", **{"User-Agent": "another"})

    assert statuses == [303, 303, 429]
    assert spoken.status_code == 429
    assert int(spoken.headers["retry-after"]) > 0
    assert "2 verdicts a minute" in spoken.json()["detail"]
    assert other.status_code == 303


def test_a_network_that_changes_its_browser_for_each_verdict_is_told_to_wait(demo_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with serve_app(settings_for(home, feedback_per_minute=1)) as app:
        statuses = [
            app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": str(n)}).status_code
            for n in range(11)
        ]

    assert statuses == [200] * 10 + [429]


@pytest.fixture
def timed_app(demo_home: Path, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    """Serve with keys whose day is the hand clock's."""

    def with_clock(parts: WebParts) -> WebParts:
        assert parts.verdicts
        keys = DayKeys(tmp_path / "keys.json", clock)
        return replace(parts, verdicts=replace(parts.verdicts, visitors=Visitors(keys)))

    home = shutil.copytree(demo_home, tmp_path / "home")
    with serve_app(settings_for(home), with_clock) as app:
        yield app


@pytest.fixture
def clock() -> HandClock:
    return HandClock(HandClock().now.replace(hour=23, minute=30))


def test_a_form_of_yesterday_is_taken_until_an_hour_after_midnight(timed_app: Served, clock: HandClock) -> None:
    token = token_on(timed_app)
    clock.advance(minutes=89)
    assert send(timed_app, "yes", token=token).status_code == 303
    clock.advance(minutes=2)
    assert send(timed_app, "undo", token=token).status_code == 403


def test_tomorrow_a_visitor_is_somebody_else(timed_app: Served, clock: HandClock) -> None:
    send(timed_app, "yes", "Drama")
    assert "Thank you, noted." in timed_app.client.get(PAGE).text

    clock.advance(hours=1)

    page = timed_app.client.get(PAGE).text
    assert "Thank you, noted." not in page
    assert "1 viewer agrees" in page
    assert said(timed_app) == {"Drama": (1, 0)}


def test_an_app_that_only_shows_has_no_forms_and_takes_no_words(demo_home: Path) -> None:
    settings = settings_for(demo_home)
    with open_parts(settings, None) as parts, serve_parts(parts) as (_, client):
        page = client.get(PAGE).text
        form = client.post(f"{PAGE}/verdicts", data={"genre": "War", "verdict": "yes", "token": ""})
        spoken = client.post(WORDS, json={"genre": "War", "holds": True})

    assert "<form" not in page.partition("<main")[2]
    assert "verdicts.js" not in page
    assert (form.status_code, spoken.status_code) == (403, 403)
    assert "only shows the catalogue" in spoken.json()["detail"]


def test_the_operator_is_told_what_viewers_object_to_most(own_app: Served) -> None:
    for browser in ("one", "two"):
        own_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": browser})
    own_app.client.post("/api/v1/titles/2/feedback", json={"genre": "Sport", "holds": True})

    closed = own_app.client.get("/api/v1/feedback")
    answer = own_app.client.get("/api/v1/feedback?limit=1", headers={"Authorization": f"Bearer {TOKEN}"})

    assert closed.status_code == 401
    (first,) = answer.json()["disputed"]
    assert (first["title_id"], first["genre"], first["shown"], first["yes"], first["no"]) == (1, "War", False, 2, 0)


def test_a_word_that_cannot_be_stored_is_told_without_naming_the_database(own_app: Served) -> None:
    token = token_on(own_app)
    with closing(sqlite3.connect(own_app.settings.home / "catalogue.sqlite")) as connection:
        connection.execute("DROP TABLE feedback")

    answer = send(own_app, "yes", token=token)

    assert answer.status_code == 503
    assert "could not be noted; try again" in answer.text
    assert "catalogue.sqlite" not in answer.text
