"""Builds the app from its parts."""

import os
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from trending_now import __version__
from trending_now.settings import Settings
from trending_now.web import feeds, health
from trending_now.web.api import board, classify, feedback, finding, genres, operator, titles
from trending_now.web.app_parts import WebParts
from trending_now.web.filters import each_parameter_once
from trending_now.web.guards import BodyCap, EntityTags, HeadAsGet, RelativeRedirects, SecurityHeaders, TrustedHosts
from trending_now.web.metrics import route as metrics
from trending_now.web.metrics.requests import RequestFigures, RequestMeter
from trending_now.web.pages import about, home, locks, saved, site, title, try_it, verdicts
from trending_now.web.pages import genres as genre_pages
from trending_now.web.problems import UNCHANGED, Problem, UnexpectedErrors, tell_problems
from trending_now.web.tokens import build_wrong_tokens

API = "/api/v1"


def create_app(parts: WebParts) -> FastAPI:
    """Return the app that answers with these parts."""
    requests = RequestFigures()
    app = FastAPI(
        title="Trending Now",
        version=__version__,
        summary="What is new in film and television, with genres you can trust.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(parts.settings, requests),
    )
    app.state.parts = parts
    app.state.figures = metrics.build_figures(parts, requests)
    app.state.classify_rate_limit = classify.build_rate_limit(parts.settings.classify_per_minute)
    app.state.llm_rate_limit = classify.build_llm_rate_limit(parts.settings.llm_classify_per_minute)
    app.state.wrong_tokens = build_wrong_tokens()
    for group in (titles, finding, genres, feedback, classify, board, operator):
        app.include_router(group.router, prefix=API, dependencies=[each_parameter_once])
    app.include_router(feeds.router, dependencies=[each_parameter_once])
    app.include_router(title.posters)
    for group in (health, metrics, home, title, verdicts, locks, genre_pages, saved, try_it, about, site):
        app.include_router(group.router)
    app.mount("/static", FreshFiles(directory=str(resources.files("trending_now.web") / "static")))
    tell_problems(app)
    app.openapi = lambda: _schema(app)  # type: ignore[method-assign] # FastAPI's documented way to extend the schema
    return app


class FreshFiles(StaticFiles):
    """Files that browsers ask for again each time.

    Their addresses name no version, and a page must not run with the scripts of an earlier one.
    """

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, or that it has not changed; either way it is asked for again."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _middleware(settings: Settings, requests: RequestFigures) -> list[Middleware]:
    """Return what requests pass through, the outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(TrustedHosts, allowed_hosts=list(settings.trusted_hosts), www_redirect=False),
        Middleware(RelativeRedirects),
        Middleware(HeadAsGet),
        Middleware(RequestMeter, requests),
        Middleware(BodyCap),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(EntityTags),
        Middleware(UnexpectedErrors),
    ]


def _schema(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI schema: FastAPI's, its errors told as the problem documents that they are."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
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
