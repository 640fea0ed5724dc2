"""The heads: from a document's vector and words to a calibrated probability of each genre."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import GenreCut
from trending_now.domain.genre import Genre
from trending_now.models.artifacts import Artifacts
from trending_now.models.kept import Kept
from trending_now.models.lexical import LexicalModel
from trending_now.models.trees import Forests, load_forests

Floats = NDArray[np.floating]

ARRAYS_FILE = "heads.safetensors"
SETTINGS_FILE = "heads.json"
HEAPS = "heaps 1"  # the form in which forests are kept
DECIMALS = 3  # so that the last digits of a batch's arithmetic do not move a tree's branch


@dataclass(frozen=True, slots=True)
class Features:
    """What the heads read about documents, row by row."""

    vectors: Floats
    lexical: Floats
    words: NDArray[np.int64]


class Heads:
    """Linear heads on the vector, blended with the lexical log-odds, corrected by boosted trees, calibrated."""

    def __init__(self, arrays: dict[str, Floats], settings: dict[str, Any], forests: Forests) -> None:
        self._arrays, self._forests = arrays, forests
        self._mean_log_words = float(settings["mean_log_words"])
        self.cuts = tuple(GenreCut(*cut) for cut in settings["cuts"])
        self.operating_cuts: dict[str, tuple[float | None, ...]] = {
            aim: tuple(cuts) for aim, cuts in settings.get("operating_cuts", {}).items()
        }
        self.tag_names: tuple[str, ...] = tuple(settings["tag_names"])
        self.tag_cuts: tuple[float, ...] = tuple(settings["tag_cuts"])

    @property
    def genre_weights(self) -> Floats:
        """Return genres × 384: which way each genre lies in the space of vectors."""
        return self._arrays["genre_weights"]

    def probabilities(self, features: Features) -> NDArray[np.float64]:
        """Return rows × genres calibrated probabilities."""
        inputs, margin = self.inputs(features)
        return self.calibrated(margin + self._forests.sums(inputs), features)

    def tag_probabilities(self, vectors: Floats) -> NDArray[np.float64]:
        """Return rows × tags calibrated probabilities, in the order of `tag_names`."""
        logits = vectors @ self._arrays["tag_weights"].T + self._arrays["tag_biases"]
        return sigmoid(calibrated_tags(self._arrays["tag_blend"], logits))

    def inputs(self, features: Features) -> tuple[Floats, Floats]:
        """Return what the trees read (rows × columns) and the blended log-odds that they start from."""
        arrays, vectors = self._arrays, features.vectors.astype(np.float64)
        genres = vectors @ arrays["genre_weights"].T + arrays["genre_biases"]
        tags = vectors @ arrays["tag_weights"].T + arrays["tag_biases"]
        log_words = self._log_words(features)
        return tree_inputs(genres, features.lexical, tags, log_words), blended(
            arrays["blend"], genres, features.lexical, log_words
        )

    def calibrated(self, log_odds: Floats, features: Features) -> NDArray[np.float64]:
        """Return the probabilities of log-odds that the trees have corrected."""
        return sigmoid(blended(self._arrays["calibration"], log_odds, features.lexical, self._log_words(features)))

    def _log_words(self, features: Features) -> NDArray[np.float32]:
        return (np.log1p(features.words) - self._mean_log_words).astype(np.float32)


def blended(coefficients: Floats, genres: Floats, lexical: Floats, log_words: Floats) -> Floats:
    """Return genres × a + lexical × b + log words × c + d, each genre with its own a, b, c, d (rows of the first)."""
    a, b, c, d = coefficients
    answer: Floats = genres * a + lexical * b + log_words[:, None] * c + d
    return answer


def calibrated_tags(coefficients: Floats, tags: Floats) -> Floats:
    """Return tag log-odds × a + b, each tag with its own a and b (rows of the first)."""
    a, b = coefficients
    answer: Floats = tags * a + b
    return answer


def tree_inputs(genres: Floats, lexical: Floats, tags: Floats, log_words: Floats) -> Floats:
    """Return the columns that the trees read: 20 + 20 genre and 71 tag log-odds, log words; rounded."""
    columns: Floats = np.hstack([genres, lexical, tags, log_words[:, None]]).round(DECIMALS).astype(np.float32)
    return columns


def load_heads(artifacts: Artifacts) -> tuple[Heads, LexicalModel]:
    """Load the heads and the lexical model of a checked folder."""
    from safetensors.numpy import load_file

    arrays = {name: value.astype(np.float32) for name, value in load_file(artifacts.path(ARRAYS_FILE)).items()}
    settings = json.loads(artifacts.path(SETTINGS_FILE).read_text("utf-8"))
    terms = artifacts.path("terms.txt").read_text("utf-8").split("\n")
    lexical = LexicalModel(
        {term: place for place, term in enumerate(terms)},
        arrays.pop("rarity"),
        arrays.pop("lexical_weights"),
        arrays.pop("lexical_biases"),
    )
    return Heads(arrays, settings, _forests(artifacts)), lexical


def trees_file(genre: Genre) -> str:
    """Return where a genre's trees lie in the engine's folder."""
    return f"trees/{genre.name.lower()}.ubj"


def _forests(artifacts: Artifacts) -> Forests:
    names = [trees_file(genre) for genre in Genre]
    kept = Kept(*(artifacts.digests[name] for name in names), HEAPS)
    return load_forests([artifacts.path(name) for name in names], kept)


def sigmoid(logits: Floats) -> NDArray[np.float64]:
    """Return probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)
