"""How long a text is, in words, and whether it says anything."""

import re

from trending_now.domain.names import folded

_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")


def word_count(text: str) -> int:
    """Return the number of words of a text."""
    return sum(1 for _ in _WORD.finditer(text))


def same_words(text: str) -> str:
    """Return the form in which a text that is given twice is the same, whatever its case, accents and spaces."""
    return " ".join(folded(text).split())


def has_word(text: str, start: int, end: int) -> bool:
    """Tell whether a word stands in a passage: one of letters, for digits and dashes say nothing."""
    return _LETTER.search(text, start, end) is not None
