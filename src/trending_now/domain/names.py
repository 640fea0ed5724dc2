"""Normalises names and words for comparison: without case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

ARTICLES = ("the", "a", "an")
LEADING_ARTICLE = re.compile(rf"^({'|'.join(ARTICLES)}) (?=\S)")
LONGEST_KEY = 300  # an index of PostgreSQL takes 2,704 bytes, and one sign may fold into eighteen
VOWELS = frozenset({"Mc", "Mn"})  # signs by which words of Hindi, Tamil or Thai differ, as others do by letters
CHOOSES_A_SHAPE = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
WRITTEN_AS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"}
"""What keyboards without these letters write for them; Unicode does not take them apart."""
BAR_OF_A_FRACTION = "\u2044"
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


@lru_cache(8192)
def name_key(name: str) -> str:
    """Return a title's normalised name, by which the same work in two sources is recognised.

    "The Salt-Clock!" and "Salt Clock" give the same key; a name of punctuation only stays as it is.
    """
    words = words_of(name.replace("&", " and "))
    return (LEADING_ARTICLE.sub("", words) or name.strip())[:LONGEST_KEY]


def words_of(text: str) -> str:
    """Return the words of a text, folded, with one space between them, as search uses them."""
    return " ".join(folded(text).translate(ASCII_WORDS).split())


def is_blank(text: str) -> bool:
    """Tell whether a text has no visible character; zero-width spaces and the like are not visible."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


def folded(text: str) -> str:
    """Return a text without case and accents, with ø as o; of its signs only those of ASCII are left."""
    text = text.lower()
    for sign in () if text.isascii() else set(NOT_ASCII.findall(text)):
        text = text.replace(sign, _sign_folded(sign))
    return text


@lru_cache(4096)
def _sign_folded(sign: str) -> str:
    """Return what stands for one sign: texts have few distinct ones, so each is replaced in one go and remembered."""
    decomposed = unicodedata.normalize("NFKD", sign)  # a decorated capital is a capital only when decomposed
    parts = [x for x in unicodedata.normalize("NFKD", decomposed.casefold()) if not unicodedata.combining(x)]
    plain = "".join(WRITTEN_AS.get(x, x) if x.isascii() or _is_of_a_word(x) else " " for x in parts)
    return f" {plain}" if BAR_OF_A_FRACTION in decomposed else plain  # 8½ is 8 1/2, not 81/2


def _is_of_a_word(sign: str) -> bool:
    """Tell whether a sign is a letter, a digit or a vowel that is written on a letter."""
    return sign.isalnum() or (unicodedata.category(sign) in VOWELS and not CHOOSES_A_SHAPE.match(sign))
