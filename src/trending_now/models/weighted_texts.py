"""Which texts of a document count for its genres, and with what weights."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trending_now.domain.text import Evidence, Text, TextRole
from trending_now.models.reading import Reading
from trending_now.models.texts.decoration import Readable
from trending_now.models.texts.words import has_word, same_words

ENOUGH_WORDS = 100  # for genres; a shorter plot is supplemented by reviews
FEWEST_REVIEW_WORDS = 50  # beside a plot; shorter reviews judge without telling the story, and dilute its words


class ReadText(NamedTuple):
    """A text, its readable form, the encoder's reading of that, and its number of words."""

    text: Text
    readable: Readable
    reading: Reading
    words: int

    @property
    def says_something(self) -> bool:
        """Tell whether the text contains a word."""
        return has_word(self.readable.content, 0, len(self.readable.content))

    @property
    def places(self) -> list[Evidence]:
        """Return the places in the text of the sentences that were read."""
        return [Evidence(self.text.id, *self.readable.place(*span)) for span in self.reading.sentences]


WeightedTexts = Sequence[tuple[ReadText, float]]


def texts_that_count(read: Sequence[ReadText]) -> list[ReadText]:
    """Return the texts that count for genres: each review once, and no short review if there is a plot with words."""
    each = list(_once(read))
    if not any(one.says_something for one in each if one.text.role is TextRole.PLOT):
        return each
    return [one for one in each if one.text.role is TextRole.PLOT or one.words >= FEWEST_REVIEW_WORDS]


def filling_weight(read: Sequence[ReadText]) -> float:
    """Return the weight of reviews for genres, at most 1, that brings plot and reviews to `ENOUGH_WORDS` words."""
    words = {role: sum(one.words for one in read if one.text.role is role) for role in TextRole}
    missing = max(ENOUGH_WORDS - words[TextRole.PLOT], 0)
    return min(missing / max(words[TextRole.REVIEW], 1), 1.0)


def weighted(read: Sequence[ReadText], review_weight: float) -> WeightedTexts:
    """Return each text with its weight, without those of weight 0 or without a word.

    If none is left, since a long plot of numbers leaves reviews no weight, those with a word count alike; else all do.
    """
    pairs = [(one, 1.0 if one.text.role is TextRole.PLOT else review_weight) for one in read]
    told = [(one, weight) for one, weight in pairs if one.says_something]
    return [(one, weight) for one, weight in told if weight] or [(one, 1.0) for one, _ in told] or pairs


def _once(read: Sequence[ReadText]) -> Iterator[ReadText]:
    """Yield the texts without repeated reviews; case, accents and spaces make no difference."""
    known = set()
    for one in read:
        if one.text.role is TextRole.REVIEW:
            words = same_words(one.readable.content)
            if words in known:
                continue
            known.add(words)
        yield one
