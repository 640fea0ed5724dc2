"""What stands around the pages: the API's own page, the palette, what robots may read."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from trending_now.web.pages.rendering import render
from trending_now.web.palette import palette_css

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API with its parameters and its body's fields (name, description), and what guards it."""

    method: str
    path: str
    summary: str
    group: str
    parameters: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    needs_token: bool


@router.get("/api")
def show_api(request: Request) -> Response:
    """Show the addresses of the API with examples."""
    return render(request, "api.html", {"endpoints": _endpoints(request.app.openapi())})


@router.get("/genres.css")
def show_palette() -> Response:
    """Show the colour of each genre."""
    return Response(palette_css(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/favicon.ico")
def show_icon() -> Response:
    """Lead those who ask by the old name to the icon."""
    return RedirectResponse("/static/icon.svg", 301)


@router.get("/robots.txt")
def show_robots() -> Response:
    """Tell robots what they may read."""
    return PlainTextResponse("User-agent: *\nDisallow: /api/\nDisallow: /*?\n")


def _endpoints(schema: dict[str, Any]) -> list[Endpoint]:
    return [
        Endpoint(
            method.upper(),
            path,
            operation.get("description", ""),
            operation.get("tags", [""])[0],
            tuple((given["name"], _description(given)) for given in operation.get("parameters", [])),
            _fields(schema, operation),
            {} not in operation.get("security", [{}]),
        )
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a JSON body; the models say in their own description what a field without one is."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = schema["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
    return tuple((name, str(field.get("description", ""))) for name, field in model.get("properties", {}).items())


def _description(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description") or parameter.get("schema", {}).get("description") or "")
