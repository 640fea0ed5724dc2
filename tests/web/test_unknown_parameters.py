"""A parameter that an address of the API does not have, or would pass over, is refused."""

import re

from tests.served import TOKEN, Served

BODIES = {
    "/api/v1/classify": {"text": "Two people meet."},
    "/api/v1/runs": {"stage": "enrich"},
    "/api/v1/titles/1/feedback": {"genre": "War", "holds": True},
    "/api/v1/titles/1/locks/War": {"holds": True},
}


def test_every_address_of_the_api_names_the_parameter_that_it_does_not_have(own_rules_app: Served) -> None:
    paths = own_rules_app.client.get("/api/v1/openapi.json").json()["paths"]
    asked = [(method, path) for path, operations in paths.items() for method in operations if "/api/v1/" in path]
    assert len(asked) > 15
    for method, path in asked:
        address = re.sub(r"{genre}", "War", path.replace("{title_id}", "1"))
        answer = own_rules_app.client.request(
            method,
            f"{address}?all_genre=true",
            json=BODIES.get(address),
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

        said = (answer.status_code, answer.json()["detail"])
        assert said == (422, "all_genre: there is no such parameter."), (method, path)
    assert own_rules_app.client.get("/api/v1/titles/1").json()["locks"] == []


def test_a_parameter_that_counts_once_cannot_be_given_twice(own_rules_app: Served) -> None:
    for address in ("/api/v1/titles", "/api/v1/chart", "/feed.xml"):
        answer = own_rules_app.client.get(f"{address}?genre=War&genre=Drama&kind=tv&kind=movie")

        assert (answer.status_code, answer.json()["detail"]) == (422, "kind: give it once."), address
    assert own_rules_app.client.get("/api/v1/titles?genre=War&genre=Drama").status_code == 200
