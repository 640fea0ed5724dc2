"""The baseline of a frozen MiniLM: its vectors, cached, and one XGBoost model a genre on them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.models.heads.genre_heads import sigmoid
from trending_now.training.encoder.device import best_device
from trending_now.training.encoder.fit import read_all
from trending_now.training.encoder.model import pretrained_encoder
from trending_now.training.encoder.pretrained import MINILM
from trending_now.training.encoder.windows import Vocabulary
from trending_now.training.heads.boost import boosted_logits, fit_trees
from trending_now.training.heads.vector_cache import VectorCache
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import Recipe, TreeRecipe

WINDOW_TOKENS = 256  # the published model reads no more of a text
VERSION = f"minilm-{MINILM.files['model.safetensors'][:12]}-{WINDOW_TOKENS}"

Floats = NDArray[np.floating]


def frozen_probabilities(
    texts: Sequence[LabelledTexts], recipe: TreeRecipe, cache: Path, progress: Progress
) -> tuple[Floats, Floats]:
    """Fit on the first of three sets of texts; returns the probabilities of the second and of the third."""
    train, *others = texts
    reader = FrozenReader()
    vectors = [VectorCache(cache / VERSION).vectors(part.contents, reader.read, progress) for part in texts]
    start = np.tile(_prior(train), (len(train), 1))
    boosters = fit_trees(vectors[0], start, train.genres, train.genre_mask, recipe)
    on_val, on_test = (
        sigmoid(boosted_logits(boosters, read, np.tile(_prior(train), (len(part), 1))))
        for part, read in zip(others, vectors[1:], strict=True)
    )
    return on_val, on_test


class FrozenReader:
    """MiniLM as published: the mean state of the tokens of a text's beginning, scaled to length 1."""

    def __init__(self) -> None:
        self._model = pretrained_encoder(MINILM.folder(), [0.5], [0.5], Recipe()).to(best_device())
        self._vocabulary = Vocabulary.of(MINILM)
        self._framing = self._vocabulary.framing(WINDOW_TOKENS, 1)

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return texts × 384."""
        body = WINDOW_TOKENS - 2
        windows = [self._framing.even(tokens[:body]) for tokens in self._vocabulary.tokenise(texts)]
        vectors = read_all(self._model, windows, _unseen, "").vectors
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def _prior(train: LabelledTexts) -> Floats:
    counted = np.maximum(train.genre_mask.sum(0), 1)
    share = np.clip((train.genres & train.genre_mask).sum(0) / counted, 1e-3, 1 - 1e-3)
    log_odds: Floats = np.log(share / (1 - share))
    return log_odds


def _unseen(done: int, total: int | None, what: str) -> None:
    """Show nothing, since the cache reports the progress."""
