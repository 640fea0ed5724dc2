"""How long a text is, in words."""

import re

_WORD = re.compile(r"\w+")


def word_count(text: str) -> int:
    """Return the number of words of a text."""
    return sum(1 for _ in _WORD.finditer(text))


def has_word(text: str, start: int, end: int) -> bool:
    """Tell whether a word stands in a passage."""
    return _WORD.search(text, start, end) is not None
