"""The fine-tuning loop: seeded, resumable after each epoch, measured on val after each epoch."""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.models.artifacts import sha256
from trending_now.training.encoder.batches import Batch, shuffled_batches, sorted_batches
from trending_now.training.encoder.checkpoint import Checkpoint
from trending_now.training.encoder.device import best_device, mixed_precision
from trending_now.training.encoder.loss import asymmetric_loss
from trending_now.training.encoder.model import GenreEncoder, parameter_groups
from trending_now.training.encoder.targets import Targets
from trending_now.training.encoder.windows import Framing, Tokens
from trending_now.training.recipe import Recipe

READ_TOKENS = 8192
Floats = NDArray[np.float32]
Report = Callable[[int, float | None], None]
"""Gets an epoch's number and its mean loss; None if an earlier version wrote its checkpoint."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """The token ids of texts (or of one view of each), with the targets to learn."""

    tokens: Sequence[Sequence[int]]
    genres: Targets
    tags: Targets

    def digest(self) -> str:
        """Return a digest of tokens and targets."""
        digest = hashlib.sha256()
        for tokens in self.tokens:
            digest.update(np.array([len(tokens), *tokens]).tobytes())
        for targets in (self.genres, self.tags):
            digest.update(np.ascontiguousarray(targets.probability).tobytes() + np.packbits(targets.mask).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class EncoderOutput:
    """The encoder's output for texts, row by row: vectors, and logits of genres and tags."""

    vectors: Floats
    genres: Floats
    tags: Floats


class EncoderFitting:
    """Fine-tunes an encoder in a folder that holds its checkpoint."""

    def __init__(
        self, model: GenreEncoder, name: str, recipe: Recipe, framing: Framing, mask_id: int, folder: Path
    ) -> None:
        self._device = best_device()
        self._model, self._name, self._recipe = model.to(self._device), name, recipe
        self._framing, self._mask_id, self._checkpoint = framing, mask_id, Checkpoint(folder)
        groups = parameter_groups(model, recipe.learning_rate, recipe.head_rate, recipe.layer_decay)
        self._optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, fused=True)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]

    def run(self, views: Sequence[Lessons], start: Sequence[Path], report: Report, progress: Progress) -> None:
        """Fit from the last checkpoint on; `report` gets each finished epoch, the one that it goes on from once more.

        A run may have been stopped between an epoch's checkpoint and its report. Each epoch uses the next view, and
        after the last one the first again. `start` are the weights whose mean the model has; none if pretrained ones.

        Raises:
            WrongUse: the checkpoint was made with another recipe, other lessons or from another start.
        """
        torch.set_num_threads(self._recipe.threads)
        made_of = " ".join((*(view.digest() for view in views), *map(sha256, start)))
        done = self._checkpoint.restore(self._recipe, made_of, self._model, self._optimiser)
        if done:
            report(done, self._checkpoint.loss())
        for epoch in range(done, math.ceil(self._recipe.epochs)):
            loss = round(self._epoch(epoch, views[epoch % len(views)], progress), 4)
            self._checkpoint.save(epoch + 1, self._recipe, made_of, self._model, self._optimiser, loss)
            report(epoch + 1, loss)

    def _epoch(self, epoch: int, train: Lessons, progress: Progress) -> float:
        rng = np.random.default_rng((self._recipe.seed, epoch))
        torch.manual_seed(self._recipe.seed * 1000 + epoch)
        steps = -(-len(train.tokens) // self._recipe.batch_rows)
        windows = [self._framing.random(self._masked(tokens, rng), rng) for tokens in train.tokens]
        self._model.train()
        last = min(steps, round((self._recipe.epochs - epoch) * steps))
        what, losses = f"run {self._name}, epoch {epoch + 1}: batches", []
        for step, batch in enumerate(islice(shuffled_batches(windows, self._recipe.batch_rows, rng), last)):
            self._set_rates(epoch * steps + step, steps)
            loss = self._loss(batch, train)
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.longest_gradient)
            self._optimiser.step()
            losses.append(loss.item())
            progress(step + 1, last, what)
        return float(np.mean(losses))

    def _loss(self, batch: Batch, train: Lessons) -> torch.Tensor:
        with mixed_precision(self._device):
            answer = self._model(batch.on(self._device))
        genres = self._task_loss(answer.genres, train.genres, batch.rows.numpy())
        return genres + self._recipe.tag_weight * self._task_loss(answer.tags, train.tags, batch.rows.numpy())

    def _task_loss(self, logits: torch.Tensor, targets: Targets, rows: NDArray[np.int64]) -> torch.Tensor:
        truth, mask = (
            torch.from_numpy(values[rows]).to(self._device).float() for values in (targets.probability, targets.mask)
        )
        return asymmetric_loss(logits, truth, mask, self._recipe.gamma_negative)

    def _masked(self, tokens: Sequence[int], rng: np.random.Generator) -> list[int]:
        array = np.array(tokens)
        array[rng.random(len(array)) < self._recipe.masked_share] = self._mask_id
        return list(array.tolist())

    def _set_rates(self, step: int, steps: int) -> None:
        left = (self._recipe.epochs * steps - step) / (self._recipe.decay_epochs * steps)
        share = min(1.0, (step + 1) / self._recipe.warmup_steps, left)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * share


def read_all(model: GenreEncoder, windows: Sequence[list[Tokens]], progress: Progress, what: str) -> EncoderOutput:
    """Return the encoder's vectors and logits for texts cut into windows."""
    device = next(model.parameters()).device
    model.eval()
    parts: list[tuple[np.ndarray, ...]] = []
    done = 0
    with torch.inference_mode(), mixed_precision(device):
        for batch in sorted_batches(windows, READ_TOKENS):
            answer = model(batch.on(device))
            outputs = (answer.vectors, answer.genres, answer.tags)
            parts.append((batch.rows.numpy(), *(output.float().cpu().numpy() for output in outputs)))
            done += len(batch.rows)
            progress(done, len(windows), what)
    order = np.argsort(np.concatenate([part[0] for part in parts]))
    vectors, genres, tags = (np.concatenate([part[field] for part in parts])[order] for field in (1, 2, 3))
    return EncoderOutput(vectors, genres, tags)
