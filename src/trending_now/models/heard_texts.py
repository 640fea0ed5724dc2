"""Which texts of a document tell its genres, and how much each of them weighs."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trending_now.domain.text import Evidence, Text, TextRole
from trending_now.models.reading import Reading
from trending_now.models.texts.decoration import Readable
from trending_now.models.texts.words import has_word, same_words

ENOUGH_WORDS = 100  # for genres; a shorter plot is filled up with reviews
FEWEST_REVIEW_WORDS = 50  # beside a plot: shorter reviews judge and do not tell, so that they thin its words out


class ReadText(NamedTuple):
    """A text, what of it is read, what the encoder made of that, and its number of words."""

    text: Text
    readable: Readable
    reading: Reading
    words: int

    @property
    def says_something(self) -> bool:
        """Tell whether there is a word to be read."""
        return has_word(self.readable.content, 0, len(self.readable.content))

    @property
    def places(self) -> list[Evidence]:
        """Return where in the text each sentence stands that was read."""
        return [Evidence(self.text.id, *self.readable.place(*span)) for span in self.reading.sentences]


Weighed = Sequence[tuple[ReadText, float]]


def heard(read: Sequence[ReadText]) -> list[ReadText]:
    """Return the texts that tell the genres: each review once, and beside a plot's words no short one."""
    each = list(_once(read))
    if not any(one.says_something for one in each if one.text.role is TextRole.PLOT):
        return each
    return [one for one in each if one.text.role is TextRole.PLOT or one.words >= FEWEST_REVIEW_WORDS]


def filling_weight(read: Sequence[ReadText]) -> float:
    """Return what a review's word weighs for genres: with all reviews, a short plot comes to `ENOUGH_WORDS`."""
    words = {role: sum(one.words for one in read if one.text.role is role) for role in TextRole}
    missing = max(ENOUGH_WORDS - words[TextRole.PLOT], 0)
    return min(missing / max(words[TextRole.REVIEW], 1), 1.0)


def weighed(read: Sequence[ReadText], review_weight: float) -> Weighed:
    """Return the texts that weigh something, each with its weight; one without a word weighs nothing beside others."""
    pairs = [(one, 1.0 if one.text.role is TextRole.PLOT else review_weight) for one in read]
    return [(one, weight) for one, weight in pairs if weight and one.says_something] or pairs


def _once(read: Sequence[ReadText]) -> Iterator[ReadText]:
    """Yield the texts without reviews that stand there already, whatever their case, accents and spaces."""
    known = set()
    for one in read:
        if one.text.role is TextRole.REVIEW:
            words = same_words(one.readable.content)
            if words in known:
                continue
            known.add(words)
        yield one
