"""The review summary: the reviews' own sentences that say best what speaks for a title and what against it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.text import Evidence, Text
from trending_now.models.texts.decoration import without_markup
from trending_now.models.texts.sentences import sentence_spans
from trending_now.models.texts.words import word_count
from trending_now.models.vibe.score import SparseVector
from trending_now.models.vibe.told_rating import without_ratings

PRAISE, CRITICISM = 1, -1
MOST_A_SIDE = 2
MOST_SENTENCES_A_REVIEW = 40
FEWEST_WORDS, MOST_WORDS = 5, 40
FEWEST_WORDS_BESIDE_A_RATING = 10
MIDDLE = 5.5
LEAST_LEANING, LEAST_STRENGTH = 0.3, 1.0
REVIEW_SHARE = 0.4
DAMNING_TO, ADMIRING_FROM = 4.0, 7.0  # bounds of an author's own rating, used where no sentence takes this side
FURTHEST_ON_THE_OTHER_SIDE = 1.0
PRAISING_REVIEW_FROM, CRITICAL_REVIEW_TO = 5.5, 6.0
CENTRALITY_SHARE = 1.0
LEANS_ON_OTHERS, TELLS_OF_ITS_AUTHOR, TURNS, GIVES_AWAY = 1.2, 0.8, 1.0, 1.0
ALIKE = 0.5

_LEANING = re.compile(
    r"(?:and|also|although|anyway|at least|because|besides|but|finally|he|her|hers|his|however|i|i'm|instead|it|its|me|"
    r"my|no|nor|or|otherwise|our|she|so|still|that|that's|their|them|then|there|therefore|these|they|this|those|though|"
    r"thus|we|which|who|yes|yet)\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(  # "the best I have seen" tells of the title
    r"\b(?:I(?!(?: have|['’´]ve) (?:ever|seen))|me|my|myself)\b"
)
_TURN = re.compile(r"\b(?:but|however|except|although|though|despite|unfortunately)\b", re.IGNORECASE)
_END_OF_THE_STORY = re.compile(
    r"\b(?:twists?|turns? out|the end(?:ing)?|dies|is dead|kills|the killer is|spoilers?|reveal(?:s|ed)?|survives?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadReview:
    """A review with what its author thinks of the title as a whole, 1 to 10: `is_rated` where the author says so."""

    text: Text
    liking: float
    is_rated: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: Evidence
    content: str
    review: ReadReview
    score: float

    @property
    def strength(self) -> float:
        return _strength(self.score, self.review.liking)


class ReviewSummariser:
    """Picks sentences; `sentence_score` returns how much a sentence likes the title, 1 to 10, or None."""

    def __init__(self, sentence_score: Callable[[str], float | None]) -> None:
        self._sentence_score = sentence_score

    def summary(
        self,
        reviews: Iterable[ReadReview],
        vectors_of: Callable[[Sequence[Evidence]], Sequence[SparseVector]],
        plots: Iterable[str] = (),
    ) -> ReviewSummary | None:
        """Return at most two sentences for and two against, of different reviews; None where nothing takes sides.

        For a side that no sentence clearly takes, a sentence of the review with the most extreme rating is taken.
        Sentences that also occur in one of the `plots` are left out, as they are not the reviewer's own. `vectors_of`
        returns sentences' vectors, of length 1, to find those that are typical of their side.
        """
        told = f" {' | '.join(map(_words, plots))} "
        sentences = [
            sentence
            for review in reviews
            for sentence in self._sentences(review)
            if f" {_words(sentence.content)} " not in told
        ]
        praise, criticism = (
            _picked([sentence for sentence in sentences if side * sentence.strength > 0], vectors_of)
            or _said_by_rating(sentences, side)
            for side in (PRAISE, CRITICISM)
        )
        summary = ReviewSummary(praise, criticism)
        return summary if summary != ReviewSummary() else None

    def _sentences(self, review: ReadReview) -> Iterator[_Sentence]:
        read = without_markup(review.text.content)
        for span in sentence_spans(read.content)[:MOST_SENTENCES_A_REVIEW]:
            sentence = read.content[slice(*span)]
            score = self._sentence_score(sentence) if _is_quotable(sentence) else None
            if score is not None:
                yield _Sentence(Evidence(review.text.id, *read.place(*span)), sentence, review, score)


def _is_quotable(sentence: str) -> bool:
    """Tell whether a sentence can be quoted: of a suitable length, no question, and not mostly a rating."""
    if not FEWEST_WORDS <= word_count(sentence) <= MOST_WORDS or sentence.rstrip("\"'”’)").endswith("?"):
        return False
    rest = without_ratings(sentence)
    return rest == sentence or word_count(rest) >= FEWEST_WORDS_BESIDE_A_RATING


def _strength(score: float, review_liking: float) -> float:
    """Return how much a sentence praises (above 0) or criticises (below 0); 0 if it takes no clear side.

    Its review's rating counts too: praise in a damning review, or the reverse, is more often misread than meant.
    """
    leaning = score - MIDDLE
    strength = leaning + REVIEW_SHARE * (review_liking - MIDDLE)
    if leaning >= LEAST_LEANING and strength >= LEAST_STRENGTH and review_liking >= PRAISING_REVIEW_FROM:
        return strength
    if leaning <= -LEAST_LEANING and strength <= -LEAST_STRENGTH and review_liking <= CRITICAL_REVIEW_TO:
        return strength
    return 0.0


def _said_by_rating(sentences: Iterable[_Sentence], side: int) -> tuple[Evidence, ...]:
    """Return a sentence of the review with the rating furthest to a side; empty if no rating or sentence is fit."""
    speaking = [
        sentence
        for sentence in sentences
        if sentence.review.is_rated
        and (sentence.review.liking >= ADMIRING_FROM if side == PRAISE else sentence.review.liking <= DAMNING_TO)
        and side * (sentence.score - MIDDLE) >= -FURTHEST_ON_THE_OTHER_SIDE
        and not _leans_on_others(sentence.content)
    ]
    furthest = max(speaking, key=lambda sentence: (side * sentence.review.liking, side * sentence.score), default=None)
    return (furthest.place,) if furthest else ()


def _picked(
    sentences: Sequence[_Sentence], vectors_of: Callable[[Sequence[Evidence]], Sequence[SparseVector]]
) -> tuple[Evidence, ...]:
    """Return the strongest, most typical and clearest sentences, no two of them similar or from one review."""
    if not sentences:
        return ()
    strength = np.array([abs(sentence.strength) for sentence in sentences])
    clarity = np.array([_clarity(sentence.content) for sentence in sentences])
    worth = strength + CENTRALITY_SHARE * _centrality(sentences, vectors_of) + clarity
    chosen: list[_Sentence] = []
    for number in np.argsort(-worth, kind="stable"):
        sentence = sentences[number]
        if len(chosen) < MOST_A_SIDE and not any(_repeats(sentence, other) for other in chosen):
            chosen.append(sentence)
    return tuple(sentence.place for sentence in chosen)


def _centrality(
    sentences: Sequence[_Sentence], vectors_of: Callable[[Sequence[Evidence]], Sequence[SparseVector]]
) -> Floats:
    """Return each sentence's mean cosine with the others, scaled so that the greatest is 1; linear in their number."""
    vectors = vectors_of([sentence.place for sentence in sentences])
    size = 1 + max((int(vector.places.max()) for vector in vectors if len(vector.places)), default=0)
    total = np.zeros(size)
    for vector in vectors:
        total[vector.places] += vector.values
    own = [float(vector.values @ vector.values) for vector in vectors]
    close = np.array([float(total[v.places] @ v.values) for v in vectors]) - np.array(own)
    greatest = close.max()
    return np.clip(close / greatest, 0, 1) if greatest > 0 else np.zeros(len(sentences))


def _clarity(sentence: str) -> float:
    """Return 0 minus a penalty for each fault: needing context, being about its author, a "but", a spoiler."""
    faults = (
        (LEANS_ON_OTHERS, _leans_on_others(sentence)),
        (TELLS_OF_ITS_AUTHOR, _AUTHOR.search(sentence)),
        (TURNS, _TURN.search(sentence)),
        (GIVES_AWAY, _END_OF_THE_STORY.search(sentence)),
    )
    return -sum(cost for cost, found in faults if found)


def _leans_on_others(sentence: str) -> bool:
    """Tell whether a sentence cannot stand alone: it begins with a word that refers to another one, or is cut off."""
    first = sentence.lstrip("\"'“‘(")
    whole = first[:1].isupper() or first[:1].isdigit()
    return bool(_LEANING.match(first)) or not whole or sentence[-1] not in ".!…\"'”’)"


def _repeats(sentence: _Sentence, other: _Sentence) -> bool:
    """Tell whether a sentence is of the same review as another, or has nearly the same words."""
    if sentence.place.text_id == other.place.text_id:
        return True
    ours, theirs = (set(_WORD.findall(one.content.casefold())) for one in (sentence, other))
    return len(ours & theirs) > ALIKE * len(ours | theirs)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
