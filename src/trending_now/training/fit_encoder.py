"""The fine-tuning loop: seeded, resumable after each epoch, measured on val after each epoch."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from trending_now.domain.ports import Progress
from trending_now.training.batches import Batch, shuffled_batches, sorted_batches
from trending_now.training.encoder import GenreEncoder, parameter_groups
from trending_now.training.loss import asymmetric_loss
from trending_now.training.recipe import Recipe
from trending_now.training.texts import LabelledTexts
from trending_now.training.windows import Framing, Tokens

READ_TOKENS = 8192
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokenised:
    """Labelled texts and their token ids."""

    texts: LabelledTexts
    tokens: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of texts, row by row: vectors and logits."""

    vectors: Floats
    genres: Floats
    tags: Floats


class EncoderFitting:
    """Fine-tunes an encoder in a folder that holds its checkpoint."""

    def __init__(self, model: GenreEncoder, recipe: Recipe, framing: Framing, mask_id: int, folder: Path) -> None:
        self._model, self._recipe, self._framing = model, recipe, framing
        self._mask_id, self._folder = mask_id, folder
        groups = parameter_groups(model, recipe.learning_rate, recipe.head_rate, recipe.layer_decay)
        self._optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, fused=True)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]

    def run(self, train: Tokenised, report: Callable[[int], None], progress: Progress) -> None:
        """Fit from the last checkpoint on; `report` is called with each finished epoch's number."""
        torch.set_num_threads(self._recipe.threads)
        for epoch in range(self._resume(), math.ceil(self._recipe.epochs)):
            self._epoch(epoch, train, progress)
            self._save(epoch + 1)
            report(epoch + 1)

    def _epoch(self, epoch: int, train: Tokenised, progress: Progress) -> None:
        rng = np.random.default_rng((self._recipe.seed, epoch))
        torch.manual_seed(self._recipe.seed * 1000 + epoch)
        steps = -(-len(train.tokens) // self._recipe.batch_rows)
        windows = [self._framing.random(self._masked(tokens, rng), rng) for tokens in train.tokens]
        self._model.train()
        last = min(steps, round((self._recipe.epochs - epoch) * steps))
        batches = islice(shuffled_batches(windows, self._recipe.batch_rows, rng), last)
        for step, batch in enumerate(batches):
            self._set_rates(epoch * steps + step, steps)
            loss = self._loss(batch, train.texts)
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self._model.parameters(), 5.0)
            self._optimiser.step()
            progress(step + 1, last, f"epoch {epoch + 1} loss {loss.item():.3f}")

    def _loss(self, batch: Batch, texts: LabelledTexts) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            answer = self._model(batch)
        rows = batch.rows.numpy()
        genres = asymmetric_loss(
            answer.genres, _floats(texts.genres[rows]), _floats(texts.genre_mask[rows]), self._recipe.gamma_negative
        )
        tags = asymmetric_loss(
            answer.tags, _floats(texts.tags[rows]), _floats(texts.tag_mask[rows]), self._recipe.gamma_negative
        )
        return genres + self._recipe.tag_weight * tags

    def _masked(self, tokens: Sequence[int], rng: np.random.Generator) -> list[int]:
        array = np.array(tokens)
        array[rng.random(len(array)) < self._recipe.masked_share] = self._mask_id
        return list(array.tolist())

    def _set_rates(self, step: int, steps: int) -> None:
        left = (self._recipe.epochs * steps - step) / (self._recipe.decay_epochs * steps)
        share = min(1.0, (step + 1) / self._recipe.warmup_steps, left)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * share

    def _save(self, epoch: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        state = self._optimiser.state_dict()["state"]
        moments = {f"{number}/{name}": value for number, entry in state.items() for name, value in entry.items()}
        save_file(self._model.state_dict(), self._folder / f"model-{epoch}.safetensors")
        save_file(moments, self._folder / "optimiser.safetensors")
        content = {"epoch": epoch, "recipe": asdict(self._recipe), "saved_at": time.time()}
        (self._folder / "checkpoint.json").write_text(json.dumps(content, indent=1), "utf-8")

    def _resume(self) -> int:
        path = self._folder / "checkpoint.json"
        if not path.is_file():
            return 0
        epoch = int(json.loads(path.read_text("utf-8"))["epoch"])
        self._model.load_state_dict(load_file(self._folder / f"model-{epoch}.safetensors"))
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in load_file(self._folder / "optimiser.safetensors").items():
            number, name = key.split("/")
            state.setdefault(int(number), {})[name] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state, "param_groups": groups})
        return epoch


def read_all(model: GenreEncoder, windows: Sequence[list[Tokens]], progress: Progress) -> Reading:
    """Return the encoder's vectors and logits for texts cut into windows."""
    model.eval()
    parts: list[tuple[np.ndarray, ...]] = []
    done = 0
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in sorted_batches(windows, READ_TOKENS):
            answer = model(batch)
            outputs = (answer.vectors, answer.genres, answer.tags)
            parts.append((batch.rows.numpy(), *(output.float().numpy() for output in outputs)))
            done += len(batch.rows)
            progress(done, len(windows), "texts read")
    order = np.argsort(np.concatenate([part[0] for part in parts]))
    vectors, genres, tags = (np.concatenate([part[field] for part in parts])[order] for field in (1, 2, 3))
    return Reading(vectors, genres, tags)


def _floats(labels: NDArray[np.bool_]) -> torch.Tensor:
    return torch.from_numpy(labels).float()
