"""What the routes work with, handed to them by the app that was built with it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from trending_now.domain.ports import Clock
from trending_now.pipeline.engines import EngineRack
from trending_now.pipeline.operator import OperatorDesk
from trending_now.settings import Settings
from trending_now.store.reader import CatalogueReader
from trending_now.web.posters.desk import PosterDesk
from trending_now.web.verdict_desk import VerdictDesk


@dataclass(frozen=True, slots=True)
class WebParts:
    """The parts of the app; `engines` loads each when it is first asked for.

    `operator` and `verdicts` are None in a viewing-only app: nothing can be written there.
    """

    settings: Settings
    reader: CatalogueReader
    posters: PosterDesk
    engines: EngineRack
    operator: OperatorDesk | None
    clock: Clock
    verdicts: VerdictDesk | None = None


def parts_of(request: Request) -> WebParts:
    """Return the parts of the app that a request came to."""
    parts: WebParts = request.app.state.parts
    return parts


Parts = Annotated[WebParts, Depends(parts_of)]
