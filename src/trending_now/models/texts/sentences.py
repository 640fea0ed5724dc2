"""Where the sentences of a plain text begin and end."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from trending_now.models.texts.line_ends import line_ends

# possessive, and only from the start of a run of marks, so that a long run is scanned only once
_END = re.compile(r"(?<![.!?…؟۔])[.!?…؟۔]++[\"'”’“‘«»)\]]*+(?:[ \u00a0\u202f]»)?(?=\s|$)")
_UNSPACED_END = re.compile(r"(?<![。｡！？।॥])[。｡！？।॥]++[\"'”’」』）)\]]*+(?:(?<=[。｡！？।॥])|(?=\s|$))")
_BEFORE_A_WORD = re.compile(r"\s*+(?:[\"'“‘„(\[]|[«»][ \u00a0\u202f]?+)*+")
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{2})\.\s++([^\W\d_])")
_LONGEST_ABBREVIATION = 6
_ABBREVIATION = re.compile(rf"(?:^|(?<=[\s.(\[\"“‘/])|(?<=')(?=\w\w))[^\W\d_]{{1,{_LONGEST_ABBREVIATION}}}$")
_BEFORE_A_NAME = re.compile("capt|cmdr|cpl|dr|lt|messrs|mlle|mme|mr|mrs|ms|prof|pvt|sgt|vs")
_BEFORE_A_NAME_IF_CAPITAL = re.compile("adm|col|fr|ft|gen|gov|hon|maj|mt|pres|rep|rev|sen|st")
_BEFORE_A_NUMBER = re.compile(
    "apr|approx|aug|ca|ch|dec|ep|est|feb|fig|jan|jul|jun|mar|no|nos|nov|oct|op|pp|pt|sep|sept|vol"
)
_BEHIND_A_NAME = re.compile("bros|co|corp|dept|etc|inc|jr|ltd|phd|sr")
_BEGINNING = re.compile(
    r"(?:A|After|All|An|And|As|At|Because|Before|But|By|During|Each|Every|For|From|He|Her|His|How|However|I|If|In|Into|"
    r"It|Its|Later|Meanwhile|My|No|Now|Of|On|Once|One|Or|Our|She|Since|So|Soon|Still|That|The|Their|Then|There|These|"
    r"They|This|Those|Though|Through|To|Together|Two|Until|Upon|We|What|When|Where|While|Who|Why|With|Without|Yet|You|"
    r"Your)(?=[\s,'’]|$)"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, end excluded, blank margins left out; linear in the text's length."""
    ends = sorted({*_marked_ends(text), *_unspaced_ends(text), *line_ends(text)})
    return [trimmed for span in pairwise([0, *ends]) if (trimmed := _trimmed(text, *span))]


def sentence_at(spans: list[tuple[int, int]], position: int) -> tuple[int, int]:
    """Return the sentence that holds a position of the text."""
    return spans[max(0, bisect_right(spans, (position, 2**62)) - 1)]


def _marked_ends(text: str) -> Iterator[int]:
    """Yield where a mark with a space behind it ends a sentence: not before a small letter ("Run!" she cries)."""
    has_capitals = _begins_with_capitals(text)
    for end in _END.finditer(text):
        following = _next_word(text, end.end())
        if has_capitals and text[following : following + 1].islower():
            continue
        if end[0] != "." or not _is_abbreviated(text, end.start(), following, has_capitals=has_capitals):
            yield end.end()


def _unspaced_ends(text: str) -> Iterator[int]:
    """Yield where a mark that needs no space ends a sentence; a quote that the sentence goes on from does not."""
    return (end.end() for end in _UNSPACED_END.finditer(text))


def _next_word(text: str, place: int) -> int:
    """Return where the next word begins, behind blanks and signs that open a quote."""
    between = _BEFORE_A_WORD.match(text, place)
    return between.end() if between else place


def _begins_with_capitals(text: str) -> bool:
    """Tell whether a text's sentences begin with capitals: it has some, and not most of its full stops go without."""
    if not any(sign.isupper() for sign in text):
        return False
    behind: list[str] = [found[1] for found in _FULL_STOP.finditer(text)]
    small = sum(1 for sign in behind if sign.islower())
    return small <= max(1, len(behind) - small)


def _is_abbreviated(text: str, dot: int, following: int, *, has_capitals: bool) -> bool:
    """Tell whether a full stop belongs to an abbreviation, and does not end the sentence as well."""
    found = _ABBREVIATION.search(text[max(0, dot - _LONGEST_ABBREVIATION - 2) : dot])
    if not found:
        return False
    word = found[0].casefold()
    if _BEFORE_A_NAME.fullmatch(word):
        return True
    if _BEFORE_A_NAME_IF_CAPITAL.fullmatch(word):
        return not has_capitals or found[0][0].isupper()
    if _BEFORE_A_NUMBER.fullmatch(word):
        return text[following : following + 1].isdigit()
    is_initial = len(word) == 1 and word != word.upper() and word != "i"
    return (is_initial or bool(_BEHIND_A_NAME.fullmatch(word))) and not _BEGINNING.match(text, following)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
