"""Renders the pages from their templates."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from trending_now.web.app_parts import parts_of
from trending_now.web.pages import wording
from trending_now.web.pages.schema_org import page_of
from trending_now.web.palette import slug_of


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a page; strangers' text is escaped by the templates."""
    return HTMLResponse(written(request, template, context).encode("utf-8", "replace"), status_code, headers)


def written(request: Request, template: str, context: Mapping[str, Any]) -> str:
    """Return a filled template."""
    shared = {"request": request, "today": parts_of(request).clock().date()}
    return _templates().get_template(template).render(shared | dict(context))


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("trending_now.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        slug=slug_of,
        percent=wording.percent,
        tenths=wording.tenths,
        reviews=wording.reviews,
        day=wording.day,
        region=wording.region,
        language=wording.language,
        kind=wording.kind,
        moment=wording.moment,
        release_type=wording.release_type,
        episode=wording.episode,
        namespace=wording.namespace,
        page_of=page_of,
        source=wording.source,
        agreement=wording.agreement,
        sort_label=wording.sort_label,
        popularity=wording.popularity,
        turn=wording.turn,
        measure=wording.measure,
        amount=wording.amount,
        change=wording.change,
    )
    environment.globals.update(distance=wording.distance)
    return environment
