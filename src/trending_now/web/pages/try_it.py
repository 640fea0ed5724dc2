"""The page where anybody may paste a plot and see what the engines make of it."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response

from trending_now.domain.genre import Genre
from trending_now.errors import TrendingNowError
from trending_now.pipeline.classification import Classification, ClassifyLine
from trending_now.web.api.classify import classify, take_rate_limit
from trending_now.web.app_parts import Parts, WebParts
from trending_now.web.pages.agreement import Agreement, agreement_of
from trending_now.web.pages.evidence import Passage, cut
from trending_now.web.pages.rendering import render
from trending_now.web.pages.try_examples import BY_SLUG, EXAMPLES

router = APIRouter(include_in_schema=False)

LONGEST_TEXT = 20_000
ALL_ENGINES = "all"


@dataclass(frozen=True, slots=True)
class EngineSays:
    """One engine's answer to the text, or why there is none."""

    engine: str
    answer: Classification | None
    problem: str = ""
    pieces: tuple[Passage, ...] = ()
    as_json: str = ""
    as_curl: str = ""

    @property
    def all_genres(self) -> list[tuple[Genre, float]]:
        """Every genre with its probability, the most probable first."""
        given = self.answer.all_genres if self.answer else None
        return sorted((given or {}).items(), key=lambda pair: -pair[1])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds."""

    text: str = ""
    engine: str = ""
    example: str = ""


@router.get("/try")
def show_form(
    request: Request,
    parts: Parts,
    example: Annotated[str, Query(max_length=50)] = "",
    engine: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the form, and what the engines say of an example if one is chosen."""
    chosen = BY_SLUG.get(example)
    return _page(request, parts, Asked(chosen.text if chosen else "", engine, example if chosen else ""))


@router.post("/try")
def show_answer(
    request: Request,
    parts: Parts,
    text: Annotated[str, Form()] = "",
    engine: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Show what the engines say of the text that was sent: what the page does by itself where there is JavaScript."""
    return _page(request, parts, Asked(text.replace("\r\n", "\n").replace("\0", ""), engine))


def _page(request: Request, parts: WebParts, asked: Asked) -> Response:
    choices = parts.engines.open_choices()
    names = [choice.name for choice in choices]
    chosen = asked.engine if asked.engine in (*names, ALL_ENGINES) else names[0]
    problem, status, headers = _refusal(request, asked.text)
    wanted = names if chosen == ALL_ENGINES else [chosen]
    said = [] if problem or not asked.text.strip() else list(_answers(request, parts, asked.text, wanted))
    answers = [entry.answer for entry in said if entry.answer]
    context = {
        "asked": asked,
        "chosen": chosen,
        "engines": choices,
        "examples": EXAMPLES,
        "longest": LONGEST_TEXT,
        "per_minute": parts.settings.classify_per_minute,
        "problem": problem,
        "said": said,
        "agreement": agreement_of(answers) if len(answers) > 1 else Agreement(),
    }
    return render(request, "try.html", context, status_code=status, headers=headers)


def _refusal(request: Request, text: str) -> tuple[str, int, dict[str, str]]:
    """Return why the text is not read ("" if it is), with the status and the headers of the page."""
    if len(text) > LONGEST_TEXT:
        return f"The text has {len(text):,} characters; this page reads {LONGEST_TEXT:,}. Shorten it.", 422, {}
    if not text.strip():
        return "", 200, {}
    try:
        take_rate_limit(request)
    except HTTPException as refused:
        return str(refused.detail), refused.status_code, dict(refused.headers or {})
    return "", 200, {}


def _answers(request: Request, parts: WebParts, text: str, names: list[str]) -> Iterator[EngineSays]:
    line = ClassifyLine(text=text)
    for name in names:
        try:
            answer = classify(parts, line, name, all_genres=True)
        except TrendingNowError as error:
            yield EngineSays(name, None, str(error))
        else:
            shown = answer.model_dump(mode="json", exclude_none=True)
            yield EngineSays(
                name,
                answer,
                pieces=_pieces(text, answer),
                as_json=json.dumps(shown, indent=2, ensure_ascii=False),
                as_curl=_curl(request, text, name),
            )


def _pieces(text: str, answer: Classification) -> tuple[Passage, ...]:
    found = (*answer.genres, *answer.uncertain)
    return tuple(cut(text, [(passage.start, passage.end, said.genre) for said in found for passage in said.evidence]))


def _curl(request: Request, text: str, engine: str) -> str:
    body = json.dumps({"text": text, "engine": engine}, ensure_ascii=False)
    address = f"{request.base_url}api/v1/classify?all_genres=true"
    return f"curl {shlex.quote(address)} \\\n  -H 'Content-Type: application/json' \\\n  --data-raw {shlex.quote(body)}"
