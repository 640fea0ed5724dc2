"""The address where Prometheus reads the figures."""

from ipaddress import ip_address

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest

from trending_now.settings import PREFIX
from trending_now.web.app_parts import Parts, WebParts
from trending_now.web.metrics.catalogue import CatalogueFigures
from trending_now.web.metrics.fetches import FetchFigures
from trending_now.web.metrics.llm_calls import LlmCalls
from trending_now.web.metrics.requests import RequestFigures
from trending_now.web.openapi import documented
from trending_now.web.tokens import operator_bearer, require_operator_token
from trending_now.wiring.sources import process_tally

router = APIRouter(tags=["operator"])


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses=documented(401, 403, 429),
    dependencies=[Depends(operator_bearer)],
    openapi_extra={"security": [{}]},  # or none, on this machine
)
def show_metrics(request: Request, parts: Parts) -> Response:
    """Show the figures to programs on this machine, and to whoever has the operator token."""
    _refuse_strangers(request, parts)
    return Response(generate_latest(request.app.state.figures), media_type=CONTENT_TYPE_LATEST)


def build_figures(parts: WebParts, requests: RequestFigures) -> CollectorRegistry:
    """Return all figures of an app: each is worked out when it is read."""
    registry = CollectorRegistry(auto_describe=False)
    for collector in (requests, CatalogueFigures(parts), LlmCalls(parts), FetchFigures(process_tally())):
        registry.register(collector)
    ProcessCollector(registry=registry)
    return registry


def _refuse_strangers(request: Request, parts: WebParts) -> None:
    host = request.client.host if request.client else ""
    if _is_loopback(host):
        return
    if parts.settings.operator_token is None:
        raise HTTPException(403, f"The figures are for this machine alone; set {PREFIX}OPERATOR_TOKEN to open them.")
    require_operator_token(request, parts.settings)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
