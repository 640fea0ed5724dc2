"""MiniLM fine-tuned on MPST's tags alone: `python -m trending_now.training.tag_encoder MPST FOLDER --on train val`."""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from trending_now.models.windows import Windowing
from trending_now.training.checkpoint import Checkpoint
from trending_now.training.encoder import pretrained_encoder
from trending_now.training.fit_encoder import EncoderFitting, Tokenised, read_all
from trending_now.training.mpst_plots import TaggedPlots, read_plots
from trending_now.training.pretrained import pretrained_folder
from trending_now.training.recipe import EncoderRun, Recipe
from trending_now.training.run_encoder import load_encoder
from trending_now.training.windows import Framing, frame_of, token_id, tokenise

LOG = logging.getLogger(__name__)

TAG_RECIPE = Recipe(
    epochs=4,
    read_windows=8,
    learning_rate=1e-4,
    decay_epochs=1.0,
    gamma_negative=0.0,
    tag_weight=1.0,
    hidden_dropout=0.1,
)
"""Plain cross-entropy (gamma− 0), since the ranking needs probabilities; plots are long, so more windows are read."""

LOGGED_EACH = 25
Floats = NDArray[np.floating]


def fit_tag_encoder(plots: TaggedPlots, recipe: Recipe, folder: Path) -> Path:
    """Fine-tune, from the last checkpoint in the folder on; returns the last epoch's weights."""
    source = pretrained_folder()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    texts = plots.labelled()
    model = pretrained_encoder(
        source, [float(rate) for rate in texts.genres.mean(0)], [float(rate) for rate in texts.tags.mean(0)], recipe
    )
    framing = _framing(tokenizer, recipe.window_tokens, recipe.train_windows)
    run = EncoderRun(folder.name, (int(np.ceil(recipe.epochs)),), recipe)
    fitting = EncoderFitting(model, run, framing, token_id(tokenizer, "[MASK]"), folder)
    fitting.run(Tokenised(texts, tokenise(tokenizer, texts.contents)), _log_epoch, _log_progress)
    return Checkpoint(folder).weights(run.average[0])


def tag_probabilities(weights: Path, texts: Sequence[str], recipe: Recipe = TAG_RECIPE) -> Floats:
    """Return rows × tags as the encoder of a checkpoint sees them."""
    torch.set_num_threads(recipe.threads)
    tokenizer = Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json"))
    framing = _framing(tokenizer, recipe.window_tokens, recipe.read_windows)
    windows = [framing.even(tokens) for tokens in tokenise(tokenizer, texts)]
    logits = read_all(load_encoder(weights), windows, _log_progress, "texts read").tags.astype(np.float64)
    probabilities: Floats = 1 / (1 + np.exp(-logits))
    return probabilities


def _framing(tokenizer: Tokenizer, length: int, most: int) -> Framing:
    return Framing(Windowing(length, most), *frame_of(tokenizer))


def _log_epoch(epoch: int, loss: float) -> None:
    LOG.info("epoch %d: mean loss %.4f", epoch, loss)


def _log_progress(done: int, total: int | None, what: str) -> None:
    if done % LOGGED_EACH == 0 or done == total:
        LOG.info("%s: %d of %s", what, done, total)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trending_now.training.tag_encoder", description=__doc__)
    parser.add_argument("mpst", type=Path, help="MPST as Parquet, with its official split")
    parser.add_argument("folder", type=Path, help="where checkpoints go; a run there is resumed")
    parser.add_argument("--on", nargs="+", choices=("train", "val"), default=["train"], help="the sides to fit on")
    parser.add_argument("--epochs", type=float, default=TAG_RECIPE.epochs)
    parser.add_argument("--threads", type=int, default=TAG_RECIPE.threads)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    recipe = replace(TAG_RECIPE, epochs=given.epochs, threads=given.threads)
    weights = fit_tag_encoder(read_plots(given.mpst, tuple(given.on)), recipe, given.folder)
    LOG.info("weights: %s", weights)


if __name__ == "__main__":
    _main()
