"""The API routes that classify a text, and say which engines do."""

import secrets
from typing import Annotated, Self

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from trending_now.pipeline.classification import (
    MOST_REVIEWS,
    Classification,
    ClassifyLine,
    ReviewText,
    classification_of,
    to_document,
)
from trending_now.settings import PREFIX
from trending_now.web.api.answer import Answer
from trending_now.web.app_parts import Parts, WebParts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented
from trending_now.web.rate_limits import RateLimit
from trending_now.web.tokens import bearer_token
from trending_now.web.visitors import network_of

router = APIRouter(tags=["classify"])

LONGEST_DOCUMENT = 100_000  # characters
engine_key = HTTPBearer(
    auto_error=False,
    scheme_name="EngineKey",
    description=f"The setting {PREFIX}LLM_CLASSIFY_KEY; the engine llm alone wants it.",
)


def build_rate_limit(per_minute: int) -> RateLimit:
    """Return how often each client may classify."""
    return RateLimit(
        per_minute, f"You may classify {per_minute} texts a minute; wait, or use `trending-now classify` for many."
    )


def build_llm_rate_limit(per_minute: int) -> RateLimit:
    """Return how often all clients together may ask the engine that costs money."""
    return RateLimit(per_minute, f"The engine llm classifies {per_minute} texts a minute; wait, or ask another engine.")


class ReviewSent(ReviewText):
    """A review as an object, with nothing else in it."""

    model_config = ConfigDict(extra="forbid")


ReviewsSent = Annotated[
    Annotated[list[str | ReviewSent], Field(max_length=MOST_REVIEWS)] | None,
    Field(description="What people say of it, as texts or as objects with a text."),
]


class ClassifyRequest(ClassifyLine):
    """One text to classify, and by whom.

    Text and reviews together may have 100,000 characters: no plot has more, and a megabyte is seconds of work.
    """

    model_config = ConfigDict(extra="forbid")

    # what is longer is refused below, in a sentence that says where it is taken
    text: Annotated[str, Field(description="The plot.", json_schema_extra={"maxLength": LONGEST_DOCUMENT})]
    reviews: ReviewsSent = None  # type: ignore[assignment] # a narrower kind of what a line takes
    engine: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=100,
            description="Which engine answers, see /api/v1/engines; without it the default one.",
        ),
    ] = None

    @model_validator(mode="after")
    def _is_soon_read(self) -> Self:
        length = len(self.text) + sum(len(x if isinstance(x, str) else x.text) for x in self.reviews or ())
        if length > LONGEST_DOCUMENT:
            told = f"Text and reviews have {length:,} characters, and {LONGEST_DOCUMENT:,} are read; "
            raise PydanticCustomError("too_long", f"{told}use `trending-now classify` for more")
        return self


class ClassifyWanted(BaseModel):
    """What the answer is to hold."""

    model_config = ConfigDict(extra="forbid")

    all_genres: bool = Field(default=False, description="Add the probability of each of the 20 genres.")


class EngineAnswer(Answer):
    """An engine that can be asked for."""

    name: str = Field(examples=["boosted"])
    version: str | None = Field(
        description="null until the engine has been asked for the first time.", examples=["boosted@bccfcd905297"]
    )
    description: str = Field(examples=["A small language model trained on plots, combined with word statistics."])
    is_default: bool


class EnginesAnswer(BaseModel):
    """The engines there are, the default first."""

    engines: list[EngineAnswer]


def take_rate_limit(request: Request) -> None:
    """Count a request of a network that classifies.

    Raises:
        HTTPException: 429, the network has reached its limit.
    """
    rate_limit: RateLimit = request.app.state.classify_rate_limit
    rate_limit.take(network_of(request))


@router.get("/engines", responses=documented(), dependencies=[no_parameters])
def list_engines(parts: Parts) -> EnginesAnswer:
    """List the engines that can classify a text."""
    return EnginesAnswer(engines=[EngineAnswer.model_validate(choice) for choice in parts.engines.choices()])


def check_key(request: Request, parts: WebParts) -> None:
    """Let those with the key ask an engine whose answers cost money, as often as it may be asked.

    Raises:
        HTTPException: 403 when it is closed, 401 without the right key, 429 when it was asked too often.
    """
    key = parts.settings.llm_classify_key
    if key is None:
        raise HTTPException(403, f"This engine is closed; set {PREFIX}LLM_CLASSIFY_KEY to open it.")
    given = bearer_token(request).encode("utf-8", "replace")
    if not secrets.compare_digest(given, key.get_secret_value().encode()):
        raise HTTPException(
            401,
            f"Send the key of this engine as `Authorization: Bearer …`; it is the setting {PREFIX}LLM_CLASSIFY_KEY.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    rate_limit: RateLimit = request.app.state.llm_rate_limit
    rate_limit.take("everybody")


@router.post(
    "/classify",
    responses=documented(401, 403, 413, 429),
    dependencies=[Depends(take_rate_limit), Depends(engine_key)],
    openapi_extra={"security": [{}]},  # or with no key at all
)
def classify_text(
    request: Request,
    parts: Parts,
    line: ClassifyRequest,
    wanted: Annotated[ClassifyWanted, Query()],
) -> Classification:
    """Tell the genres of a plot, with the passages that speak for them; reviews help.

    The engine `llm` wants its key as `Authorization: Bearer …`.
    """
    if parts.engines.needs_key(line.engine):
        check_key(request, parts)
    return classify(parts, line, line.engine, all_genres=wanted.all_genres)


def classify(parts: Parts, line: ClassifyLine, engine: str | None, *, all_genres: bool) -> Classification:
    """Return what an engine says of one text.

    Raises:
        WrongUse: there is no engine of that name.
    """
    document = to_document(line)
    enrichment = next(iter(parts.engines.engine(parts.engines.open_name(engine)).enrich([document])))
    return classification_of(line.id, document, enrichment, all_genres=all_genres)
