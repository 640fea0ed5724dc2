"""The OpenAPI document: FastAPI's own, with what it does not know of our answers, headers and operations."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from trending_now.web.problems import MEDIA_TYPE, Problem

TAGS = [
    {"name": "catalogue", "description": "Titles, found and shown, with their posters and a feed."},
    {"name": "genres", "description": "The genres as a whole: their share over time, and how well engines tell them."},
    {"name": "feedback", "description": "What viewers say of genres."},
    {"name": "classify", "description": "Genres for any text, and how good the engines are."},
    {"name": "operator", "description": "Locks, runs and figures, for whoever has the operator token."},
    {"name": "health", "description": "For load balancers."},
]
TEXT = {"type": "string"}
UNTRUSTED_HOST = "The Host header is none that is trusted"
UNCHANGED = {
    "description": "Unchanged: `If-None-Match` names the `ETag` of the answer that there would be",
    "headers": {"ETag": {"schema": TEXT}},
}
MOVED = {
    "description": "The title was joined to another, which `Location` names",
    "headers": {"Location": {"schema": TEXT}},
}
HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": TEXT, "description": "Bearer"}},
    429: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds until there is room"}},
}

Responses = dict[int | str, dict[str, Any]]


def documented(*statuses: int) -> Responses:
    """Return a route's answers that are no success as OpenAPI wants them; those that every route may give are added."""
    told = problems(*statuses, 400, 422, 503)
    told[400]["description"] = UNTRUSTED_HOST
    return told | ({308: MOVED} if 308 in statuses else {})


def problems(*statuses: int) -> Responses:
    """Return answers that are problem documents, and nothing else."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}
        | ({"headers": HEADERS[status]} if status in HEADERS else {})
        for status in statuses
    }


def operation_id(route: APIRoute) -> str:
    """Return the name that generated clients give a route's function: ours, where FastAPI's has the address in it."""
    return route.name


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document of an app, made when it is first asked for; errors are told as the problems that they are."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=app.openapi_tags
        )
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schema["components"]["schemas"].pop(unused, None)
        for operations in schema["paths"].values():
            if "get" in operations:
                _tell_tags(operations["get"]["responses"])
        app.openapi_schema = schema
    return app.openapi_schema


def _tell_tags(responses: dict[str, Any]) -> None:
    """Add to a GET's answers what `EntityTags` does to them."""
    responses["200"]["headers"] = UNCHANGED["headers"]
    responses["304"] = UNCHANGED
