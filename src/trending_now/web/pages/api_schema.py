"""Reads the OpenAPI schema for the API's page: each address with its parameters, its body and a sample answer."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_Schema = dict[str, Any]

MOST_LISTED = 10  # a longer list of values stands once, at the end of the page
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
PLACEHOLDERS: dict[str, object] = {"string": "text", "integer": 1, "number": 0.5, "boolean": False, "object": {}}
MOMENTS = {"date": "2026-11-28", "date-time": "2026-11-28T17:03:00Z"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body. `values` names the list of what it takes, where that stands elsewhere."""

    name: str
    place: str
    type: str
    allowed: str
    default: str
    description: str
    values: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API, what guards it, and a sample answer as JSON: empty where the schema has no example."""

    method: str
    path: str
    summary: tuple[str, ...]
    group: str
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    needs_token: bool
    sample: str

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return re.sub(r"\W+", "-", f"{self.method} {self.path}").strip("-").lower()


def endpoints_of(schema: _Schema) -> list[Endpoint]:
    """Return the addresses in the order of the schema."""
    models = schema["components"]["schemas"]
    return [
        _endpoint(models, method, path, operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


def groups_of(endpoints: Iterable[Endpoint]) -> dict[str, list[Endpoint]]:
    """Return the addresses by group, in the order in which the groups come up."""
    groups: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        groups.setdefault(endpoint.group, []).append(endpoint)
    return groups


def long_lists(schema: _Schema) -> dict[str, list[str]]:
    """Return the lists of values that are too long to stand beside a parameter, by name."""
    models = schema["components"]["schemas"].items()
    return {name: model["enum"] for name, model in models if len(model.get("enum", [])) > MOST_LISTED}


def _endpoint(models: _Schema, method: str, path: str, operation: _Schema) -> Endpoint:
    text = operation.get("description", "")
    return Endpoint(
        method.upper(),
        path,
        tuple(" ".join(part.split()) for part in text.split("\n\n")),
        operation.get("tags", [""])[0],
        tuple(_parameter(models, given) for given in operation.get("parameters", [])),
        tuple(_fields(models, _json_of(operation.get("requestBody", {})))),
        {} not in operation.get("security", [{}]),
        _sample_answer(models, operation["responses"]),
    )


def _json_of(content: _Schema) -> _Schema:
    found: _Schema = content.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameter(models: _Schema, given: _Schema) -> Field:
    described = {"description": given.get("description", "")} | given["schema"]
    return _field(models, given["name"], described, given["in"], is_required=given.get("required", False))


def _fields(models: _Schema, body: _Schema) -> Iterator[Field]:
    """Yield the fields of a JSON body; a model's own description says what a field without one is."""
    model = _resolved(models, body)
    for name, described in model.get("properties", {}).items():
        yield _field(models, name, described, "body", is_required=name in model.get("required", []))


def _field(models: _Schema, name: str, described: _Schema, place: str, *, is_required: bool) -> Field:
    told = str(described.get("description") or "")
    default = "required" if is_required else _default(described)
    long = _name_of_list(models, described)
    return Field(name, place, _type(models, described), _allowed(models, described), default, told, long)


def _resolved(models: _Schema, schema: _Schema) -> _Schema:
    """Return what a schema means: the model it refers to, or the one of two that is not null."""
    if "$ref" in schema:
        return dict(models[schema["$ref"].rpartition("/")[2]])
    given = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return _resolved(models, given[0]) if given else schema


def _type(models: _Schema, schema: _Schema) -> str:
    meant = _resolved(models, schema)
    if meant.get("type") == "array":
        element = _type(models, meant["items"])
        return "list of" if element == "one of" else f"list of {element}"
    if meant.get("format") == "date":
        return "date"
    return "one of" if "enum" in meant else TYPES.get(meant.get("type", ""), "any")


def _element(models: _Schema, schema: _Schema) -> _Schema:
    meant = _resolved(models, schema)
    return _resolved(models, meant["items"]) if meant.get("type") == "array" else meant


def _name_of_list(models: _Schema, schema: _Schema) -> str:
    element = _element(models, schema)
    return str(element["title"]) if len(element.get("enum", [])) > MOST_LISTED else ""


def _allowed(models: _Schema, schema: _Schema) -> str:
    """Return which values are taken: "1 to 200", "at most 100 characters", "movie, tv"."""
    meant, element = _resolved(models, schema), _element(models, schema)
    rules = []
    if "maxItems" in meant:
        rules.append(f"at most {meant['maxItems']} of them")
    if 0 < len(element.get("enum", [])) <= MOST_LISTED:
        rules.append(", ".join(map(str, element["enum"])))
    if element.get("format") == "date":
        rules.append("YYYY-MM-DD")
    if "maxLength" in element:
        rules.append(f"at most {element['maxLength']:,} characters")
    if "minimum" in element:
        rules.append(f"{element['minimum']:,} to {element['maximum']:,}" if "maximum" in element else _least(element))
    return "; ".join(rules)


def _least(element: _Schema) -> str:
    return f"{element['minimum']:,} or more"


def _default(schema: _Schema) -> str:
    default = schema.get("default")
    return "none" if default in (None, "", []) else json.dumps(default).strip('"')


def _sample_answer(models: _Schema, responses: _Schema) -> str:
    good: _Schema = next((answer for code, answer in responses.items() if code.startswith("2")), {})
    schema = _json_of(good)
    if not schema or not _has_example(models, schema):
        return ""
    return json.dumps(_sample(models, schema), indent=2, ensure_ascii=False)


def _has_example(models: _Schema, schema: _Schema) -> bool:
    meant = _resolved(models, schema)
    if "examples" in schema or "examples" in meant:
        return True
    inner = [*meant.get("properties", {}).values(), *([meant["items"]] if "items" in meant else [])]
    return any(_has_example(models, one) for one in inner)


def _sample(models: _Schema, schema: _Schema) -> object:
    """Return an example of a value: the schema's own, else one that is made of its parts."""
    meant = _resolved(models, schema)
    for given in (schema, meant):
        if given.get("examples"):
            return given["examples"][0]
    if "enum" in meant:
        return meant["enum"][0]
    if meant.get("type") == "array":
        return [_sample(models, meant["items"])]
    if "properties" in meant:
        return {name: _sample(models, one) for name, one in meant["properties"].items()}
    return MOMENTS.get(meant.get("format", "")) or PLACEHOLDERS.get(meant.get("type", ""))
