"""When an answer can only be a guess: the text is hardly English, or hardly there."""

from collections.abc import Container

from trending_now.models.heard_texts import Weighed
from trending_now.models.vibe.score import KNOWN_SHARE, words_of

FEWEST_WORDS = 5
NOT_ENGLISH = "The text does not look like English, so this is a guess."
SHORT = "The text is very short, so this is a guess."
MARKS = frozenset("!?")


def doubt_of(texts: Weighed, vocabulary: Container[str] | None) -> str | None:
    """Return why an answer to texts is a guess; None where nothing says so.

    Less than half of the words of a text in another language are in the `vocabulary` of an English one, on val of no
    text in English; without a vocabulary languages are not told apart.
    """
    if vocabulary is not None and _known_share(texts, vocabulary) < KNOWN_SHARE:
        return NOT_ENGLISH
    return SHORT if sum(weight * one.words for one, weight in texts) < FEWEST_WORDS else None


def _known_share(texts: Weighed, vocabulary: Container[str]) -> float:
    known = total = 0.0
    for one, weight in texts:
        words = [word for word in words_of(one.readable.content) if word not in MARKS]
        known += weight * sum(word in vocabulary for word in words)
        total += weight * len(words)
    return known / total if total else 0.0
