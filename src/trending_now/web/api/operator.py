"""API routes for operators, behind the operator token: locks and runs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from trending_now.domain.genre import Genre
from trending_now.pipeline.operator import OperatorDesk
from trending_now.settings import PREFIX
from trending_now.web.api.titles import TitleNumber
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented
from trending_now.web.tokens import operator_bearer, require_operator_token


def operator_of(request: Request, parts: Parts, _scheme: Annotated[object, Depends(operator_bearer)]) -> OperatorDesk:
    """Return the operator's tools to who shows the token.

    Raises:
        HTTPException: 403 when the routes are closed, 401 without the right token, 429 after too many wrong ones.
    """
    if parts.settings.operator_token is None or parts.operator is None:
        raise HTTPException(403, f"The operator routes are closed; set {PREFIX}OPERATOR_TOKEN to open them.")
    require_operator_token(request, parts.settings)
    return parts.operator


Operator = Annotated[OperatorDesk, Depends(operator_of)]
GenreName = Annotated[Genre, Path(description="One of the 20 genres.")]

router = APIRouter(tags=["operator"])

STATUS = "/api/v1/status"
WATCHED: dict[str, Any] = {
    "description": "Queued; `Location` names where to see how it goes",
    "headers": {"Location": {"schema": {"type": "string"}, "description": STATUS}},
}


class LockWanted(BaseModel):
    """An operator's final word: the title is of the genre, or it is not."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"holds": True}]})

    holds: StrictBool = Field(description="True: the title is of the genre; false: it is not.")


class RunWanted(BaseModel):
    """Which stage to run; without a source, for all that are on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"stage": "ingest", "source": "tvmaze"}]})

    stage: Literal["ingest", "enrich"] = Field(description="ingest asks the sources, then enriches; enrich only that.")
    source: str | None = Field(
        None, max_length=50, examples=["tvmaze"], description="One source to ask; left out: all that are on."
    )


class RunQueued(BaseModel):
    """The run is in the queue; /api/v1/status shows how it goes."""

    stage: str = Field(examples=["ingest"])
    source: str | None = Field(examples=["tvmaze"])


@router.put(
    "/titles/{title_id}/locks/{genre}",
    status_code=204,
    responses=documented(308, 401, 403, 404, 413, 429),
    dependencies=[no_parameters],
)
def lock_genre(operator: Operator, title_id: TitleNumber, genre: GenreName, wanted: LockWanted) -> Response:
    """Settle that a title is, or is not, of a genre; it survives every refresh."""
    operator.locks.lock(title_id, genre, holds=wanted.holds)
    return Response(status_code=204)


@router.delete(
    "/titles/{title_id}/locks/{genre}",
    status_code=204,
    responses=documented(308, 401, 403, 404, 429),
    dependencies=[no_parameters],
)
def unlock_genre(operator: Operator, title_id: TitleNumber, genre: GenreName) -> Response:
    """Take a lock back."""
    operator.locks.unlock(title_id, genre)
    return Response(status_code=204)


@router.post(
    "/runs",
    status_code=202,
    responses=documented(401, 403, 413, 429) | {202: WATCHED},
    dependencies=[no_parameters],
)
def start_run(operator: Operator, wanted: RunWanted, response: Response) -> RunQueued:
    """Queue a run of a stage; it begins when the one in hand has ended."""
    operator.start_run(wanted.stage, wanted.source)
    response.headers["Location"] = STATUS
    return RunQueued(stage=wanted.stage, source=wanted.source)
