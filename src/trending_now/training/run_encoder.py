"""Fine-tunes the encoder: each run of the recipe, and then the mean of the chosen checkpoints of the last ones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from trending_now.domain.ports import Progress
from trending_now.models.windows import Windowing
from trending_now.training.average import averaged
from trending_now.training.checkpoint import Checkpoint
from trending_now.training.device import best_device
from trending_now.training.encoder import GenreEncoder, pretrained_encoder
from trending_now.training.fit_encoder import EncoderFitting, Tokenised, read_all
from trending_now.training.pretrained import pretrained_folder
from trending_now.training.recipe import EncoderRecipe, EncoderRun, Recipe
from trending_now.training.texts import Sides
from trending_now.training.val_figures import val_figures
from trending_now.training.windows import Framing, frame_of, token_id, tokenise

WEIGHTS_FILE = "encoder.safetensors"
METRICS_FILE = "encoder.json"
LOG_FILE = "val.jsonl"


def tune_encoder(sides: Sides, recipe: EncoderRecipe, folder: Path, progress: Progress) -> dict[str, float]:
    """Fit what is not fitted yet, write the mean's weights and its figures on val, and return the figures.

    Each run has its folder, named after it: checkpoints and a line of val figures an epoch. The mean's figures lie
    beside `folder`.
    """
    workbench = _Workbench(sides, progress)
    for run in recipe.runs:
        workbench.fit(run, folder / run.name, _chosen(recipe.before(run), folder))
    save_file(averaged(_chosen(recipe.last, folder)), folder / WEIGHTS_FILE)
    figures = workbench.measure(load_encoder(folder / WEIGHTS_FILE), recipe.runs[0].recipe)
    (folder.parent / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def load_encoder(weights: Path) -> GenreEncoder:
    """Load a fine-tuned encoder from a checkpoint."""
    tensors = load_file(weights)
    genres, tags = len(tensors["genres.bias"]), len(tensors["tags.bias"])
    model = pretrained_encoder(pretrained_folder(), [0.5] * genres, [0.5] * tags, Recipe())
    model.load_state_dict(tensors)
    return model.eval()


@dataclass(frozen=True, slots=True)
class _Workbench:
    """What all runs share."""

    sides: Sides
    progress: Progress

    def fit(self, run: EncoderRun, folder: Path, start: Sequence[Path]) -> None:
        """Fine-tune from the run's last checkpoint on; else from the mean of `start`, else from what is pretrained."""
        torch.set_num_threads(run.recipe.threads)
        source = pretrained_folder()
        tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        train = self.sides.train
        rates = _rates(train.genres, train.genre_mask), _rates(train.tags, train.tag_mask)
        model = pretrained_encoder(source, *rates, run.recipe)
        if start:
            model.load_state_dict(averaged(start))
        cut = Framing(Windowing(run.recipe.window_tokens, run.recipe.train_windows), *frame_of(tokenizer))
        tokenised = Tokenised(train, tokenise(tokenizer, train.contents))

        def report(epoch: int, loss: float) -> None:
            line = {"epoch": epoch, "train_loss": round(loss, 4), **self.measure(model, run.recipe)}
            with (folder / LOG_FILE).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

        EncoderFitting(model, run, cut, token_id(tokenizer, "[MASK]"), folder).run(tokenised, report, self.progress)

    def measure(self, model: GenreEncoder, recipe: Recipe) -> dict[str, float]:
        """Return the figures on val."""
        tokenizer = Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json"))
        read = Framing(Windowing(recipe.window_tokens, recipe.read_windows), *frame_of(tokenizer))
        windows = [read.even(tokens) for tokens in tokenise(tokenizer, self.sides.val.contents)]
        return val_figures(read_all(model.to(best_device()), windows, self.progress, "val texts read"), self.sides.val)


def _chosen(runs: Sequence[EncoderRun], folder: Path) -> list[Path]:
    return [Checkpoint(folder / run.name).weights(epoch) for run in runs for epoch in run.average]


def _rates(labels: np.ndarray, mask: np.ndarray) -> list[float]:
    return [float(rate) for rate in (labels & mask).sum(0) / np.maximum(mask.sum(0), 1)]
