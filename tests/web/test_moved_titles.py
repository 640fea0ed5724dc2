"""The old address of a title that was joined to another leads to it for good: page, poster and API."""

import pytest
from sqlalchemy import select

from tests.served import TOKEN, Served
from tests.web.verdict_forms import HTML, token_for
from trending_now.store.matching.joining import join_as_told
from trending_now.store.tables import TitleRow
from trending_now.wiring.workshop import open_workshop


@pytest.fixture
def numbers(own_rules_app: Served) -> tuple[int, int]:
    """Join two titles; the number that stays and the one that went."""
    with open_workshop(own_rules_app.settings) as workshop, workshop.database.write() as connection:
        keep, gone = connection.scalars(select(TitleRow.id).order_by(TitleRow.id).limit(2))
        join_as_told(connection, keep, gone)
    return keep, gone


@pytest.mark.parametrize(
    "address",
    ["/titles/{}", "/posters/{}", "/api/v1/titles/{}", "/api/v1/titles/{}/similar?limit=3", "/titles/{}?from=a%20link"],
)
def test_an_old_address_leads_on_whatever_proxy_stands_between(
    own_rules_app: Served, numbers: tuple[int, int], address: str
) -> None:
    keep, gone = numbers
    answer = own_rules_app.client.get(address.format(gone))

    assert answer.status_code == 308
    assert answer.headers["location"] == address.format(keep)
    assert own_rules_app.client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("spelling", ["{}.0", "%2B{}", "0{}"])
def test_an_old_number_in_another_spelling_leads_on_too(
    own_rules_app: Served, numbers: tuple[int, int], spelling: str
) -> None:
    keep, gone = numbers
    answer = own_rules_app.client.get(f"/api/v1/titles/{spelling.format(gone)}/similar")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/api/v1/titles/{keep}/similar")


def test_what_is_said_of_an_old_number_is_sent_on_to_the_title(own_rules_app: Served, numbers: tuple[int, int]) -> None:
    keep, gone = numbers
    operator = {"Authorization": f"Bearer {TOKEN}"}
    for method, end, body in (
        ("PUT", "locks/War", {"holds": True}),
        ("DELETE", "locks/War", None),
        ("POST", "feedback", {"genre": "War", "holds": True}),
    ):
        answer = own_rules_app.client.request(method, f"/api/v1/titles/{gone}/{end}", json=body, headers=operator)

        assert (answer.status_code, answer.headers.get("location")) == (308, f"/api/v1/titles/{keep}/{end}")


@pytest.mark.parametrize(
    ("form", "kept"),
    [("verdicts", "feedback"), ("locks", "locks")],
)
def test_a_form_of_a_page_that_was_open_when_titles_were_joined_still_counts(
    own_rules_app: Served, numbers: tuple[int, int], form: str, kept: str
) -> None:
    keep, gone = numbers
    words = {"genre": "War", "verdict": "yes", "word": "is", "operator_token": TOKEN}

    answer = own_rules_app.client.post(
        f"/titles/{gone}/{form}", data=words | {"token": token_for(own_rules_app, gone)}, headers=HTML
    )

    assert (answer.status_code, answer.headers.get("location")) == (303, f"/titles/{keep}#genres")
    told = own_rules_app.client.get(f"/api/v1/titles/{keep}").json()[kept]
    assert [said["genre"] for said in told] == ["War"]
