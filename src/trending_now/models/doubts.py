"""When an answer can only be a guess: the text does not look like English, or is very short."""

from collections.abc import Container

from trending_now.models.vibe.score import KNOWN_SHARE, words_of
from trending_now.models.weighted_texts import WeightedTexts

FEWEST_WORDS = 5
NOT_ENGLISH = "The text does not look like English, so this is a guess."
SHORT = "The text is very short, so this is a guess."
MARKS = frozenset("!?")


def doubt_of(texts: WeightedTexts, vocabulary: Container[str] | None) -> str | None:
    """Return why the answer for these texts is a guess; None if it is not.

    A text in another language has less than half of its words in the English `vocabulary`; on val no English text does.
    Without a vocabulary the language is not checked.
    """
    if vocabulary is not None and _known_share(texts, vocabulary) < KNOWN_SHARE:
        return NOT_ENGLISH
    return SHORT if sum(weight * one.words for one, weight in texts) < FEWEST_WORDS else None


def _known_share(texts: WeightedTexts, vocabulary: Container[str]) -> float:
    known = total = 0.0
    for one, weight in texts:
        words = [word for word in words_of(one.readable.content) if word not in MARKS]
        known += weight * sum(word in vocabulary for word in words)
        total += weight * len(words)
    return known / total if total else 0.0
