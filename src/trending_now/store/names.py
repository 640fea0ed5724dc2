"""Names and words as they are compared: without case, accents and punctuation."""

import re
import unicodedata

LEADING_ARTICLE = re.compile(r"^(the|a|an) (?=\S)")
NOT_A_WORD = re.compile(r"[^\w]+|_+")


def name_key(name: str) -> str:
    """Return the form of a title's name by which the same work in two sources is recognised.

    "The Salt-Clock!" and "Salt Clock" give the same key; a name of punctuation alone keeps itself.
    """
    words = words_of(name.replace("&", " and "))
    return LEADING_ARTICLE.sub("", words) or name.strip().casefold()


def words_of(text: str) -> str:
    """Return the words of a text, folded, with one space between them; what search indexes and asks for."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return NOT_A_WORD.sub(" ", bare).strip()
