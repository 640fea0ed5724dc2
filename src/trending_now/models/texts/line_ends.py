"""Tells which line ends of a plain text are intended, and which come from wrapping."""

import re
from collections.abc import Iterator
from itertools import pairwise

SHORTEST_FULL_LINE = 32
LONGEST_FIRST_WORD = 40

_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?…:。！？।][\"'”’)\]」』]*$")
_BULLET = re.compile(r"[-*•·]\s|\d{1,3}[.)]\s")
_DASH_AND_CAPITAL = re.compile(r"[–—]\s*+(?![a-z])")
_WORD = re.compile(rf"\S{{1,{LONGEST_FIRST_WORD}}}")

Span = tuple[int, int]


def line_ends(text: str) -> list[int]:
    """Return the positions of intended line ends, the last one included; linear in the text's length.

    A line is taken as wrapped if the next one begins with a small letter, or if the next one's first word would have
    made it longer than all lines of its paragraph, as when an editor or a mail program wraps text.
    """
    has_capitals = any(sign.isupper() for sign in text)
    ends = []
    for lines in _paragraphs(text):
        width = max(end - start for start, end in lines)
        for number, (line, following) in enumerate(pairwise(lines), start=2):
            is_last = number == len(lines)
            if not _goes_on(text, line, following, width, is_last=is_last, has_capitals=has_capitals):
                ends.append(line[1])
        ends.append(lines[-1][1])
    return ends


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """Yield the lines of each paragraph (between empty lines), stripped."""
    lines: list[Span] = []
    before = 0
    for found in _LINE.finditer(text):
        line = _stripped(text, *found.span())
        if lines and (line is None or found.start() - before > 1):
            yield lines
            lines = []
        if line:
            lines.append(line)
        before = found.end()
    if lines:
        yield lines


def _goes_on(text: str, line: Span, following: Span, width: int, *, is_last: bool, has_capitals: bool) -> bool:
    """Tell whether a line goes on in the following one, the last of its paragraph or not."""
    if _BULLET.match(text, following[0]):
        return False
    if has_capitals and text[following[0]].islower():
        has_ended = _ENDED.search(text, max(line[0], line[1] - 4), line[1])
        return not has_ended or _is_full(text, line, following, width)
    if width < SHORTEST_FULL_LINE or _DASH_AND_CAPITAL.match(text, following[0]):
        return False
    return _is_full(text, line, following, width) and (is_last or not _is_heading(text, following, width))


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Tell whether the following line's first word would have made a line longer than all around it."""
    word = _WORD.match(text, following[0])
    return word is not None and line[1] - line[0] + 1 + len(word[0]) > width


def _is_heading(text: str, line: Span, width: int) -> bool:
    """Tell whether a line that others follow is short and has no end mark."""
    return line[1] - line[0] < width / 2 and text[line[1] - 1] not in ".!?…"


def _stripped(text: str, start: int, end: int) -> Span | None:
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    end -= len(line) - len(line.rstrip())
    return (start, end) if start < end else None
