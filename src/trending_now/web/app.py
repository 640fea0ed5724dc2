"""Builds the app from its parts."""

from importlib import resources

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from trending_now import __version__
from trending_now.settings import Settings
from trending_now.web import feeds, health
from trending_now.web.api import board, classify, feedback, finding, genres, operator, status, titles
from trending_now.web.app_parts import WebParts
from trending_now.web.caching import EntityTags, FreshFiles
from trending_now.web.filters import each_parameter_once
from trending_now.web.guards import BodyCap, HeadAsGet, RelativeRedirects, SecurityHeaders, TrustedHosts
from trending_now.web.metrics import route as metrics
from trending_now.web.metrics.requests import RequestFigures, RequestMeter
from trending_now.web.openapi import TAGS, describe, operation_id
from trending_now.web.pages import about, home, locks, saved, site, title, try_it, verdicts
from trending_now.web.pages import genres as genre_pages
from trending_now.web.posters import route as posters
from trending_now.web.problems import UnexpectedErrors, tell_problems
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
        openapi_tags=TAGS,
        generate_unique_id_function=operation_id,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(parts.settings, requests),
    )
    app.state.parts = parts
    app.state.figures = metrics.build_figures(parts, requests)
    app.state.classify_rate_limit = classify.build_rate_limit(parts.settings.classify_per_minute)
    app.state.llm_rate_limit = classify.build_llm_rate_limit(parts.settings.llm_classify_per_minute)
    app.state.wrong_tokens = build_wrong_tokens()
    for group in (titles, finding, genres, status, feedback, classify, board, operator):
        app.include_router(group.router, prefix=API, dependencies=[each_parameter_once])
    app.include_router(feeds.router, dependencies=[each_parameter_once])
    app.include_router(posters.router)
    for group in (health, metrics, home, title, verdicts, locks, genre_pages, saved, try_it, about, site):
        app.include_router(group.router)
    app.mount("/static", FreshFiles(directory=str(resources.files("trending_now.web") / "static")))
    tell_problems(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way to extend the schema
    return app


def _middleware(settings: Settings, requests: RequestFigures) -> list[Middleware]:
    """Return what requests pass through, the outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(TrustedHosts, allowed_hosts=settings.trusted_hosts),
        Middleware(RelativeRedirects),
        Middleware(HeadAsGet),
        Middleware(RequestMeter, requests),
        Middleware(BodyCap),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(EntityTags),
        Middleware(UnexpectedErrors),
    ]
