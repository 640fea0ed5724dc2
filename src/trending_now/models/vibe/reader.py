"""What an engine says of a title's reviews: the vibe score with its spread, and the review summary."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trending_now.domain.enrichment import (
    HIGHEST_VIBE,
    LOWEST_VIBE,
    ModelVersion,
    ReviewSummary,
    VibeScore,
)
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.artifacts import WEIGHTS, open_artifacts
from trending_now.models.texts.decoration import without_markup
from trending_now.models.texts.words import same_words
from trending_now.models.vibe.review_summary import ReadReview, ReviewSummariser
from trending_now.models.vibe.score import SparseVector, VibeScorer, load_vibe_scorer, title_score
from trending_now.models.vibe.told_rating import told_rating

VIBE_WEIGHTS = WEIGHTS / "vibe"

SentenceVectors = Callable[[Sequence[Evidence]], Sequence[SparseVector]]


@dataclass(frozen=True, slots=True)
class Vibe:
    """What reviews say of a title; None where they say nothing."""

    score: VibeScore | None
    summary: ReviewSummary | None


NO_VIBE = Vibe(None, None)


def load_vibe_reader(folder: Path = VIBE_WEIGHTS) -> "VibeReader":
    """Load the reader from a folder of model files, by default the one that this version of the program ships.

    Raises:
        EngineError: a file is missing or damaged.
    """
    artifacts = open_artifacts(folder)
    return VibeReader(load_vibe_scorer(artifacts), artifacts.version)


class VibeReader:
    """Reads the reviews of a document."""

    def __init__(self, scorer: VibeScorer, version: ModelVersion) -> None:
        self.version = version
        self.vocabulary = scorer.places.keys()
        self._scorer = scorer
        self._summariser = ReviewSummariser(scorer.score)

    def read(self, document: Document, sentence_vectors: SentenceVectors | None = None) -> Vibe:
        """Return the vibe score and the review summary of a document.

        A review counts with its author's own rating, given beside the text or in it, else with the score of its words;
        one whose words are mostly unknown (in another language, say) does not count. `sentence_vectors` returns
        sentences' vectors of length 1 from an encoder; without it, vectors of their words are used.
        """
        reviews = [read for text in _different_reviews(document) for read in self._read(text)]
        if not reviews:
            return NO_VIBE
        vectors = sentence_vectors or self._word_vectors(document)
        score = title_score(review.liking for review in reviews)
        plots = [without_markup(text.content).content for text in document.texts if text.role is TextRole.PLOT]
        return Vibe(score, self._summariser.summary(reviews, vectors, plots))

    def _read(self, text: Text) -> list[ReadReview]:
        content = without_markup(text.content).content
        rating = told_rating(content) if text.rating10 is None else text.rating10
        liking = self._scorer.score(content) if rating is None else rating
        if liking is None:
            return []
        return [ReadReview(text, min(max(liking, LOWEST_VIBE), HIGHEST_VIBE), is_rated=rating is not None)]

    def _word_vectors(self, document: Document) -> SentenceVectors:
        contents = {text.id: text.content for text in document.texts}

        def vectors(places: Sequence[Evidence]) -> Sequence[SparseVector]:
            return [self._scorer.vector(contents[place.text_id][place.start : place.end]) for place in places]

        return vectors


def _different_reviews(document: Document) -> list[Text]:
    """Return each review once, ignoring case, accents, spaces and markup; a text with two ratings counts as two."""
    by_words: defaultdict[str, dict[float | None, Text]] = defaultdict(dict)
    for text in document.texts:
        if text.role is TextRole.REVIEW:
            words = same_words(without_markup(text.content).content)
            by_words[words or text.id].setdefault(text.rating10, text)
    for by_rating in by_words.values():
        if len(by_rating) > 1:
            by_rating.pop(None, None)
    return [text for by_rating in by_words.values() for text in by_rating.values()]
