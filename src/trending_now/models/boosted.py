"""Engine `boosted`: a fine-tuned MiniLM and the text's words, blended, corrected by boosted trees, calibrated."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import Enrichment, GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, TextRole
from trending_now.models.artifacts import WEIGHTS, Artifacts, open_artifacts
from trending_now.models.encoder import Encoder, TokenStates
from trending_now.models.heads import Features, Heads, load_heads
from trending_now.models.lexical import LexicalModel
from trending_now.models.sentences import sentence_spans
from trending_now.models.windows import Windowing
from trending_now.models.words import has_word, word_count

WINDOW_TOKENS = 128
MOST_WINDOWS = 12
REVIEW_WEIGHT = 0.25
DOCUMENTS_AT_ONCE = 32

Floats = NDArray[np.float32]


def load_encoder(artifacts: Artifacts) -> Encoder:
    """Load the encoder of a checked folder, reading texts as the engine does."""
    windowing = Windowing(WINDOW_TOKENS, MOST_WINDOWS)
    return Encoder(artifacts.path("encoder.onnx"), artifacts.path("tokenizer.json"), windowing)


def load_boosted(folder: Path = WEIGHTS) -> "BoostedEngine":
    """Load the engine from a folder of model files, by default the one that this version of the program ships.

    Raises:
        EngineError: a file is missing or damaged.
    """
    artifacts = open_artifacts(folder)
    return BoostedEngine(artifacts, load_encoder(artifacts), *load_heads(artifacts))


class BoostedEngine:
    """Scores each genre by meaning and by words; its probabilities are calibrated."""

    name = "boosted"

    def __init__(self, artifacts: Artifacts, encoder: Encoder, heads: Heads, lexical: LexicalModel) -> None:
        self.version = artifacts.version
        self._encoder, self._heads, self._lexical = encoder, heads, lexical

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield one enrichment a document, in order."""
        waiting = iter(documents)
        while some := list(islice(waiting, DOCUMENTS_AT_ONCE)):
            yield from self._enrich(some)

    def _enrich(self, documents: Sequence[Document]) -> Iterator[Enrichment]:
        states = iter(self._encoder.read([text.content for document in documents for text in document.texts]))
        read = [list(islice(states, len(document.texts))) for document in documents]
        probabilities = self._heads.probabilities(self._features(documents, read))
        for document, texts, row in zip(documents, read, probabilities, strict=True):
            yield self._answer(document, texts, row)

    def _features(self, documents: Sequence[Document], read: Sequence[Sequence[TokenStates]]) -> Features:
        vectors = [_vector(document, texts, self._heads) for document, texts in zip(documents, read, strict=True)]
        lexical = [
            self._lexical.logits([(text.content, _weight(text.role)) for text in document.texts])
            for document in documents
        ]
        return Features(np.stack(vectors), np.stack(lexical), np.array([_words(document) for document in documents]))

    def _answer(
        self, document: Document, read: Sequence[TokenStates], probabilities: NDArray[np.float64]
    ) -> Enrichment:
        says_something = _words(document) > 0
        sentences = _Sentences(document, read) if says_something else None
        groups: tuple[list[GenreScore], ...] = ([], [], [])
        for column in np.argsort(-probabilities, kind="stable"):
            probability, cut = float(probabilities[column]), self._heads.cuts[column]
            place = 2 if sentences is None or probability < cut.unsure else 1 if probability < cut.chosen else 0
            evidence = sentences.speaking_for(self._heads.genre_weights[column]) if sentences and place < 2 else ()
            score = GenreScore(tuple(Genre)[column], probability, calibrated=True, evidence=evidence)
            groups[place].append(score)
        warnings = _warnings(read, says_something=says_something)
        chosen, uncertain, others = map(tuple, groups)
        return Enrichment(document.id, self.name, self.version, chosen, uncertain, others, warnings=warnings)


class _Sentences:
    """The sentences of a document that were read, each with the mean of its tokens' states."""

    def __init__(self, document: Document, read: Sequence[TokenStates]) -> None:
        self._places: list[Evidence] = []
        vectors: list[Floats] = []
        for text, tokens in zip(document.texts, read, strict=True):
            spans = [span for span in sentence_spans(text.content) if has_word(text.content, *span)]
            if not spans:
                continue
            begins = np.array([start for start, _ in spans])
            owner = np.searchsorted(begins, tokens.starts, side="right") - 1
            for number in np.unique(owner[owner >= 0]):
                vectors.append(tokens.states[owner == number].mean(axis=0))
                self._places.append(Evidence(text.id, *spans[number]))
        self._vectors = np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)

    def speaking_for(self, direction: Floats) -> tuple[Evidence, ...]:
        """Return the sentence whose vector lies furthest in a genre's direction."""
        return (self._places[int(np.argmax(self._vectors @ direction))],) if self._places else ()


def _vector(document: Document, read: Sequence[TokenStates], heads: Heads) -> Floats:
    """Return the mean state over all tokens; a review's count less."""
    total = np.zeros(heads.genre_weights.shape[1], dtype=np.float64)
    tokens = 0.0
    for text, states in zip(document.texts, read, strict=True):
        weight = _weight(text.role)
        total += weight * states.states.sum(axis=0, dtype=np.float64)
        tokens += weight * len(states.states)
    return (total / max(tokens, 1)).astype(np.float32)


def _words(document: Document) -> int:
    return sum(word_count(text.content) for text in document.texts)


def _weight(role: TextRole) -> float:
    return 1.0 if role is TextRole.PLOT else REVIEW_WEIGHT


def _warnings(read: Sequence[TokenStates], *, says_something: bool) -> tuple[str, ...]:
    if not says_something:
        return ("The text is empty or has no word.",)
    return () if all(states.whole for states in read) else ("The text is long: only its beginning was read.",)
