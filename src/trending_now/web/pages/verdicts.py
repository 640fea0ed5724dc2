"""What viewers say of a title's genres, on its page: the forms, their answers, and what is shown of them."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.store.reading.detail import TitleDetail
from trending_now.web.api.feedback import VIEWING_ONLY
from trending_now.web.app_parts import Parts, WebParts
from trending_now.web.pages.addresses import TITLE_PAGE

router = APIRouter(include_in_schema=False)

HOLDS = {"yes": True, "no": False, "undo": None}


@dataclass(frozen=True, slots=True)
class VerdictsShown:
    """What the title's page shows of its viewers' verdicts; without a `token` there are no forms.

    `mine` is what this visitor said today, `added` are the genres that viewers miss, `missing` those that may be added.
    """

    token: str | None
    mine: dict[Genre, bool]
    counts: dict[Genre, GenreFeedback]
    added: tuple[Genre, ...]
    missing: tuple[Genre, ...]


class VerdictForm(BaseModel):
    """The form below a genre."""

    genre: Genre
    verdict: Literal["yes", "no", "undo"]
    token: str = Field("", max_length=200)


@router.post(f"{TITLE_PAGE}/verdicts")
def give_verdict(request: Request, parts: Parts, title_id: int, form: Annotated[VerdictForm, Form()]) -> Response:
    """Note a viewer's verdict and lead back to the genres, where it shows."""
    if parts.verdicts is None:
        raise HTTPException(403, VIEWING_ONLY)
    parts.verdicts.require_own_form(request, title_id, form.token)
    number = parts.reader.number_now(title_id)  # it may have been joined to another while the page was open
    parts.verdicts.give(request, number, form.genre, holds=HOLDS[form.verdict])
    return RedirectResponse(f"/titles/{number}#genres", 303)


def verdicts_shown(request: Request, parts: WebParts, detail: TitleDetail) -> VerdictsShown:
    """Return what a title's page shows this visitor of verdicts."""
    title_id, desk = int(detail.card.title.id), parts.verdicts
    mine = parts.reader.words_of_visitor(title_id, desk.visitors.id_of(request)) if desk else {}
    counts = {said.genre: said for said in detail.feedback}
    shown = {score.genre for score in (*detail.card.genres, *detail.card.uncertain)}
    added = [genre for genre in Genre if genre not in shown and (genre in mine or _yes(counts, genre))]
    return VerdictsShown(
        token=desk.visitors.form_token(request, title_id) if desk else None,
        mine=mine,
        counts=counts,
        added=tuple(added),
        missing=tuple(genre for genre in Genre if genre not in shown and genre not in added),
    )


def _yes(counts: dict[Genre, GenreFeedback], genre: Genre) -> int:
    return counts[genre].yes if genre in counts else 0
