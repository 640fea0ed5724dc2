"""Engine `rules`: the keyword baseline, whose every answer can be traced to words in the text."""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from trending_now.domain.enrichment import Enrichment, GenreCut, GenreScore, ModelVersion, training_sets_of
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.keywords import Found, KeywordFinder
from trending_now.models.texts.sentences import sentence_at, sentence_spans

LEXICON_FILE = resources.files(__package__).joinpath("rules_lexicon.json")
TRAINING_SETS_FILE = resources.files(__package__).joinpath("rules_training_sets.json")
CODE_VERSION = "5"
REVIEW_WEIGHT = 0.25
MOST_PASSAGES = 3
LENGTH_UNIT_WORDS = 60


@dataclass(frozen=True, slots=True)
class GenreRule:
    """How one genre is scored: sigmoid(bias + weights · features).

    It is chosen from the probability `threshold` on if the text has one of its own `terms`, and uncertain from
    `unsure_from` on; a text without any known word gets neither. Other genres' terms only shift the probability.
    """

    genre: Genre
    bias: float
    threshold: float
    unsure_from: float
    weights: Mapping[str, float]
    terms: frozenset[str]


def load_rules(file: Traversable = LEXICON_FILE) -> "RulesEngine":
    """Load the engine with a lexicon, by default the one that this version of the program ships."""
    content = file.read_text("utf-8")
    lexicon = json.loads(content)
    rules = [
        GenreRule(
            genre=Genre(name),
            bias=rule["bias"],
            threshold=rule["threshold"],
            unsure_from=rule["unsure_from"],
            weights=rule["weights"],
            terms=frozenset(rule["terms"]),
        )
        for name, rule in lexicon["genres"].items()
    ]
    digest = hashlib.sha256(f"{CODE_VERSION}\0{content}".encode()).hexdigest()
    training_sets = training_sets_of(json.loads(TRAINING_SETS_FILE.read_text("utf-8")))
    return RulesEngine(rules, ModelVersion("rules", digest, training_sets))


class RulesEngine:
    """Scores each genre by the words of a document; its probabilities are not calibrated."""

    name = "rules"

    def __init__(self, rules: Sequence[GenreRule], version: ModelVersion) -> None:
        self.version = version
        self._rules = tuple(rules)
        self._finder = KeywordFinder(sorted({term for rule in rules for term in rule.weights}))

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield one enrichment per document, in order."""
        for document in documents:
            yield self._enrich(document)

    def _enrich(self, document: Document) -> Enrichment:
        found = {text.id: list(self._finder.find(text.content)) for text in document.texts}
        features = _weighed([(found[text.id], text.content, _weight(text)) for text in document.texts], self._finder)
        passages = _Passages(document.texts, found)
        chosen: list[GenreScore] = []
        uncertain: list[GenreScore] = []
        others: list[GenreScore] = []
        for rule in self._rules:
            probability = _sigmoid(rule.bias + sum(rule.weights.get(term, 0.0) * x for term, x in features.items()))
            likely = bool(features) and probability >= rule.unsure_from
            evidence = passages.speaking_for(rule) if likely else ()
            group = chosen if evidence and probability >= rule.threshold else uncertain if likely else others
            cut = GenreCut(rule.threshold, rule.unsure_from)
            group.append(GenreScore(rule.genre, probability, calibrated=False, evidence=evidence, cut=cut))
        return Enrichment(
            document_id=document.id,
            engine=self.name,
            version=self.version,
            chosen=_by_probability(chosen),
            uncertain=_by_probability(uncertain),
            others=_by_probability(others),
            warnings=_warnings(document, features),
        )


def features_of(finder: KeywordFinder, texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return each term's feature for (text, weight) pairs: a logarithm of its count, smaller for longer texts."""
    return _weighed([(list(finder.find(text)), text, weight) for text, weight in texts], finder)


def _weighed(texts: Iterable[tuple[list[Found], str, float]], finder: KeywordFinder) -> dict[str, float]:
    counts: Counter[str] = Counter()
    words = 0.0
    for found, text, weight in texts:
        words += weight * finder.count_words(text)
        for match in found:
            counts[match.term] += weight  # type: ignore[assignment]
    damping = math.sqrt(1 + words / LENGTH_UNIT_WORDS)
    return {term: 2 * math.log1p(count) / damping for term, count in counts.items()}


class _Passages:
    """The sentences of a document that contain terms."""

    def __init__(self, texts: Iterable[Text], found: Mapping[str, list[Found]]) -> None:
        self._texts = {text.id: text for text in texts}
        self._found = found
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def speaking_for(self, rule: GenreRule) -> tuple[Evidence, ...]:
        """Return the sentences whose terms of the genre have the greatest weights, the strongest first."""
        strength: defaultdict[tuple[str, int, int], float] = defaultdict(float)
        words: defaultdict[tuple[str, int, int], dict[str, None]] = defaultdict(dict)
        for text_id, matches in self._found.items():
            for match in matches:
                weight = rule.weights.get(match.term, 0.0) if match.term in rule.terms else 0.0
                if weight > 0:
                    place = (text_id, *self._passage(text_id, match))
                    strength[place] += weight * _weight(self._texts[text_id])
                    words[place][self._texts[text_id].content[match.start : match.end]] = None
        best = sorted(strength, key=lambda place: (-strength[place], place))[:MOST_PASSAGES]
        return tuple(Evidence(*place, words=_longest(words[place])) for place in best)

    def _passage(self, text_id: str, match: Found) -> tuple[int, int]:
        """Return the sentence that holds a term, or both if the term spans two ("a serial. Killer")."""
        spans = self._spans_of(text_id)
        return sentence_at(spans, match.start)[0], sentence_at(spans, match.end - 1)[1]

    def _spans_of(self, text_id: str) -> list[tuple[int, int]]:
        if text_id not in self._spans:
            self._spans[text_id] = sentence_spans(self._texts[text_id].content)
        return self._spans[text_id]


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out a word that is part of a longer one: "haunted" beside "haunted house" says nothing more."""
    kept = tuple(words)
    return tuple(word for word in kept if not any(word != other and word in other for other in kept))


def _weight(text: Text) -> float:
    return 1.0 if text.role is TextRole.PLOT else REVIEW_WEIGHT


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _by_probability(scores: list[GenreScore]) -> tuple[GenreScore, ...]:
    return tuple(sorted(scores, key=lambda score: -score.probability))


def _warnings(document: Document, features: Mapping[str, float]) -> tuple[str, ...]:
    if not any(text.content.strip() for text in document.texts):
        return ("The text is empty.",)
    return () if features else ("No word of the text is in the lexicon.",)
