"""Tells every error as a problem document (RFC 9457) to programs and as a page to people."""

import asyncio
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trending_now.errors import StoreError, TitleMoved, TitleNotFound, TrendingNowError, WrongUse
from trending_now.logs import logger

MEDIA_TYPE = "application/problem+json"
TITLE_PATH = re.compile(r"^((?:/api/v1)?/(?:titles|posters)/)[^/]+")  # an integer has other spellings, too: 1.0
FORM_PATH = re.compile(r"(/titles/\d+)/")  # forms are sent to addresses below the page that they stand on
STATUS_OF: dict[type[TrendingNowError], int] = {TitleNotFound: 404, WrongUse: 422, TrendingNowError: 503}

OUT_OF_REACH = "The catalogue is out of reach at the moment; try again in a minute."
SEND_AN_OBJECT = "The body cannot be read as a JSON object; send one, with the header `Content-Type: application/json`."
NO_OBJECT = ("missing", "model_attributes_type")  # what pydantic says of a body that is none, or is of another kind
NO_ADDRESS = "There is nothing at this address; begin at /, or see /api for the API."
NO_METHOD = "This address does not take that method; see /api for those it takes."
ENDING = "The program is ending; try again in a minute."
NO_PAGE = "This page does not exist. Search, or start from what is new."
NO_WAY_IN = "This page cannot be opened like that. Go back, or start from what is new."
VALUE = re.compile(r"'([\w ]+)'")
PLAIN_WORDS = {422: "That could not be understood"}  # for people, where the standard's phrase says nothing to them

LONGEST_PATH = 200  # of a line in the log
BRANCHES = ("str", "int")  # as pydantic calls the types that a value may be of

log = logger(__name__)


class Problem(BaseModel):
    """What went wrong: a short title, the HTTP status, and in `detail` which thing and what to do."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no title 7; it may have left the catalogue."])


def problem_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem document."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def tell_problems(app: FastAPI) -> None:
    """Have the app tell its errors: to programs as JSON, to people who look at a page as a page."""

    def known(request: Request, error: Exception) -> Response:
        kinds = (kind for kind in type(error).__mro__ if kind in STATUS_OF)
        return _answer(request, STATUS_OF[next(kinds)], _to_visitors(error, request.url.path))

    def moved(request: Request, error: Exception) -> Response:
        if not isinstance(error, TitleMoved):
            raise error
        path = TITLE_PATH.sub(rf"\g<1>{error.title_id}", request.url.path, count=1)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(path + query, HTTPStatus.PERMANENT_REDIRECT)  # relative: a proxy may speak TLS for us

    def invalid(request: Request, error: Exception) -> Response:
        told = sentence_of(error.errors()) if isinstance(error, RequestValidationError) else ""
        return _answer(request, 422, _told_to(request, told))

    def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == HTTPStatus.BAD_REQUEST and request.url.path.startswith("/api/"):
            return _answer(request, 422, SEND_AN_OBJECT)  # FastAPI tells bytes that are no text apart
        is_bare = error.detail == HTTPStatus(error.status_code).phrase
        detail = _advice(request, error.status_code) if is_bare else error.detail
        return _answer(request, error.status_code, detail, error.headers)

    app.add_exception_handler(TitleMoved, moved)
    app.add_exception_handler(TrendingNowError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


class UnexpectedErrors:
    """Answers 500 to what nobody foresaw, and 503 at the program's end: the guards outside always see an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except asyncio.CancelledError:  # the server ends, and has waited for this answer as long as it does
            if started or scope["type"] != "http":
                raise
            await _answer(Request(scope), 503, ENDING)(scope, receive, send)
        except Exception:
            log.exception("unexpected error", path=str(scope.get("path"))[:LONGEST_PATH])
            if started or scope["type"] != "http":
                raise
            detail = "Something broke on our side; it was logged. Try again, or begin at /."
            await _answer(Request(scope), 500, detail)(scope, receive, send)


def sentence_of(errors: Any) -> str:
    """Return the first of pydantic's errors as a sentence that names the field."""
    first = _telling(errors)
    if first["type"] == "json_invalid" or (first["loc"] == ("body",) and first["type"] in NO_OBJECT):
        return SEND_AN_OBJECT
    place = _place(first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"].startswith("date"):
        message = "write a date as 2026-11-23"
    elif first["type"] == "extra_forbidden":
        message = f"there is no such {'field' if first['loc'][0] == 'body' else 'parameter'}"
    elif first["type"] in ("enum", "literal_error"):
        message = f"there is no {str(first['input'])[:40]!r}; choose {first['ctx']['expected']}"
    return f"{place}: {message}." if place else f"{message[:1].upper()}{message[1:]}."


def _to_visitors(error: Exception, path: str) -> str:
    """Return what an error says to whoever looks at a page: not where the database is, which is logged."""
    if not isinstance(error, StoreError) or isinstance(error, TitleNotFound):
        return str(error)
    log.error("store failed", path=path[:LONGEST_PATH], reason=str(error))
    return OUT_OF_REACH


def _place(loc: Any) -> str:
    """Return what pydantic calls a place as whoever sent it does: a parameter that is repeated has no numbers."""
    inside = loc if loc[:1] == ("body",) else (part for part in loc if not isinstance(part, int))
    return ".".join(str(part) for part in inside if part not in ("query", "body", "path"))


def _telling(errors: Any) -> Any:
    """Return the first error; of a value that may be of several types, what is wrong as the likeliest of them."""
    first = errors[0]
    *place, branch = first["loc"] or ("",)
    if branch not in BRANCHES:
        return first
    rivals = [error for error in errors if list(error["loc"][: len(place)]) == place]
    deepest = max(rivals, key=lambda error: len(error["loc"]))
    if len(deepest["loc"]) > len(first["loc"]):
        return deepest | {"loc": (*place, *deepest["loc"][len(place) + 1 :])}
    return first | {"loc": tuple(place), "msg": ", or ".join(error["msg"] for error in rivals)}


def _answer(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    if not _wants_page(request):
        return problem_response(status, detail, headers)
    from trending_now.web.pages.rendering import render

    back = FORM_PATH.match(request.url.path)
    phrase = PLAIN_WORDS.get(status, HTTPStatus(status).phrase)
    context = {"phrase": phrase, "status": status, "detail": detail, "back": back and back[1]}
    return render(request, "problem.html", context, status_code=status, headers=headers)


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _told_to(request: Request, sentence: str) -> str:
    """Return what is wrong with a URL; on a page, what may be chosen is called as there: Films for 'movie'."""
    if not _wants_page(request):
        return sentence
    from trending_now.web.pages.wording import SORT_LABELS

    names = {"movie": "Films", "tv": "Series"} | {sort.value: label for sort, label in SORT_LABELS.items()}
    said, choose, values = sentence.partition("; choose ")
    return said + choose + VALUE.sub(lambda value: names.get(value[1], value[1]), values)


def _advice(request: Request, status: int) -> str:
    not_found, wrong_method = (NO_PAGE, NO_WAY_IN) if _wants_page(request) else (NO_ADDRESS, NO_METHOD)
    known = {HTTPStatus.NOT_FOUND: not_found, HTTPStatus.METHOD_NOT_ALLOWED: wrong_method}
    return known.get(HTTPStatus(status)) or HTTPStatus(status).description or HTTPStatus(status).phrase
