"""Names and words as they are compared: without case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

LEADING_ARTICLE = re.compile(r"^(the|a|an) (?=\S)")
LONGEST_KEY = 300  # an index of PostgreSQL takes 2,704 bytes, and one sign may fold into eighteen
NOT_A_WORD = re.compile(r"[^\w]+|_+")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


@lru_cache(8192)
def name_key(name: str) -> str:
    """Return the form of a title's name by which the same work in two sources is recognised.

    "The Salt-Clock!" and "Salt Clock" give the same key; a name of punctuation alone keeps itself.
    """
    words = words_of(name.replace("&", " and "))
    return (LEADING_ARTICLE.sub("", words) or name.strip().casefold())[:LONGEST_KEY]


def words_of(text: str) -> str:
    """Return the words of a text, folded, with one space between them; what search asks for."""
    even = folded(text)
    bare = even.translate(ASCII_WORDS) if even.isascii() else NOT_A_WORD.sub(" ", even)
    return " ".join(bare.split())


def folded(text: str) -> str:
    """Return a text without case and accents; of its signs only those of ASCII are left."""
    if text.isascii():
        return text.lower()
    even = unicodedata.normalize("NFKD", text).casefold()  # a decorated capital is a capital only when decomposed
    decomposed = unicodedata.normalize("NFKD", even)
    for sign in set(NOT_ASCII.findall(decomposed)):  # few distinct ones, so each is replaced in one go
        if unicodedata.combining(sign):
            decomposed = decomposed.replace(sign, "")
        elif not sign.isalnum():
            decomposed = decomposed.replace(sign, " ")
    return decomposed
