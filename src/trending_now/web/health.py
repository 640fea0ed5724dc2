"""Tells load balancers whether the process lives and whether it can answer."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from trending_now.web.app_parts import Parts
from trending_now.web.openapi import problems

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = Field("ok", examples=["ok"])


class Readiness(BaseModel):
    """The catalogue can be read."""

    status: Literal["ready"] = Field("ready", examples=["ready"])
    titles: int = Field(examples=[62])


@router.get("/healthz")
def tell_health() -> Health:
    """Tell that the process lives."""
    return Health()


@router.get("/readyz", responses=problems(503))
def tell_readiness(parts: Parts) -> Readiness:
    """Tell whether the catalogue can be read; 503 if not."""
    return Readiness(titles=parts.reader.status().titles)
