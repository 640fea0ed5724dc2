"""The API route that classifies a text."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from trending_now.pipeline.answers import Classification, ClassifyLine, classification_of, to_document
from trending_now.web.parts import Parts
from trending_now.web.problems import documented

router = APIRouter(tags=["classify"])


class ClassifyAllowance:
    """How often each client may classify: `per_minute` times in any 60 seconds."""

    def __init__(self, per_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)

    def take(self, client: str) -> None:
        """Count one request.

        Raises:
            HTTPException: 429, the client has used up its allowance.
        """
        if not self._limiter.hit(self._item, client):
            raise HTTPException(
                429,
                f"You may classify {self._item.amount} texts a minute; wait, or use `trending-now classify` for many.",
                headers={"Retry-After": "60"},
            )


def _take_allowance(request: Request) -> None:
    allowance: ClassifyAllowance = request.app.state.classify_allowance
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
