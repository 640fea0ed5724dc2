"""Classifies JSON Lines as they come, in order and in flat memory; broken lines are reported."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from trending_now.domain.ports import Engine
from trending_now.domain.text import Document
from trending_now.pipeline.classification import (
    LONGEST_TEXT,
    MOST_REVIEWS,
    Classification,
    ClassifyLine,
    classification_of,
    to_document,
)

LONGEST_LINE_BYTES = 4 * 1024 * 1024
BYTES_AT_ONCE = 128 * 1024  # some hundred plots: enough for all calls that the engine llm may make at a time
LINE_IN_LINE = re.compile(r"(?<= at )line 1 (?=column)")  # a line of JSON Lines is its only line
WANTED = {
    "id": "a string or a whole number",
    "text": f"a string of at most {LONGEST_TEXT:,} characters",
    "reviews": f'a list of at most {MOST_REVIEWS} strings or objects with "text" and, if known, "rating10" (1 to 10)',
}


class Stream(Protocol):
    """A stream of bytes, such as standard input."""

    def read1(self, size: int, /) -> bytes:
        """Return what is there, waiting for one byte at least and taking at most `size`; nothing at the end."""
        ...


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of the input, counted from 1; `content` is None if it is too long."""

    number: int
    content: bytes | None


def classify_lines(
    source: Stream, engine: Engine, on_error: Callable[[int, str], None], *, all_genres: bool = False
) -> Iterator[Classification]:
    """Yield an answer for each line with a text; `on_error` gets the number of each broken line, and the reason.

    Lines that arrive together go to the engine together, and are answered before more are waited for.
    """
    for lines in read_lines(source):
        wanted = list(_wanted(lines, on_error))
        answers = engine.enrich([document for _, document in wanted])
        for (line_id, document), enrichment in zip(wanted, answers, strict=True):
            yield classification_of(line_id, document, enrichment, all_genres=all_genres)


def read_lines(source: Stream) -> Iterator[list[NumberedLine]]:
    """Yield the lines of a stream, in lists of those that came together, holding at most one line of full length."""
    number = 0
    begun = b""
    while piece := source.read1(BYTES_AT_ONCE):
        *ended, rest = piece.split(b"\n")
        if ended:
            ended[0] = begun + ended[0]
            yield [_numbered(number + place, content) for place, content in enumerate(ended, 1)]
            number, begun = number + len(ended), b""
        begun = begun if len(begun) > LONGEST_LINE_BYTES else begun + rest
    if begun:
        yield [_numbered(number + 1, begun)]


def _numbered(number: int, content: bytes) -> NumberedLine:
    return NumberedLine(number, content if len(content) <= LONGEST_LINE_BYTES else None)


def _wanted(
    lines: Sequence[NumberedLine], on_error: Callable[[int, str], None]
) -> Iterator[tuple[str | int, Document]]:
    """Yield the id and the document of each line that is whole and not blank."""
    for line in lines:
        try:
            wanted = _parse(line)
        except ValueError as error:
            on_error(line.number, str(error))
            continue
        if wanted is not None:
            yield line.number if wanted.id is None else wanted.id, to_document(wanted)


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
