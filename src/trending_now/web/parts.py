"""What the routes work with, handed to them by the app that was built with it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from trending_now.domain.ports import Clock
from trending_now.pipeline.engines import EngineRack
from trending_now.pipeline.operator import OperatorDesk
from trending_now.settings import Settings
from trending_now.store.reader import CatalogueReader
from trending_now.web.posters import PosterDesk


@dataclass(frozen=True, slots=True)
class WebParts:
    """The parts of the app; `engines` loads each when first asked for, `operator` is None in a viewing-only app."""

    settings: Settings
    reader: CatalogueReader
    posters: PosterDesk
    engines: EngineRack
    operator: OperatorDesk | None
    clock: Clock


def parts_of(request: Request) -> WebParts:
    """Return the parts of the app that a request came to."""
    parts: WebParts = request.app.state.parts
    return parts


Parts = Annotated[WebParts, Depends(parts_of)]
