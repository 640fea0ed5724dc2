"""What every fine-tuning needs besides its loop: a new encoder, tokens, windows, targets, and inference."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from trending_now.domain.ports import Progress
from trending_now.training.encoder.device import best_device
from trending_now.training.encoder.fit import EncoderFitting, EncoderOutput, Lessons, Report, read_all
from trending_now.training.encoder.model import GenreEncoder, pretrained_encoder
from trending_now.training.encoder.pretrained import PRETRAINED
from trending_now.training.encoder.targets import Targets
from trending_now.training.encoder.views import Taught
from trending_now.training.encoder.windows import Vocabulary
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import Recipe


class FineTuning:
    """Fine-tunes encoders by one recipe, and computes their predictions."""

    def __init__(self, recipe: Recipe, progress: Progress) -> None:
        torch.set_num_threads(recipe.threads)
        self._recipe, self._progress = recipe, progress
        self._pretrained = PRETRAINED[recipe.pretrained]
        self._vocabulary = Vocabulary.of(self._pretrained)

    def new_encoder(self, train: LabelledTexts) -> GenreEncoder:
        """Return the pretrained encoder; its heads' biases start at the labels' rates in the training texts."""
        rates = _rates(train.genres, train.genre_mask), _rates(train.tags, train.tag_mask)
        return pretrained_encoder(self._pretrained.folder(), *rates, self._recipe)

    def lessons(self, texts: LabelledTexts, taught: Sequence[Taught] = (), share: float = 0.0) -> list[Lessons]:
        """Return tokens and targets: of the texts, or of each view that teachers have predicted.

        The teachers' predictions have the weight `share`, the labels the rest. A text that has a part of another one
        behind it is learned from the teachers alone.
        """
        genres, tags = Targets.hard(texts.genres, texts.genre_mask), Targets.hard(texts.tags, texts.tag_mask)
        if not taught or not share:
            return [Lessons(self._vocabulary.tokenise(texts.contents), genres, tags)]
        return [
            Lessons(
                self._vocabulary.tokenise(each.view.contents),
                genres.where(~each.view.mixed).softened(each.genres, share),
                tags.where(~each.view.mixed).softened(each.tags, share),
            )
            for each in taught
        ]

    def fit(
        self,
        model: GenreEncoder,
        name: str,
        lessons: Sequence[Lessons],
        folder: Path,
        report: Report,
        start: Sequence[Path] = (),
    ) -> None:
        """Fine-tune from the folder's last checkpoint on; see `EncoderFitting.run` for `report` and `start`."""
        cut = self._vocabulary.framing(self._recipe.window_tokens, self._recipe.train_windows)
        fitting = EncoderFitting(model, name, self._recipe, cut, self._vocabulary.mask_id, folder)
        fitting.run(lessons, start, report, self._progress)

    def read(self, model: GenreEncoder, texts: Sequence[str], what: str) -> EncoderOutput:
        """Return the encoder's vectors and logits of texts."""
        cut = self._vocabulary.framing(self._recipe.window_tokens, self._recipe.read_windows)
        windows = [cut.even(tokens) for tokens in self._vocabulary.tokenise(texts)]
        return read_all(model.to(best_device()), windows, self._progress, what)


def _rates(labels: np.ndarray, mask: np.ndarray) -> list[float]:
    return [float(rate) for rate in (labels & mask).sum(0) / np.maximum(mask.sum(0), 1)]
