"""The operator's lock on a title's page: a form behind the operator token."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from trending_now.domain.genre import Genre
from trending_now.settings import PREFIX
from trending_now.web.app_parts import Parts, WebParts
from trending_now.web.pages.addresses import TITLE_PAGE
from trending_now.web.tokens import shows_operator_token

router = APIRouter(include_in_schema=False)


class LockForm(BaseModel):
    """The operator's form: a genre, what is to hold, and the operator token."""

    genre: Genre
    word: Literal["is", "is-not", "none"]
    operator_token: str = Field("", max_length=1000)
    token: str = Field("", max_length=200)


def has_lock_form(parts: WebParts) -> bool:
    """Tell whether a title's page shows the operator's form: the routes are open, and something can be written."""
    return parts.settings.operator_token is not None and parts.operator is not None and parts.verdicts is not None


@router.post(f"{TITLE_PAGE}/locks")
def set_lock(request: Request, parts: Parts, title_id: int, form: Annotated[LockForm, Form()]) -> Response:
    """Set or lift a lock, and lead back to the genres, where it shows."""
    if parts.settings.operator_token is None or parts.operator is None or parts.verdicts is None:
        raise HTTPException(403, f"The operator's form is closed; set {PREFIX}OPERATOR_TOKEN to open it.")
    parts.verdicts.require_own_form(request, title_id, form.token)
    _require_operator(request, parts, form.operator_token)
    number = parts.reader.number_now(title_id)  # it may have been joined to another while the page was open
    if form.word == "none":
        parts.operator.locks.unlock(number, form.genre)
    else:
        parts.operator.locks.lock(number, form.genre, holds=form.word == "is")
    return RedirectResponse(f"/titles/{number}#genres", 303)


def _require_operator(request: Request, parts: WebParts, given: str) -> None:
    if not shows_operator_token(request, parts.settings, given):
        raise HTTPException(403, f"That is not the operator token; it is the setting {PREFIX}OPERATOR_TOKEN.")
