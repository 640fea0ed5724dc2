"""Finds where a quoted passage stands in a text; case, spaces and punctuation may differ, words may not."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import category, normalize

from trending_now.domain.text import Evidence, Text

FEWEST_SIGNS = 4
CHOICES_OF_SHAPE = frozenset(map(chr, range(0xFE00, 0xFE10)))
FIRST_UNSPACED = 0x2E80  # scripts from here on use no spaces, so a passage may begin inside a run of letters

Place = tuple[int, int]


class QuoteFinder:
    """The texts of one document, ready to be searched for quotes."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._texts = [(text, *_plain(text.content)) for text in texts]

    def find(self, quote: str, among: frozenset[str] | None = None) -> Evidence | None:
        """Return the first passage with the quote's words; `among` has the ids of the texts to search (None: all)."""
        wanted, _ = _plain(quote)
        if not is_quotable(quote):
            return None
        for text, plain, places in self._texts:
            if among is not None and text.id not in among:
                continue
            span = _span(text.content, plain, places, wanted)
            if span:
                return Evidence(text.id, *span)
        return None


def is_quotable(passage: str) -> bool:
    """Tell whether a passage has enough letters and digits to be searched for."""
    return len(_plain(passage)[0]) >= FEWEST_SIGNS


def _plain(content: str) -> tuple[str, list[Place]]:
    """Return the letters and digits of a text, folded, each with the marks on it, and from where to where it stands."""
    signs: list[str] = []
    places: list[Place] = []
    for start, end in _marked_signs(content):
        if content[start].isalnum():
            for folded in normalize("NFC", content[start:end]).casefold():
                if folded.isalnum() or _is_mark(folded):
                    signs.append(folded)
                    places.append((start, end))
    return "".join(signs), places


def _marked_signs(content: str) -> Iterator[Place]:
    """Yield where each sign stands, with the marks on it: vowels of Hindi, accents that are written apart."""
    start = 0
    for end in range(1, len(content) + 1):
        if end == len(content) or content[end].isascii() or not category(content[end]).startswith("M"):
            yield start, end
            start = end


def _is_mark(sign: str) -> bool:
    return category(sign).startswith("M") and sign not in CHOICES_OF_SHAPE


def _span(content: str, plain: str, places: list[Place], wanted: str) -> Place | None:
    at = plain.find(wanted)
    while at >= 0:
        start, end = places[at][0], places[at + len(wanted) - 1][1]
        if _is_whole(content, start, end):
            return start, end
        at = plain.find(wanted, at + 1)
    return None


def _is_whole(content: str, start: int, end: int) -> bool:
    """Tell whether a passage begins and ends at word boundaries."""
    edges = (content[max(start - 1, 0) : start + 1], content[end - 1 : end + 1])
    return not any(_inside_word(*pair) for edge in edges for pair in pairwise(edge))


def _inside_word(first: str, second: str) -> bool:
    spaced = ord(first) < FIRST_UNSPACED and ord(second) < FIRST_UNSPACED
    return spaced and (first.isalnum() or _is_mark(first)) and second.isalnum()
