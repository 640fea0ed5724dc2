"""The API does what its schema says, whatever it is asked: schemathesis against the running app."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.served import TOKEN, Served, serve_app, settings_for
from trending_now.web.pages.api_schema import endpoints_of

TOO_LARGE = 413
OPERATOR = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def asked_app(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("asked") / "home")
    often = {"classify_per_minute": 100_000, "feedback_per_minute": 100_000}
    with serve_app(settings_for(home, operator_token=SecretStr(TOKEN), **often)) as app:
        yield app


@pytest.fixture(scope="module")
def api_schema(asked_app: Served) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{asked_app.url}/api/v1/openapi.json", timeout=60)


OPERATIONS = [
    ("GET", "/api/v1/titles"),
    ("GET", "/api/v1/titles/{title_id}"),
    ("GET", "/api/v1/titles/{title_id}/similar"),
    ("GET", "/api/v1/chart"),
    ("GET", "/api/v1/suggestions"),
    ("GET", "/api/v1/board"),
    ("GET", "/api/v1/genres"),
    ("GET", "/api/v1/genres/shares"),
    ("GET", "/api/v1/figures"),
    ("GET", "/api/v1/status"),
    ("POST", "/api/v1/titles/{title_id}/feedback"),
    ("GET", "/api/v1/feedback"),
    ("GET", "/api/v1/engines"),
    ("POST", "/api/v1/classify"),
    ("PUT", "/api/v1/titles/{title_id}/locks/{genre}"),
    ("DELETE", "/api/v1/titles/{title_id}/locks/{genre}"),
    ("POST", "/api/v1/runs"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/feed.xml"),
    ("GET", "/metrics"),
    ("GET", "/posters/{title_id}"),
]
# A schema cannot say which cursors we gave out, that one day lies before another, nor which sources are on or engines
# there are: these may be refused although they fit it.
REFUSING = ("/api/v1/titles", "/api/v1/chart", "/feed.xml", "/api/v1/classify", "/api/v1/runs")
IN_AN_ADDRESS = {ParameterLocation.PATH, ParameterLocation.QUERY}
BEYOND_A_SCHEMA = {path: [positive_data_acceptance] for path in REFUSING}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_is_one_that_the_schema_describes(
    api_schema: schemathesis.BaseSchema, method: str, path: str, data: st.DataObject
) -> None:
    modes = st.sampled_from(list(GenerationMode))
    case = data.draw(modes.flatmap(lambda mode: api_schema[path][method].as_strategy(generation_mode=mode)))

    response = case.call(headers=OPERATOR)
    beyond = [*BEYOND_A_SCHEMA.get(path, [])]
    if response.status_code == TOO_LARGE:  # which schemathesis does not count as a refusal
        beyond.append(negative_data_rejection)
    said = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True)
    said |= {name: [str(value)] for name, value in (case.path_parameters or {}).items()}
    documented = api_schema.raw_schema["paths"][path][method.lower()].get("parameters", [])
    wrong = {place for place, told in case.meta.components.items() if told.mode is GenerationMode.NEGATIVE}
    wrong.discard(ParameterLocation.HEADER)  # the operator's own stand in the place of what was drawn
    if not wrong or (wrong <= IN_AN_ADDRESS and said and reads_right(said, documented, api_schema.raw_schema)):
        beyond.append(negative_data_rejection)
    case.validate_response(response, excluded_checks=beyond)


def reads_right(said: Mapping[str, list[str]], documented: Sequence[Any], schema: Mapping[str, Any]) -> bool:
    """Tell whether parameters fit the schema as they are written: text has no types, so a wrong one may be right."""
    parameters = {each["name"]: each["schema"] for each in documented}
    return said.keys() <= parameters.keys() and all(
        any(
            jsonschema_rs.is_valid({**parameters[name], "components": schema["components"]}, reading)
            for reading in readings(parameters[name], values)
        )
        for name, values in said.items()
    )


def readings(schema: Mapping[str, Any], values: list[str]) -> Iterator[object]:
    """Yield what the values of a parameter may stand for."""
    if schema.get("type") == "array":
        yield values
    elif len(values) == 1:
        yield values[0]
        with suppress(ValueError):
            yield float(values[0])


def test_no_operation_is_left_out(api_schema: schemathesis.BaseSchema) -> None:
    documented = {(found.ok().method.upper(), found.ok().path) for found in api_schema.get_all_operations()}

    assert documented == set(OPERATIONS)


def test_where_a_title_went_and_what_is_too_large_are_in_the_schema(asked_app: Served) -> None:
    paths = asked_app.client.get("/api/v1/openapi.json").json()["paths"]

    for path, operations in paths.items():
        for operation in operations.values():
            assert ("308" in operation["responses"]) == ("{title_id}" in path), path
            assert ("413" in operation["responses"]) == ("requestBody" in operation), path


def test_what_a_program_needs_of_the_headers_is_in_the_schema(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            said = operation["responses"]
            assert ("304" in said) == (method == "get"), path
            assert "429" not in said or "Retry-After" in said["429"]["headers"], path
            assert "401" not in said or "WWW-Authenticate" in said["401"]["headers"], path
    assert schema["paths"]["/api/v1/classify"]["post"]["security"] == [{"EngineKey": []}, {}]
    assert schema["components"]["securitySchemes"]["EngineKey"]["scheme"] == "bearer"


def test_no_name_in_the_schema_tells_where_its_model_lies(asked_app: Served) -> None:
    schemas = asked_app.client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    assert [name for name in schemas if "__" in name] == []


def test_every_operation_says_what_it_does_under_a_name_for_generated_clients(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    operations = [operation for those in schema["paths"].values() for operation in those.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    assert {"list_titles", "show_title", "classify_text", "lock_genre"} <= set(ids)
    assert [name for name in ids if "api_v1" in name] == []
    assert all(operation["description"] and operation["summary"] for operation in operations)
    told = {tag["name"] for tag in schema["tags"] if tag["description"]}
    assert told == {tag for operation in operations for tag in operation["tags"]}


def test_every_parameter_says_what_it_is(asked_app: Served) -> None:
    paths = asked_app.client.get("/api/v1/openapi.json").json()["paths"]

    for path, operations in paths.items():
        for operation in operations.values():
            for each in operation.get("parameters", []):
                assert each.get("description") or each["schema"].get("description"), (path, each["name"])


def test_every_answer_in_json_has_an_example_that_fits_it(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    samples = {f"{each.method} {each.path}": each.sample for each in endpoints_of(schema)}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            good = next(said for status, said in operation["responses"].items() if status.startswith("2"))
            for content in good.get("content", {}).items():
                if content[0] == "application/json":
                    sample = samples[f"{method.upper()} {path}"]
                    assert sample, path
                    whole = {**content[1]["schema"], "components": schema["components"]}
                    assert jsonschema_rs.is_valid(whole, json.loads(sample)), path


def test_an_example_of_an_answer_is_one_that_could_come(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    samples = {each.path: json.loads(each.sample) for each in endpoints_of(schema) if each.sample}
    for path, sample in samples.items():
        assert "text" not in list(values_in(sample)), path  # what stands where a field has no example
    (title,) = samples["/api/v1/titles"]["titles"]
    assert title["year"] > 1900
    assert title["release"]["type"] != "premiere"
    assert 1 <= title["vibe_score"]["mean"] <= 10
    named = [score["genre"] for score in title["genres"] + title["uncertain"]]
    assert len(named) == len(set(named))
    assert not set(title["locked"]) & {score["genre"] for score in title["genres"] if score["probability"] < 1}


def test_every_body_has_an_example_that_fits_it(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    for operations in schema["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                whole = {**content["schema"], "components": schema["components"]}
                (example,) = schema["components"]["schemas"][whole["$ref"].rpartition("/")[2]]["examples"]
                assert jsonschema_rs.is_valid(whole, example), operation["operationId"]


def test_the_schema_says_how_long_a_text_may_be(asked_app: Served) -> None:
    schemas = asked_app.client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    longest = schemas["ClassifyRequest"]["properties"]["text"]["maxLength"]

    asked = [asked_app.client.post("/api/v1/classify", json={"text": "x" * n}) for n in (longest, longest + 1)]
    assert [answer.status_code for answer in asked] == [200, 422]
    assert "use `trending-now classify` for more" in asked[1].json()["detail"]


def test_where_the_operator_token_is_taken_is_in_the_schema(asked_app: Served) -> None:
    schema = asked_app.client.get("/api/v1/openapi.json").json()

    taken = {
        operation["operationId"]: operation["security"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        if "401" in operation["responses"] and operation["operationId"] != "classify_text"
    }
    assert taken.pop("show_metrics") == [{"OperatorToken": []}, {}]
    assert set(taken) == {"list_disputed_genres", "lock_genre", "unlock_genre", "start_run"}
    assert all(security == [{"OperatorToken": []}] for security in taken.values())
    assert "Location" in schema["paths"]["/api/v1/runs"]["post"]["responses"]["202"]["headers"]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("kind=tv&tag=dark&limit=5", True),
        ("region=", True),
        ("kind=radio", False),
        ("kind=tv&kind=movie", False),
        ("limit=many", False),
        ("x=1", False),
    ],
)
def test_only_a_query_that_fits_as_it_is_written_may_pass(
    api_schema: schemathesis.BaseSchema, query: str, fits: bool
) -> None:
    documented = api_schema.raw_schema["paths"]["/api/v1/titles"]["get"]["parameters"]
    assert reads_right(parse_qs(query, keep_blank_values=True), documented, api_schema.raw_schema) == fits


def values_in(content: object) -> Iterator[object]:
    """Yield the values in a JSON document that are neither lists nor objects."""
    if isinstance(content, list | dict):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from values_in(inner)
    else:
        yield content
