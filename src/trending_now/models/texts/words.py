"""How long a text is, in words, whether it says anything, and its forms for comparison."""

import re
import unicodedata

from trending_now.domain.names import folded

_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")


def word_count(text: str) -> int:
    """Return the number of words of a text."""
    return sum(1 for _ in _WORD.finditer(text))


def same_words(text: str) -> str:
    """Return a form that is equal for texts that differ only in case, accents and spaces."""
    return " ".join(folded(text).split())


def has_word(text: str, start: int, end: int) -> bool:
    """Tell whether a passage has a word with a letter; digits and dashes alone do not count."""
    return _LETTER.search(text, start, end) is not None


def without_accents(text: str) -> str:
    """Return a text without accents and other combining signs, each sign in its plain form (NFKD)."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
