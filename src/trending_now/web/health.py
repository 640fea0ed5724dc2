"""Tells load balancers whether the process lives and whether it can answer."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from trending_now.web.app_parts import Parts
from trending_now.web.problems import documented

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The catalogue can be read."""

    status: Literal["ready"] = "ready"
    titles: int


@router.get("/healthz")
def tell_health() -> Health:
    """Tell that the process lives."""
    return Health()


@router.get("/readyz", responses=documented())
def tell_readiness(parts: Parts) -> Readiness:
    """Tell whether the catalogue can be read; 503 if not."""
    return Readiness(titles=parts.reader.status().titles)
