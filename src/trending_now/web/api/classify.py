"""The API route that classifies a text."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from trending_now.pipeline.answers import Classification, ClassifyLine, classification_of, to_document
from trending_now.web.allowances import Allowance
from trending_now.web.parts import Parts
from trending_now.web.problems import documented

router = APIRouter(tags=["classify"])


def build_allowance(per_minute: int) -> Allowance:
    """Return how often each client may classify."""
    return Allowance(
        per_minute, f"You may classify {per_minute} texts a minute; wait, or use `trending-now classify` for many."
    )


def _take_allowance(request: Request) -> None:
    allowance: Allowance = request.app.state.classify_allowance
    allowance.take(request.client.host if request.client else "")


@router.post("/classify", responses=documented(413, 429), dependencies=[Depends(_take_allowance)])
def classify_text(
    parts: Parts,
    line: ClassifyLine,
    all_genres: Annotated[bool, Query(description="Add the probability of each of the 20 genres.")] = False,  # noqa: FBT002 (named in the URL)
) -> Classification:
    """Tell the genres of a plot, with the passages that speak for them; reviews help."""
    document = to_document(line)
    enrichment = next(iter(parts.engine().enrich([document])))
    return classification_of(line.id, document, enrichment, all_genres=all_genres)
