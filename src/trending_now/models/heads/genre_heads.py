"""The heads: from a document's vector and words to a calibrated probability of each genre."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import GenreCut
from trending_now.domain.genre import Genre
from trending_now.models.artifacts import Artifacts
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.heads.name_direction import NameDirection
from trending_now.models.heads.neighbours import kept_neighbours
from trending_now.models.heads.trees import Forests, load_forests
from trending_now.models.runtime.file_cache import CachedFile

Floats = NDArray[np.floating]

ARRAYS_FILE = "heads.safetensors"
SETTINGS_FILE = "heads.json"
HEAPS = "heaps 1"  # names the format of cached forests; raise it when the format changes
DECIMALS = 3  # inputs are rounded, so that a rounding error that depends on the batch cannot change a tree's branch


@dataclass(frozen=True, slots=True)
class Features:
    """What the heads read, a row for each document: its vector, lexical log-odds (one a genre) and number of words."""

    vectors: Floats
    lexical: Floats
    words: NDArray[np.int64]


class Heads:
    """Linear heads on the vector, blended with the lexical log-odds, corrected by trees, calibrated, and refined.

    After the trees' correction the labels of the nearest training texts are added, if the engine has any. The
    `refining` trees come last and read the vector itself, with the name direction removed; None in an older engine.
    """

    def __init__(
        self, arrays: dict[str, Floats], settings: dict[str, Any], forests: Forests, refining: Forests | None = None
    ) -> None:
        self._arrays, self._forests, self._refining = arrays, forests, refining
        self._names, self._damping = _name_direction(arrays, settings)
        self._neighbours = kept_neighbours(arrays, settings)
        self._mean_log_words = float(settings["mean_log_words"])
        self.cuts = tuple(GenreCut(*cut) for cut in settings["cuts"])
        self.operating_cuts: dict[str, tuple[float | None, ...]] = {
            aim: tuple(cuts) for aim, cuts in settings.get("operating_cuts", {}).items()
        }
        self.tag_names: tuple[str, ...] = tuple(settings["tag_names"])
        self.tag_cuts: tuple[float, ...] = tuple(settings["tag_cuts"])

    @property
    def genre_weights(self) -> Floats:
        """Return the weights of the linear genre heads, genres × 384."""
        return self._arrays["genre_weights"]

    @property
    def blend_shares(self) -> Floats:
        """Return 2 × genres: each genre's weights in the blend, of the linear heads and of the lexical model."""
        return self._arrays["blend"][:2]

    def probabilities(self, features: Features) -> NDArray[np.float64]:
        """Return rows × genres calibrated probabilities."""
        inputs, margin = self.inputs(features)
        corrected = margin + self._forests.sums(inputs)
        log_odds = self.calibrated(corrected + self.nearby(features), features)
        if self._refining is not None:
            log_odds = log_odds + self._refining.sums(self.refining_inputs(features))
        return sigmoid(log_odds)

    def tag_probabilities(self, vectors: Floats) -> NDArray[np.float64]:
        """Return rows × tags calibrated probabilities, in the order of `tag_names`."""
        return sigmoid(calibrated_tags(self._arrays["tag_blend"], self._linear("tag", vectors)))

    def inputs(self, features: Features) -> tuple[Floats, Floats]:
        """Return the trees' inputs (rows × columns) and the blended log-odds (rows × genres) that they correct."""
        vectors = features.vectors.astype(np.float64)
        genres, tags, log_words = (
            self._linear("genre", vectors),
            self._linear("tag", vectors),
            self._log_words(features),
        )
        return tree_inputs(genres, features.lexical, tags, log_words), blended(
            self._arrays["blend"], genres, features.lexical, log_words
        )

    def nearby(self, features: Features) -> Floats:
        """Return the log-odds (rows × genres) that the nearest training texts add; zeros if the engine has none."""
        if self._neighbours is None:
            return np.zeros_like(features.lexical)
        return self._neighbours.log_odds(self._names.removed(features.vectors, self._damping))

    def calibrated(self, log_odds: Floats, features: Features) -> Floats:
        """Calibrate log-odds (rows × genres) to which the trees and neighbours have been added already."""
        return blended(self._arrays["calibration"], log_odds, features.lexical, self._log_words(features))

    def refining_inputs(self, features: Features) -> Floats:
        """Return the refining trees' inputs (rows × columns)."""
        return refining_inputs(self._names, features.vectors, self._log_words(features))

    def _linear(self, kind: str, vectors: Floats) -> Floats:
        nameless = self._names.removed(vectors, self._damping)
        log_odds: Floats = nameless @ self._arrays[f"{kind}_weights"].T + self._arrays[f"{kind}_biases"]
        return log_odds

    def _log_words(self, features: Features) -> NDArray[np.float32]:
        return (np.log1p(features.words) - self._mean_log_words).astype(np.float32)


def blended(coefficients: Floats, genres: Floats, lexical: Floats, log_words: Floats) -> Floats:
    """Return genres × a + lexical × b + log words × c + d; `coefficients` has the rows a, b, c, d, a column a genre."""
    a, b, c, d = coefficients
    answer: Floats = genres * a + lexical * b + log_words[:, None] * c + d
    return answer


def calibrated_tags(coefficients: Floats, tags: Floats) -> Floats:
    """Return tag log-odds × a + b; `coefficients` has the rows a and b, a column a tag."""
    a, b = coefficients
    answer: Floats = tags * a + b
    return answer


def tree_inputs(genres: Floats, lexical: Floats, tags: Floats, log_words: Floats) -> Floats:
    """Return the trees' inputs: the log-odds of 20 genres by both models and of 71 tags, and log words; rounded."""
    columns: Floats = np.hstack([genres, lexical, tags, log_words[:, None]]).round(DECIMALS).astype(np.float32)
    return columns


def refining_inputs(names: NameDirection, vectors: Floats, log_words: Floats) -> Floats:
    """Return the refining trees' inputs: log words, and the vector with the name direction removed; rounded."""
    nameless = names.removed(vectors.astype(np.float64))
    columns: Floats = np.hstack([log_words[:, None], nameless]).round(DECIMALS).astype(np.float32)
    return columns


def load_heads(artifacts: Artifacts) -> tuple[Heads, LexicalModel]:
    """Load the heads and the lexical model from a checked folder."""
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
    return Heads(arrays, settings, _forests(artifacts, trees_file), _refining(artifacts)), lexical


def trees_file(genre: Genre) -> str:
    """Return the path, in the engine's folder, of the trees that correct a genre's blended log-odds."""
    return f"trees/{genre.name.lower()}.ubj"


def refining_file(genre: Genre) -> str:
    """Return the path of a genre's refining trees in the engine's folder."""
    return f"refining/{genre.name.lower()}.ubj"


def sigmoid(logits: Floats) -> NDArray[np.float64]:
    """Return the probabilities that belong to log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)


def _forests(artifacts: Artifacts, file_of: Callable[[Genre], str]) -> Forests:
    names = [file_of(genre) for genre in Genre]
    cached = CachedFile(*(artifacts.digest(name) for name in names), HEAPS)
    return load_forests([artifacts.path(name) for name in names], cached)


def _refining(artifacts: Artifacts) -> Forests | None:
    """Return the refining trees; None for an engine that was trained before they existed."""
    known = all(refining_file(genre) in artifacts.digests for genre in Genre)
    return _forests(artifacts, refining_file) if known else None


def _name_direction(arrays: Mapping[str, Floats], settings: Mapping[str, Any]) -> tuple[NameDirection, float]:
    if "name_direction" not in arrays:
        return NameDirection.none(arrays["genre_weights"].shape[1]), 0.0
    return NameDirection(arrays["name_direction"], settings["name_centre"]), settings["name_damping"]
