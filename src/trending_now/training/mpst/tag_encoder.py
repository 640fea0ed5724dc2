"""MPNet fine-tuned on MPST's tags alone: `python -m trending_now.training.mpst.tag_encoder MPST OUT --on train val`."""

import argparse
import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trending_now.errors import TrendingNowError
from trending_now.training.encoder.checkpoint import Checkpoint
from trending_now.training.encoder.fine_tuning import FineTuning
from trending_now.training.encoder.run import load_encoder
from trending_now.training.mpst.plots import TaggedPlots, read_plots
from trending_now.training.recipe import Recipe

LOG = logging.getLogger(__name__)

TAG_RECIPE = Recipe(
    pretrained="mpnet",
    epochs=4,
    train_windows=3,
    read_windows=8,
    learning_rate=6e-5,
    decay_epochs=1.5,
    gamma_negative=0.0,
    tag_weight=1.0,
    hidden_dropout=0.1,
)
"""Plain cross-entropy (gamma− 0), since the ranking needs probabilities; plots are long, so more windows are read."""

LOGGED_EACH = 25
Floats = NDArray[np.floating]


def fit_tag_encoder(plots: TaggedPlots, recipe: Recipe, folder: Path) -> Path:
    """Fine-tune, from the last checkpoint in the folder on; returns the last epoch's weights."""
    texts, tuning = plots.labelled(), FineTuning(recipe, _log_progress)
    tuning.fit(tuning.new_encoder(texts), folder.name, tuning.lessons(texts), folder, _log_epoch)
    return Checkpoint(folder).weights(math.ceil(recipe.epochs))


def tag_log_odds(weights: Path, texts: Sequence[str], recipe: Recipe = TAG_RECIPE) -> Floats:
    """Return rows × tags as the encoder of a checkpoint sees them."""
    return FineTuning(recipe, _log_progress).read(load_encoder(weights), texts, "texts read").tags


def _log_epoch(epoch: int, loss: float | None) -> None:
    LOG.info("epoch %d: mean loss %s", epoch, loss)


def _log_progress(done: int, total: int | None, what: str) -> None:
    if done % LOGGED_EACH == 0 or done == total:
        LOG.info("%s: %d of %s", what, done, total)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trending_now.training.mpst.tag_encoder", description=__doc__)
    parser.add_argument("mpst", type=Path, help="MPST as Parquet, with its official split")
    parser.add_argument("folder", type=Path, help="where checkpoints go; a run there is resumed")
    parser.add_argument("--on", nargs="+", choices=("train", "val"), default=["train"], help="the sides to fit on")
    parser.add_argument("--epochs", type=float, default=TAG_RECIPE.epochs)
    parser.add_argument("--decay-epochs", type=float, default=TAG_RECIPE.decay_epochs)
    parser.add_argument("--seed", type=int, default=TAG_RECIPE.seed)
    parser.add_argument("--threads", type=int, default=TAG_RECIPE.threads)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    changes = {name: getattr(given, name) for name in ("epochs", "decay_epochs", "seed", "threads")}
    recipe = replace(TAG_RECIPE, **changes)
    try:
        weights = fit_tag_encoder(read_plots(given.mpst, tuple(given.on)), recipe, given.folder)
    except TrendingNowError as error:
        parser.error(str(error))
    LOG.info("weights: %s", weights)


if __name__ == "__main__":
    _main()
