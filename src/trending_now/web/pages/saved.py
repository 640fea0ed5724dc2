"""The page of what a reader saved for later; which titles those are only the reader's browser knows."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import PositiveInt

from trending_now.web.app_parts import Parts
from trending_now.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

MOST_SAVED = 500  # as saved.js keeps


@router.get("/saved")
def show_saved(
    request: Request,
    parts: Parts,
    title: Annotated[list[PositiveInt] | None, Query(max_length=MOST_SAVED)] = None,
) -> Response:
    """Show the titles named, in that order; the page's script names those that are saved."""
    return render(request, "saved.html", {"cards": parts.reader.cards(title or ())})
