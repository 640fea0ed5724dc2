"""What keeps verdicts honest: forms of our own only, so many a minute, visitors of a day."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.invented import HandClock
from tests.served import Served, serve_app, settings_for
from tests.web.verdict_forms import PAGE, WORDS, said, send, token_on
from trending_now.store.verdicts.day_keys import DayKeys
from trending_now.web.app_parts import WebParts
from trending_now.web.visitors import Visitors

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
    own_rules_app: Served, headers: dict[str, str]
) -> None:
    form = send(own_rules_app, "yes", token=token_on(own_rules_app), **headers)
    spoken = own_rules_app.client.post(WORDS, json={"genre": "War", "holds": True}, headers=headers)

    assert (form.status_code, spoken.status_code) == (403, 403)
    assert "another site" in form.text
    assert f'href="{PAGE}">Back to the title' in form.text
    assert said(own_rules_app) == {}


def test_our_own_pages_may_send_whatever_the_browser_tells_of_them(own_rules_app: Served) -> None:
    for headers in ({"Origin": own_rules_app.url}, {"Sec-Fetch-Site": "same-origin"}, {}):
        assert send(own_rules_app, "yes", **headers).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 32, "ä" * 32, "\0"])
def test_a_wrong_token_is_refused_with_a_way_back(own_rules_app: Served, token: str) -> None:
    answer = send(own_rules_app, "yes", token=token)

    assert answer.status_code == 403
    assert "Open the title again" in answer.text
    assert f'href="{PAGE}">Back to the title' in answer.text
    assert said(own_rules_app) == {}


def test_a_token_is_good_for_one_visitor_and_one_title(own_rules_app: Served) -> None:
    token = token_on(own_rules_app)
    form = {"genre": "War", "verdict": "yes", "token": token}

    other_title = own_rules_app.client.post("/titles/2/verdicts", data=form)
    other_visitor = own_rules_app.client.post(f"{PAGE}/verdicts", data=form, headers={"User-Agent": "another"})

    assert (other_title.status_code, other_visitor.status_code) == (403, 403)


def test_only_json_is_taken_as_json_since_a_foreign_form_cannot_send_it(own_rules_app: Served) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = own_rules_app.client.post(
            WORDS, content=b'{"genre": "War", "holds": true}', headers={"Content-Type": kind}
        )

        assert answer.status_code == 422, kind
    assert said(own_rules_app) == {}


def test_who_says_too_much_is_told_to_wait_and_others_are_not(rules_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(rules_home, tmp_path / "home")
    with serve_app(settings_for(home, engine="rules", feedback_per_minute=2)) as app:
        statuses = [send(app, verdict).status_code for verdict in ("yes", "no", "yes")]
        spoken = app.client.post(WORDS, json={"genre": "War", "holds": True})
        other = send(app, "yes", **{"User-Agent": "another"})

    assert statuses == [303, 303, 429]
    assert spoken.status_code == 429
    assert int(spoken.headers["retry-after"]) > 0
    assert "2 verdicts a minute" in spoken.json()["detail"]
    assert other.status_code == 303


def test_a_network_that_changes_its_browser_for_each_verdict_is_told_to_wait(rules_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(rules_home, tmp_path / "home")
    with serve_app(settings_for(home, engine="rules", feedback_per_minute=1)) as app:
        statuses = [
            app.client.post(WORDS, json={"genre": "War", "holds": True}, headers={"User-Agent": str(n)}).status_code
            for n in range(11)
        ]

    assert statuses == [200] * 10 + [429]


@pytest.fixture
def timed_app(rules_home: Path, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    """Serve with keys whose day is the hand clock's."""

    def with_clock(parts: WebParts) -> WebParts:
        assert parts.verdicts
        keys = DayKeys(tmp_path / "keys.json", clock)
        return replace(parts, verdicts=replace(parts.verdicts, visitors=Visitors(keys)))

    home = shutil.copytree(rules_home, tmp_path / "home")
    with serve_app(settings_for(home, engine="rules"), with_clock) as app:
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
