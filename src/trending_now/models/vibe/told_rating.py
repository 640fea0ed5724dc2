"""The rating that the author of a review tells in its own text: "8/10", "4 out of 5", "★★★★☆", "Grade: B+"."""

import re
from collections.abc import Iterator

from trending_now.domain.rating import DIGITS, rating10

FIRST_SHARE, LAST_SHARE = 0.10, 0.25  # of the text: there an author rates, in between others' ratings are told, too
LONGEST_REVIEW = 100_000
BEFORE = 80

_OUT_OF = re.compile(
    rf"(?<![\w.,/$#-])({DIGITS}(?: ?½|[ -]1/2)?)(?: ?stars?)?(?: ?/ ?| out of )(5|10|100)(?![\w/%-]|[.,]\d)"
    r"(?! +(?!(?:and|as|because|but|for|from|in my|just|overall|points?|rating|stars?|though|with)\b)\w)",
    re.IGNORECASE,
)
_STARS = re.compile(r"[★☆]++[½☆]*+")
_LETTER = re.compile(
    r"\b(?:(?i:grade|rating|score|verdict)(?: ?:| is) ?|(?i:give|gave|grade|rate) (?:it|this (?:film|movie|show)) "
    r"an? )([A-D][+−–-]?|F)(?=[.!,;)\n]|$)"
)
_ANOTHERS = re.compile(
    r"\b(?:average|could|critics?|currently|everyone|everybody|if|imdb|metacritic|never|nobody|not|others?|people|rotten|should|some|"
    r"somebody|someone|than|users?|why|would have)\b|n['’]t\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?\n]\s")
_ANY = re.compile(
    rf"\b{DIGITS}(?: ?stars?)? ?(?:/|out of) ?\d{{1,3}}\b|[★☆][★½☆]*|\b{DIGITS} (?:stars?|points)\b", re.I
)


def told_rating(text: str) -> float | None:
    """Return the rating, 1 to 10, that stands near the beginning or the end of a review; None: none, or several."""
    text = text[:LONGEST_REVIEW]
    first, last = FIRST_SHARE * len(text), (1 - LAST_SHARE) * len(text)
    told = {rating for start, end, rating in _ratings(text) if start <= first or end >= last}
    return told.pop() if len(told) == 1 else None


def without_ratings(text: str) -> str:
    """Return a text without what looks like a rating in it."""
    return _ANY.sub(" ", text)


def _ratings(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the (start, end) of each rating that seems the author's own, and what it is on the scale of 1 to 10."""
    for found, written in _written(text):
        rating = rating10(written)
        if rating is not None and not _ANOTHERS.search(_words_before(text, found.start())):
            yield found.start(), found.end(), rating


def _written(text: str) -> Iterator[tuple[re.Match[str], str]]:
    yield from ((found, f"{found[1]}/{found[2]}") for found in _OUT_OF.finditer(text))
    yield from ((found, found[1]) for found in _LETTER.finditer(text))
    for found in _STARS.finditer(text):
        full, half, empty = (found[0].count(sign) for sign in "★½☆")
        if full + half + empty == 5:
            yield found, f"{full + half / 2}/5"


def _words_before(text: str, place: int) -> str:
    """Return what stands before a place in its sentence."""
    before = text[max(0, place - BEFORE) : place]
    return _SENTENCE.split(before)[-1]
