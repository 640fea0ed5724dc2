"""Viewers' verdicts on genres: the forms of the title's page, and the API."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.served import TOKEN, Served, serve_parts, settings_for
from tests.web.verdict_forms import HTML, PAGE, WORDS, said, send, token_for, token_on
from trending_now.web.serve import open_parts


def test_a_yes_leads_back_to_the_genres_and_shows_there_with_a_way_to_undo_it(own_rules_app: Served) -> None:
    leading = own_rules_app.client.get(f"/api/v1{PAGE}").json()["genres"][0]["genre"]

    answer = send(own_rules_app, "yes", leading)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#genres")
    page = own_rules_app.client.get(PAGE).text
    assert "Thank you, noted." in page
    assert f'aria-pressed="true" aria-label="Yes, {leading} is right"' in page
    assert f'aria-label="Undo my answer on {leading}"' in page
    assert "1 viewer agrees" in page
    assert said(own_rules_app) == {leading: (1, 0)}


def test_undo_takes_a_word_back(own_rules_app: Served) -> None:
    send(own_rules_app, "no", "Drama")
    assert said(own_rules_app) == {"Drama": (0, 1)}

    send(own_rules_app, "undo", "Drama")

    assert said(own_rules_app) == {}
    assert "Thank you, noted." not in own_rules_app.client.get(PAGE).text


def test_a_missing_genre_that_a_viewer_adds_is_listed_for_all_and_leaves_with_its_word(own_rules_app: Served) -> None:
    assert "<option>War</option>" in own_rules_app.client.get(PAGE).text.partition('id="lock-genre"')[0]

    send(own_rules_app, "yes", "War")

    page = own_rules_app.client.get(PAGE, headers={"User-Agent": "another"}).text.partition('id="lock-genre"')[0]
    assert "Added by viewers" in page
    assert '<span class="added-name">War</span>' in page
    assert "<option>War</option>" not in page
    assert "Thank you, noted." not in page
    send(own_rules_app, "undo", "War")
    assert "Added by viewers" not in own_rules_app.client.get(PAGE).text


def test_viewers_are_counted_each_once(own_rules_app: Served) -> None:
    for browser, verdict in [("one", "yes"), ("two", "yes"), ("two", "no"), ("three", "no"), ("three", "no")]:
        send(own_rules_app, verdict, "Drama", **{"User-Agent": browser})

    assert said(own_rules_app) == {"Drama": (1, 2)}
    assert "1 viewer agrees, 2 disagree" in own_rules_app.client.get(PAGE).text


def test_no_answer_sets_a_cookie_and_the_page_is_not_for_shared_caches(own_rules_app: Served) -> None:
    answers = [send(own_rules_app, "yes"), own_rules_app.client.get(PAGE), own_rules_app.client.get("/")]
    answers.append(own_rules_app.client.post(WORDS, json={"genre": "War", "holds": None}))

    assert not any("set-cookie" in answer.headers for answer in answers)
    assert answers[1].headers["cache-control"] == "private, no-cache"


def test_the_stored_visitor_is_neither_address_nor_browser(own_rules_app: Served) -> None:
    send(own_rules_app, "yes", **{"User-Agent": "A Browser Of Its Own"})

    stored = b"".join(path.read_bytes() for path in own_rules_app.settings.home.glob("catalogue.sqlite*"))
    assert b"A Browser Of Its Own" not in stored
    assert b"127.0.0.1" not in stored


def test_the_api_answers_with_the_counts_and_your_words(own_rules_app: Served) -> None:
    own_rules_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": "another"})

    answer = own_rules_app.client.post(WORDS, json={"genre": "War", "holds": False})
    taken_back = own_rules_app.client.post(WORDS, json={"genre": "War", "holds": None})

    assert answer.status_code == 200
    assert answer.json() == {
        "feedback": [{"genre": "War", "yes": 1, "no": 1}],
        "yours": [{"genre": "War", "holds": False}],
    }
    assert taken_back.json() == {"feedback": [{"genre": "War", "yes": 1, "no": 0}], "yours": []}


def test_no_such_title_or_genre_or_verdict(own_rules_app: Served) -> None:
    missing = own_rules_app.client.post("/api/v1/titles/4242/feedback", json={"genre": "War", "holds": True})
    unknown = own_rules_app.client.post(WORDS, json={"genre": "Warfare", "holds": True})
    page = own_rules_app.client.get("/titles/2").text
    token = re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    forms = [
        own_rules_app.client.post("/titles/2/verdicts", data={"token": token} | fields)
        for fields in ({"genre": "Warfare", "verdict": "yes"}, {"genre": "War", "verdict": "maybe"}, {"genre": "War"})
    ]

    assert (missing.status_code, unknown.status_code) == (404, 422)
    assert [form.status_code for form in forms] == [422, 422, 422]


def test_a_form_for_a_title_that_has_left_says_so(own_rules_app: Served) -> None:
    for title_id in (4242, 2**40):
        token = token_for(own_rules_app, title_id)
        form = {"genre": "War", "verdict": "yes", "token": token}
        answer = own_rules_app.client.post(f"/titles/{title_id}/verdicts", data=form, headers=HTML)

        assert answer.status_code == 404
        assert "may have left the catalogue" in answer.text


def test_an_app_that_only_shows_has_no_forms_and_takes_no_words(rules_home: Path) -> None:
    settings = settings_for(rules_home, engine="rules")
    with open_parts(settings, None) as parts, serve_parts(parts) as (_, client):
        page = client.get(PAGE).text
        form = client.post(f"{PAGE}/verdicts", data={"genre": "War", "verdict": "yes", "token": ""})
        spoken = client.post(WORDS, json={"genre": "War", "holds": True})

    assert "<form" not in page.partition("<main")[2]
    assert "verdicts.js" not in page
    assert (form.status_code, spoken.status_code) == (403, 403)
    assert "only shows the catalogue" in spoken.json()["detail"]


def test_the_operator_is_told_what_viewers_object_to_most(own_rules_app: Served) -> None:
    for browser in ("one", "two"):
        own_rules_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": browser})
    own_rules_app.client.post("/api/v1/titles/2/feedback", json={"genre": "Sport", "holds": True})

    closed = own_rules_app.client.get("/api/v1/feedback")
    answer = own_rules_app.client.get("/api/v1/feedback?limit=1", headers={"Authorization": f"Bearer {TOKEN}"})

    assert closed.status_code == 401
    (first,) = answer.json()["disputed"]
    assert (first["title_id"], first["genre"], first["shown"], first["yes"], first["no"]) == (1, "War", False, 2, 0)


def test_a_word_that_cannot_be_stored_is_told_without_naming_the_database(own_rules_app: Served) -> None:
    token = token_on(own_rules_app)
    with closing(sqlite3.connect(own_rules_app.settings.home / "catalogue.sqlite")) as connection:
        connection.execute("DROP TABLE feedback")

    answer = send(own_rules_app, "yes", token=token)

    assert answer.status_code == 503
    assert "could not be noted; try again" in answer.text
    assert "catalogue.sqlite" not in answer.text


def test_who_asks_while_the_catalogue_is_out_of_reach_is_not_told_where_it_is(own_rules_app: Served) -> None:
    with closing(sqlite3.connect(own_rules_app.settings.home / "catalogue.sqlite")) as connection:
        connection.execute("DROP TABLE title_tags")

    answers = [own_rules_app.client.get(path) for path in ("/", "/api/v1/titles/1", "/api/v1/titles?tag=dark")]

    assert 503 in {answer.status_code for answer in answers}
    for answer in answers:
        assert "catalogue.sqlite" not in answer.text
        assert answer.status_code == 200 or "out of reach at the moment; try again in a minute" in answer.text
