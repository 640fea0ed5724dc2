"""The API routes that classify a text, and say which engines do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from trending_now.pipeline.answers import Classification, ClassifyLine, classification_of, to_document
from trending_now.web.allowances import Allowance
from trending_now.web.answers import Answer
from trending_now.web.parts import Parts
from trending_now.web.problems import documented

router = APIRouter(tags=["classify"])


def build_allowance(per_minute: int) -> Allowance:
    """Return how often each client may classify."""
    return Allowance(
        per_minute, f"You may classify {per_minute} texts a minute; wait, or use `trending-now classify` for many."
    )


class ClassifyRequest(ClassifyLine):
    """One text to classify, and by whom."""

    engine: Annotated[
        str | None,
        Field(max_length=100, description="Which engine answers, see /api/v1/engines; without it the default one."),
    ] = None


class EngineAnswer(Answer):
    """An engine that can be asked for."""

    name: str = Field(examples=["boosted"])
    version: str | None = Field(description="None until the engine has been asked for the first time.")
    description: str
    is_default: bool


class EnginesAnswer(BaseModel):
    """The engines there are, the default first."""

    engines: list[EngineAnswer]


def take_allowance(request: Request) -> None:
    """Count a request of a client that classifies.

    Raises:
        HTTPException: 429, the client has used up its allowance.
    """
    allowance: Allowance = request.app.state.classify_allowance
    allowance.take(request.client.host if request.client else "")


@router.get("/engines", responses=documented())
def list_engines(parts: Parts) -> EnginesAnswer:
    """List the engines that can classify a text."""
    return EnginesAnswer(engines=[EngineAnswer.model_validate(choice) for choice in parts.engines.choices()])


@router.post("/classify", responses=documented(413, 429), dependencies=[Depends(take_allowance)])
def classify_text(
    parts: Parts,
    line: ClassifyRequest,
    all_genres: Annotated[bool, Query(description="Add the probability of each of the 20 genres.")] = False,  # noqa: FBT002 (named in the URL)
) -> Classification:
    """Tell the genres of a plot, with the passages that speak for them; reviews help."""
    return classify(parts, line, line.engine, all_genres=all_genres)


def classify(parts: Parts, line: ClassifyLine, engine: str | None, *, all_genres: bool) -> Classification:
    """Return what an engine says of one text.

    Raises:
        WrongUse: there is no engine of that name.
    """
    document = to_document(line)
    enrichment = next(iter(parts.engines.engine(engine).enrich([document])))
    return classification_of(line.id, document, enrichment, all_genres=all_genres)
