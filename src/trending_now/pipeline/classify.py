"""Classifies JSON Lines as they come: in order, in flat memory, a broken line told and the others answered."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pydantic import ValidationError

from trending_now.domain.ports import Engine
from trending_now.pipeline.answers import (
    LONGEST_TEXT,
    MOST_REVIEWS,
    Classification,
    ClassifyLine,
    classification_of,
    to_document,
)

LONGEST_LINE_BYTES = 4 * 1024 * 1024
LINE_IN_LINE = re.compile(r"(?<= at )line 1 (?=column)")  # a line of JSON Lines is its only line
WANTED = {
    "id": "a string or a whole number",
    "text": f"a string of at most {LONGEST_TEXT:,} characters",
    "reviews": f'a list of at most {MOST_REVIEWS} strings or objects with "text" and, if known, "rating10" (1 to 10)',
}


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of the input, counted from 1; None is one that is too long."""

    number: int
    content: bytes | None


def classify_lines(
    source: BinaryIO, engine: Engine, on_error: Callable[[int, str], None], *, all_genres: bool = False
) -> Iterator[Classification]:
    """Yield an answer for each line that holds a text; a broken one is told to `on_error` by its number."""
    for line in read_lines(source):
        try:
            wanted = _parse(line)
        except ValueError as error:
            on_error(line.number, str(error))
            continue
        if wanted is None:
            continue
        document = to_document(wanted)
        line_id = line.number if wanted.id is None else wanted.id
        for enrichment in engine.enrich([document]):
            yield classification_of(line_id, document, enrichment, all_genres=all_genres)


def read_lines(source: BinaryIO) -> Iterator[NumberedLine]:
    """Yield the lines of a stream, never holding more than the longest allowed one."""
    number = 0
    while content := source.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(content) <= LONGEST_LINE_BYTES or content.endswith(b"\n"):
            yield NumberedLine(number, content)
            continue
        while (rest := source.readline(LONGEST_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield NumberedLine(number, None)


def _parse(line: NumberedLine) -> ClassifyLine | None:
    """Return a line's text; None for a blank line.

    Raises:
        ValueError: the line is broken; says how.
    """
    if line.content is None:
        raise ValueError(f"longer than {LONGEST_LINE_BYTES:,} bytes")
    try:
        text = line.content.decode("utf-8-sig" if line.number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    if not text.strip():
        return None
    try:
        return ClassifyLine.model_validate_json(text.strip())
    except ValidationError as error:
        raise ValueError(_reason(error)) from None


def _reason(error: ValidationError) -> str:
    """Return what is wrong with a line, and with which of its fields."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if field in WANTED and first["type"] != "missing":
        return f"{field!r} is not {WANTED[field]}"
    return f"{field!r} is missing" if field else LINE_IN_LINE.sub("", first["msg"])
