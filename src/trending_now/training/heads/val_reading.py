"""Reads what the heads are fitted on: the vectors of texts, and all signals of the val texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.models.encoder import Encoder
from trending_now.models.heads.genre_heads import refining_inputs
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.heads.name_direction import NameDirection
from trending_now.models.heads.neighbours import Neighbours
from trending_now.models.texts.words import word_count
from trending_now.training.heads.lexical import lexical_logits
from trending_now.training.heads.names import name_direction, texts_in_all_names
from trending_now.training.heads.neighbours import fit_neighbours
from trending_now.training.heads.signals import Signals
from trending_now.training.heads.silences import masked_silences
from trending_now.training.labelled_texts import Sides
from trending_now.training.recipe import HeadsRecipe, NamesRecipe

READ_AT_ONCE = 64

Floats = NDArray[np.floating]
LinearHeads = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ValRead:
    """The signals of the val texts, the inputs of the refining trees, and the direction in which names move vectors.

    `neighbours` are the train texts, `nearby` the log-odds (rows × genres) that they add to those of val.
    """

    signals: Signals
    refining_inputs: Floats
    names: NameDirection
    neighbours: Neighbours | None
    nearby: Floats


def read_val(
    encoder: Encoder,
    linear: LinearHeads,
    lexical: LexicalModel,
    sides: Sides,
    train_vectors: Floats,
    recipe: HeadsRecipe,
    progress: Progress,
) -> ValRead:
    """Read the val texts, and some train texts with names exchanged, from which the name direction is measured."""
    contents = sides.val.contents
    vectors = read_vectors(encoder, contents, progress)
    names = _name_direction(encoder, sides.train.contents, vectors.mean(axis=0), recipe.names, progress)
    damped = names.removed(vectors, recipe.names.damping)
    words = log_words(contents) - mean_log_words(sides)
    signals = Signals(
        damped @ linear["genre_weights"].T + linear["genre_biases"],
        damped @ linear["tag_weights"].T + linear["tag_biases"],
        lexical_logits(lexical, contents),
        words,
    )
    train, train_damped = (
        masked_silences(sides.train, recipe.silences),
        names.removed(train_vectors, recipe.names.damping),
    )
    neighbours = fit_neighbours(train_damped, train, recipe.neighbours)
    nearby = neighbours.log_odds(damped) if neighbours else np.zeros_like(signals.genres)
    return ValRead(signals, refining_inputs(names, vectors, words), names, neighbours, nearby)


def read_vectors(
    encoder: Encoder, texts: Sequence[str], progress: Progress, what: str = "val vectors"
) -> NDArray[np.float32]:
    """Return the mean token state of each text (texts × width)."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(texts)
    for start in range(0, len(order), READ_AT_ONCE):
        rows = order[start : start + READ_AT_ONCE]
        for row, read in zip(rows, encoder.read([texts[row] for row in rows]), strict=True):
            vectors[row] = read.states.mean(axis=0)
        progress(start + len(rows), len(order), what)
    return np.stack(vectors)


def log_words(texts: Sequence[str]) -> Floats:
    """Return the logarithm of each text's number of words."""
    logarithms: Floats = np.log1p([word_count(text) for text in texts])
    return logarithms


def mean_log_words(sides: Sides) -> float:
    """Return the mean over val of the logarithm of the number of words, on which it is centred everywhere."""
    return float(log_words(sides.val.contents).mean())


def _name_direction(
    encoder: Encoder, contents: Sequence[str], centre: Floats, recipe: NamesRecipe, progress: Progress
) -> NameDirection:
    """Read some train texts with names of many countries; returns the direction in which names move vectors."""
    texts = texts_in_all_names(contents, recipe)
    if not texts:
        return NameDirection.none(len(centre))
    vectors = read_vectors(encoder, [variant for text in texts for variant in text], progress, "names exchanged")
    return name_direction(vectors.reshape(len(texts), -1, len(centre)), centre)
