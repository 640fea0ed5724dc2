"""The operator's lock on a title's page: a form behind the token."""

import re

import httpx2

from tests.served import TOKEN, Served

PAGE = "/titles/1"


def send(app: Served, word: str, genre: str = "War", operator: str = TOKEN, **headers: str) -> httpx2.Response:
    found = re.search(r'name="token" value="([0-9a-f]+)"', app.client.get(PAGE).text)
    assert found
    form = {"genre": genre, "word": word, "operator_token": operator, "token": found[1]}
    return app.client.post(f"{PAGE}/locks", data=form, headers={"Accept": "text/html"} | headers)


def locks(app: Served) -> list[tuple[str, bool]]:
    return [(lock["genre"], lock["holds"]) for lock in app.client.get(f"/api/v1{PAGE}").json()["locks"]]


def test_the_form_is_there_only_where_a_token_is_set(rules_app: Served, own_rules_app: Served) -> None:
    assert "For the operator" not in rules_app.client.get(PAGE).text
    assert "For the operator" in own_rules_app.client.get(PAGE).text
    assert TOKEN not in own_rules_app.client.get(PAGE).text

    closed = rules_app.client.post(
        f"{PAGE}/locks", data={"genre": "War", "word": "is", "operator_token": "", "token": ""}
    )
    assert closed.status_code == 403
    assert "TRENDING_NOW_OPERATOR_TOKEN" in closed.json()["detail"]


def test_a_lock_is_set_turned_and_lifted(own_rules_app: Served) -> None:
    seen = []
    for word in ("is", "is-not", "none"):
        answer = send(own_rules_app, word)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#genres")
        seen.append(locks(own_rules_app))

    assert seen == [[("War", True)], [("War", False)], []]


def test_what_is_set_by_hand_is_listed_for_the_operator(own_rules_app: Served) -> None:
    send(own_rules_app, "is", "War")
    send(own_rules_app, "is-not", "Drama")

    assert "Set by hand: War is right, Drama is not." in " ".join(own_rules_app.client.get(PAGE).text.split())


def test_without_the_right_token_nothing_is_locked(own_rules_app: Served) -> None:
    for wrong in ("", "wrong", TOKEN + " ", "ä"):
        answer = send(own_rules_app, "is", operator=wrong)

        assert answer.status_code == 403
        assert "not the operator token" in answer.text
        assert f'href="{PAGE}">Back to the title' in answer.text
    assert locks(own_rules_app) == []


def test_after_five_wrong_tokens_even_the_right_one_waits(own_rules_app: Served) -> None:
    statuses = [send(own_rules_app, "is", operator="wrong").status_code for _ in range(5)]

    late = send(own_rules_app, "is")

    assert statuses == [403] * 5
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    assert locks(own_rules_app) == []


def test_right_tokens_are_not_counted(own_rules_app: Served) -> None:
    assert {send(own_rules_app, "is").status_code for _ in range(7)} == {303}


def test_another_sites_form_locks_nothing_even_with_the_operators_token(own_rules_app: Served) -> None:
    answer = send(own_rules_app, "is", Origin="https://evil.example")

    assert answer.status_code == 403
    assert "another site" in answer.text
    assert locks(own_rules_app) == []


def test_a_word_or_genre_that_is_none_is_refused(own_rules_app: Served) -> None:
    assert [send(own_rules_app, "maybe").status_code, send(own_rules_app, "is", "Warfare").status_code] == [422, 422]
