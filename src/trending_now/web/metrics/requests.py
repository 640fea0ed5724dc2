"""Figures of the requests that this process answered: how many, how they ended, how long they took."""

import time
from collections.abc import Iterable

from prometheus_client import Histogram
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KNOWN_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
ANOTHER_METHOD = "_OTHER"
LATENCY_BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)


class RequestFigures(Collector):
    """How long requests took, by method, route and status.

    Names, bounds and the name of other methods are OpenTelemetry's for HTTP servers, so that dashboards made for them
    fit (semantic conventions for HTTP metrics, `http.server.request.duration`).
    """

    def __init__(self) -> None:
        self._durations = Histogram(
            "http_server_request_duration_seconds",
            "How long requests took, until their answer was sent.",
            ("http_request_method", "http_route", "http_response_status_code"),
            buckets=LATENCY_BOUNDS_SECONDS,
            registry=None,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request that was answered."""
        known = method if method in KNOWN_METHODS else ANOTHER_METHOD
        self._durations.labels(known, route, str(status)).observe(seconds)

    def collect(self) -> Iterable[Metric]:
        """Return the figures."""
        return self._durations.collect()


class RequestMeter:
    """Notes each request that was answered; one whose client left before that is in no figure."""

    def __init__(self, app: ASGIApp, figures: RequestFigures) -> None:
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        status: int | None = None
        began = time.perf_counter()

        def note() -> None:
            nonlocal status
            if status is not None:
                self._figures.note(scope["method"], _route(scope), status, time.perf_counter() - began)
            status = None

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                note()  # not when the app has tidied up: who has the answer may ask for the figures before that

        try:
            await self._app(scope, receive, send_noting)
        finally:
            note()  # an answer that was broken off


def _route(scope: Scope) -> str:
    """Return the path of the route that a request was led to, with its parameters' names; empty where there is none.

    So there are only so many figures, whatever addresses are tried.
    """
    route = scope.get("route")
    if route is None:
        return str(scope.get("root_path", ""))  # of files, the folder they are in
    named: str = route.path_format  # without what the routers that it is part of put before it
    before = scope["path"].split("/")[: -named.count("/")]
    return "/".join(before) + named
