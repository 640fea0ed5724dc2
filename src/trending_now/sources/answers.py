"""Reads an answer's JSON one entry at a time: what is malformed becomes a violation and the rest goes on."""

import json
import math
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from trending_now.domain.countries import is_country
from trending_now.domain.run import LOST_ANSWER, NO_ANSWER, NOT_JSON, RawRecord, Violation
from trending_now.domain.title import FIRST_YEAR, LAST_YEAR
from trending_now.errors import FetchError, FetchFailed, FetchRefused, HttpStatusError, KeyRefused

EXCERPT_CHARACTERS = 1_000
LARGEST_COUNT = 99_999
COUNT = re.compile("[0-9]{1,5}")

Model = TypeVar("Model", bound="AnswerModel")


class AnswerModel(BaseModel):
    """What an answer must hold; everything else in it is ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=False)


def _date_or_none(value: object) -> object:
    """Blank, partial and impossible dates are as good as none: sources send "", "2024-00-00" and "0001-01-01"."""
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _moment_or_none(value: object) -> object:
    """A time without a zone is no moment: it is one in as many places as there are zones."""
    if not isinstance(value, str) or _date_or_none(value) is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _finite_or_none(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _count_or_none(value: object) -> object:
    """A number of a season or an episode; services send some as text, and some that no catalogue could hold."""
    number = int(value) if isinstance(value, str) and COUNT.fullmatch(value) else value
    return number if type(number) is int and 0 <= number <= LARGEST_COUNT else None


def _text_or_none(value: object) -> object:
    return value if isinstance(value, str) and value.strip() else None


def _list_or_empty(value: object) -> object:
    return value if isinstance(value, list) else []


LenientDate = Annotated[date | None, BeforeValidator(_date_or_none)]
LenientMoment = Annotated[datetime | None, BeforeValidator(_moment_or_none)]
LenientNumber = Annotated[float | None, BeforeValidator(_finite_or_none)]
LenientCount = Annotated[int | None, BeforeValidator(_count_or_none)]
LenientText = Annotated[str | None, BeforeValidator(_text_or_none)]
LenientList = Annotated[list[Any], BeforeValidator(_list_or_empty)]
Id = Annotated[int, Field(gt=0, strict=True)]


def load_json(record: RawRecord) -> Any:
    """Return an answer's JSON.

    Raises:
        ValueError: the bytes are not JSON; says what they are instead.
    """
    try:
        return json.loads(record.content)
    except (ValueError, RecursionError) as error:
        start = record.content[:40].lstrip().lower()
        what = "an HTML page" if start.startswith((b"<!doctype", b"<html")) else f"no whole JSON ({error})"
        raise ValueError(f"The answer is {what}.") from None


def read_entry(model: type[Model], entry: object, record: RawRecord, subject: str) -> Model | Violation:
    """Return an entry as its model, or the violation that says why it is none."""
    try:
        return model.model_validate(entry)
    except (ValidationError, RecursionError) as error:
        return violation(record, "entry is malformed", subject, _reason(error), entry)


def read_id(entry: object) -> int | None:
    """Return an entry's id, however malformed the rest of it is; None if it has none that can be read."""
    number = entry.get("id") if isinstance(entry, dict) else None
    return number if type(number) is int and number > 0 else None


def violation(record: RawRecord, rule: str, subject: str, message: str, entry: object = None) -> Violation:
    """Return a violation of a record, with the start of what was refused."""
    shown = record.content[:EXCERPT_CHARACTERS].decode("utf-8", "replace") if entry is None else _json(entry)
    return Violation(record.source, rule, subject, message, shown[:EXCERPT_CHARACTERS].replace("\0", "\ufffd"))


def failed_fetch(source: str, url: str, error: FetchError, *, is_first: bool = False) -> Violation:
    """Return the violation of an answer that does not exist (404, 410), or that could not be had this time.

    Raises:
        FetchError: it is the first answer of a run, and the service cannot be reached or lets nobody in.
    """
    if is_first and isinstance(error, FetchFailed | FetchRefused | KeyRefused):
        raise error
    is_missing = isinstance(error, HttpStatusError) and error.status in (404, 410)
    return Violation(source, NO_ANSWER if is_missing else LOST_ANSWER, url, str(error))


def read_answer(record: RawRecord) -> Violation | Any:
    """Return an answer's JSON, or the violation that says what it is instead."""
    try:
        return load_json(record)
    except ValueError as error:
        return violation(record, NOT_JSON, record.url, str(error))


def read_whole(model: type[Model], record: RawRecord) -> Model | Violation:
    """Return a whole answer as its model, or the violation that says why it is none."""
    content = read_answer(record)
    return content if isinstance(content, Violation) else read_entry(model, content, record, record.url)


def country_code(value: object) -> str | None:
    """Return an ISO 3166-1 alpha-2 code in capitals; None for anything else."""
    return value.upper() if isinstance(value, str) and is_country(value.upper()) else None


def language_code(value: object) -> str | None:
    """Return an ISO 639-1 code in small letters; None for anything else ("xx" is TMDb's for none)."""
    if isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value != "xx":
        return value.lower()
    return None


def imdb_id(value: object) -> str | None:
    """Return an IMDb id of a title; None for anything else."""
    return value if isinstance(value, str) and re.fullmatch("tt[0-9]{5,10}", value) else None


def secure_url(value: object) -> str | None:
    """Return an https address; None for anything else: strangers' addresses become links on our pages."""
    return value if isinstance(value, str) and value.startswith("https://") else None


def _reason(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "The entry is nested too deeply."
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the entry"
    return f"{place}: {first['msg']}."


def _json(entry: object) -> str:
    try:
        return json.dumps(entry, ensure_ascii=True)
    except (ValueError, RecursionError):
        return repr(type(entry))
