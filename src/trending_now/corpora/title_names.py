"""Normalises names to compare titles of two corpora: no case, accents, punctuation, article or "(1934 film)"."""

import re
import unicodedata
from functools import lru_cache

ARTICLE = re.compile(r"^(?:the|a|an) (?=\S)")
TRAILING_ARTICLE = re.compile(r", (?:the|a|an)$", re.IGNORECASE)
DISAMBIGUATION = re.compile(
    r"\s*\((?:\d{4}\s+)?(?:[\w .-]+\s+)?(?:film|movie|serial|miniseries|tv series|\d{4})\)$", re.I
)
NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(65536)
def work_key(name: str) -> str:
    """Return the normalised name of a work; a name of punctuation only stays as it is."""
    bare = TRAILING_ARTICLE.sub("", DISAMBIGUATION.sub("", name.strip()))
    decomposed = unicodedata.normalize("NFKD", bare.replace("&", " and ").replace("'", "").replace("’", "").casefold())
    folded = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return ARTICLE.sub("", NOT_A_WORD.sub(" ", folded).strip()) or name.strip().casefold()
