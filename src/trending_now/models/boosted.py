"""Engine `boosted`: a fine-tuned MiniLM and the text's words, blended, corrected by boosted trees, calibrated."""

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion
from trending_now.domain.genre import Genre
from trending_now.domain.placeholders import is_placeholder
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.artifacts import WEIGHTS, Artifacts, joint_version, open_artifacts
from trending_now.models.doubts import NOT_ENGLISH, doubt_of
from trending_now.models.encoder import Encoder
from trending_now.models.evidence import ReadSentences, TellingSentences
from trending_now.models.heads.genre_heads import Features, Heads, load_heads
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.reading import Reader, TokenReader
from trending_now.models.runtime.ahead import one_ahead
from trending_now.models.runtime.compiled import load_compiled
from trending_now.models.runtime.openvino import load_openvino
from trending_now.models.texts.decoration import Readable, readable
from trending_now.models.texts.portions import portions
from trending_now.models.texts.windows import Windowing
from trending_now.models.texts.words import word_count
from trending_now.models.vibe.reader import NO_VIBE, VIBE_WEIGHTS, VibeReader, load_vibe_reader
from trending_now.models.vibe.tags import shown_tags
from trending_now.models.weighted_texts import ReadText, WeightedTexts, filling_weight, texts_that_count, weighted

GENRES = tuple(Genre)
BOOSTED_WEIGHTS = WEIGHTS / "boosted"
ENCODER_FILE, TOKENIZER_FILE, READING_FILE = "encoder.onnx", "tokenizer.json", "reading.json"
REVIEW_WEIGHT = 0.25  # in the vector of vibe tags and similar titles
ANSWER_FORM = ModelVersion("answers", "5")  # raised when answers gain a field, so that every title is read again
SAYS_NOTHING = "The text is empty or has no word."
NO_PLOT = "The text only says that there is no plot."
CUT = "The text is long: only its beginning was read."

Floats = NDArray[np.float32]
Probabilities = NDArray[np.float64]


def load_encoder(artifacts: Artifacts, precision: str | None = None) -> Encoder:
    """Load a folder's encoder with its own windowing of texts; for `precision` see `load_compiled`."""
    reading = json.loads(artifacts.path(READING_FILE).read_text("utf-8"))
    windowing = Windowing(reading["window_tokens"], reading["most_windows"])
    compiled = load_compiled(artifacts, ENCODER_FILE, precision)
    return Encoder(compiled, artifacts.path(TOKENIZER_FILE), windowing)


def load_boosted(folder: Path = BOOSTED_WEIGHTS, vibe_folder: Path = VIBE_WEIGHTS) -> "BoostedEngine":
    """Load the engine from folders of model files, by default those that this version of the program ships.

    Raises:
        EngineError: a file is missing or damaged.
    """
    artifacts = open_artifacts(folder, unchecked=(ENCODER_FILE,))
    load_openvino()  # it compiles without holding the GIL, so the rest can be read meanwhile
    with ThreadPoolExecutor(1) as aside:
        encoder = aside.submit(load_encoder, artifacts)
        heads, vibe = load_heads(artifacts), load_vibe_reader(vibe_folder)
        return BoostedEngine(artifacts, encoder.result(), *heads, vibe, vibe.vocabulary)


class _ReadDocument(NamedTuple):
    """A document with its texts as read, those that count for genres, and the probabilities of genres and tags.

    `middle` is the vector that the genres come from; `vector` serves for vibe tags and similar titles.
    """

    document: Document
    texts: Sequence[ReadText]
    for_genres: WeightedTexts
    middle: Floats
    genres: Probabilities
    tags: Probabilities
    vector: Floats


class BoostedEngine:
    """Gives each genre a calibrated probability, from the text's meaning and words; `vibe` also reads its reviews.

    Genres come from the plot; only if it is short do long reviews count too. On val they make the genres of plots of a
    few lines much better, but those of long plots worse at any weight; short reviews always make genres worse
    (docs/experiments.md).
    """

    name = "boosted"

    def __init__(
        self,
        artifacts: Artifacts,
        encoder: TokenReader,
        heads: Heads,
        lexical: LexicalModel,
        vibe: VibeReader | None = None,
        vocabulary: Container[str] | None = None,
    ) -> None:
        self.version = (
            artifacts.version if vibe is None else joint_version(artifacts.version, vibe.version, ANSWER_FORM)
        )
        self._reader, self._heads, self._lexical, self._vibe = Reader(encoder), heads, lexical, vibe
        self._vocabulary = vocabulary

    @property
    def operating_cuts(self) -> dict[str, tuple[float | None, ...]] | None:
        """Return the thresholds of each genre's operating points, by aim; None if it was trained without them."""
        return self._heads.operating_cuts or None

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield one enrichment per document, in order; documents are read ahead to fill batches."""
        for some, read in one_ahead(portions(documents, _characters), self._read):
            yield from self._enrich(some, read)

    def _enrich(self, documents: Sequence[Document], read: Sequence[Sequence[ReadText]]) -> Iterator[Enrichment]:
        counting = [texts_that_count(texts) for texts in read]
        for_genres = [weighted(texts, filling_weight(texts)) for texts in counting]
        features = self._features(for_genres)
        genres = self._heads.probabilities(features)
        vectors = np.stack([self._vector(weighted(texts, REVIEW_WEIGHT)) for texts in counting])
        tags = self._heads.tag_probabilities(vectors)
        for rows in zip(documents, read, for_genres, features.vectors, genres, tags, vectors, strict=True):
            read_document = _ReadDocument(*rows)
            says_something = any(one.says_something for one in read_document.texts)
            yield self._answer(read_document) if says_something else self._silence(read_document)

    def _read(self, documents: Sequence[Document]) -> list[list[ReadText]]:
        """Return for each document its texts, with what the encoder read of them."""
        contents = [[_readable(text) for text in document.texts] for document in documents]
        found = iter(self._reader.read([one.content for some in contents for one in some]))
        return [
            [
                ReadText(text, one, next(found), word_count(one.content))
                for text, one in zip(document.texts, some, strict=True)
            ]
            for document, some in zip(documents, contents, strict=True)
        ]

    def _features(self, documents: Sequence[WeightedTexts]) -> Features:
        lexical = [
            self._lexical.logits([(one.readable.content, weight) for one, weight in texts]) for texts in documents
        ]
        words = [round(sum(weight * one.words for one, weight in texts)) for texts in documents]
        vectors = [self._vector(texts) for texts in documents]
        return Features(np.stack(vectors), np.stack(lexical), np.array(words))

    def _vector(self, texts: WeightedTexts) -> Floats:
        """Return the weighted mean of the states of all tokens."""
        total = np.zeros(self._heads.genre_weights.shape[1], dtype=np.float64)
        tokens = 0.0
        for one, weight in texts:
            total += weight * one.reading.total
            tokens += weight * one.reading.tokens
        return (total / (tokens or 1.0)).astype(np.float32)

    def _answer(self, read: _ReadDocument) -> Enrichment:
        doubt = doubt_of(read.for_genres, self._vocabulary)
        chosen, uncertain, others = self._genres(read)
        if doubt == NOT_ENGLISH:
            chosen, uncertain = (), tuple(sorted(chosen + uncertain, key=lambda score: -score.probability))
        tags = () if doubt else shown_tags(self._heads.tag_names, read.tags.tolist(), self._heads.tag_cuts)
        cut = None if all(one.reading.whole for one in read.texts) else CUT
        sentences = ReadSentences(read.texts)
        vibe = self._vibe.read(read.document, sentences.unit_vectors) if self._vibe else NO_VIBE
        return Enrichment(
            document_id=read.document.id,
            engine=self.name,
            version=self.version,
            chosen=chosen,
            uncertain=uncertain,
            others=others,
            vibe_tags=tags,
            vibe_score=vibe.score,
            review_summary=vibe.summary,
            warnings=tuple(warning for warning in (doubt, cut) if warning),
            vector=tuple(read.vector.tolist()),
        )

    def _genres(self, read: _ReadDocument) -> tuple[tuple[GenreScore, ...], ...]:
        """Return the chosen, the uncertain and the other genres, each group by falling probability."""
        telling = TellingSentences([one for one, _ in read.for_genres], read.middle, self._heads, self._lexical)
        chosen: list[GenreScore] = []
        uncertain: list[GenreScore] = []
        others: list[GenreScore] = []
        for column, probability in _by_probability(read):
            cut = self._heads.cuts[column]
            if probability < cut.unsure:
                others.append(self._score(column, probability))
                continue
            group = chosen if probability >= cut.chosen else uncertain
            group.append(self._score(column, probability, telling.speaking_for(column)))
        return tuple(chosen), tuple(uncertain), tuple(others)

    def _score(self, column: int, probability: float, evidence: tuple[Evidence, ...] = ()) -> GenreScore:
        return GenreScore(GENRES[column], probability, calibrated=True, evidence=evidence, cut=self._heads.cuts[column])

    def _silence(self, read: _ReadDocument) -> Enrichment:
        others = tuple(self._score(*ranked) for ranked in _by_probability(read))
        warning = NO_PLOT if any(map(_says_no_plot, read.document.texts)) else SAYS_NOTHING
        rated = self._vibe.read(read.document).score if self._vibe else None
        return Enrichment(
            read.document.id, self.name, self.version, (), (), others, vibe_score=rated, warnings=(warning,)
        )


def _by_probability(read: _ReadDocument) -> list[tuple[int, float]]:
    """Return the numbers of the genres and their probabilities, the most probable first."""
    return sorted(enumerate(read.genres.tolist()), key=lambda ranked: -ranked[1])


def _characters(document: Document) -> int:
    return sum(len(text.content) for text in document.texts)


def _readable(text: Text) -> Readable:
    """Return a text as it is read; a plot that only says that there is no plot is read as empty."""
    return Readable("") if _says_no_plot(text) else readable(text.content)


def _says_no_plot(text: Text) -> bool:
    written = text.content
    return text.role is TextRole.PLOT and (is_placeholder(written) or is_placeholder(readable(written).content))
