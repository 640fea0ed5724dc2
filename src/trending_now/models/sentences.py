"""Where the sentences of a plain text begin and end."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from trending_now.models.line_ends import line_ends

# possessive, and only from a run's first sign on: a long run with no space behind it is looked at once
_END = re.compile(r"(?<![.!?…。！？])[.!?…。！？]++[\"'”’)\]]*+(?=\s|$)")
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "jr", "sr", "prof", "gen", "col", "lt", "sgt", "capt", "vs", "no"}
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, end excluded, blank margins left out; linear in the text's length."""
    ends = sorted({*_marked_ends(text), *line_ends(text)})
    return [trimmed for span in pairwise([0, *ends]) if (trimmed := _trimmed(text, *span))]


def sentence_at(spans: list[tuple[int, int]], position: int) -> tuple[int, int]:
    """Return the sentence that holds a position of the text."""
    return spans[max(0, bisect_right(spans, (position, 2**62)) - 1)]


def _marked_ends(text: str) -> Iterator[int]:
    """Yield where a mark ends a sentence."""
    for end in _END.finditer(text):
        if end[0] != "." or not _is_abbreviated(text, end.start()):
            yield end.end()


def _is_abbreviated(text: str, dot: int) -> bool:
    start = dot
    while start > 0 and dot - start < 6 and text[start - 1].isalpha():
        start -= 1
    word = text[start:dot].casefold()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
