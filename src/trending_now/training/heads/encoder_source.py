"""Where an engine's encoder comes from: fine-tuned here, or taken over from another engine with its heads."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray
from safetensors.numpy import load_file

from trending_now.domain.enrichment import TrainingSet
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Progress
from trending_now.errors import WrongUse
from trending_now.models.artifacts import MANIFEST, open_artifacts
from trending_now.models.boosted import ENCODER_FILE, READING_FILE, TOKENIZER_FILE
from trending_now.models.heads.genre_heads import ARRAYS_FILE, SETTINGS_FILE, trees_file
from trending_now.training.encoder.cross_fit import OutOfFold
from trending_now.training.encoder.export import export_onnx
from trending_now.training.encoder.pretrained import MINILM
from trending_now.training.encoder.run import load_encoder
from trending_now.training.heads.restored import restored
from trending_now.training.heads.signals import Signals
from trending_now.training.heads.silences import masked_silences
from trending_now.training.heads.stack import Stack, fit_stack
from trending_now.training.heads.unseen import unseen_logits
from trending_now.training.heads.val_reading import LinearHeads, log_words, mean_log_words
from trending_now.training.labelled_texts import Sides
from trending_now.training.recipe import HeadsRecipe, ReadingRecipe

LINEAR = ("genre_weights", "genre_biases", "tag_weights", "tag_biases")

Floats = NDArray[np.floating]
FitLinear = Callable[[Floats, Sides, HeadsRecipe], LinearHeads]
FitStack = Callable[[Sides, HeadsRecipe, Progress], Stack]


@dataclass(frozen=True, slots=True)
class Ground:
    """How an encoder's heads are obtained: its linear heads (from the train texts' vectors), and blend with trees.

    Of an encoder that is taken over, `training_sets` are what it was fitted with, and `tag_names` its tags in order.
    """

    linear: FitLinear
    stack: FitStack
    training_sets: tuple[TrainingSet, ...] = ()
    tag_names: tuple[str, ...] | None = None

    def refuse_other_tags(self, sides: Sides) -> None:
        """Refuse texts with other tags than an encoder's that is taken over: its heads give each tag by its place.

        Raises:
            WrongUse: they have others, or more or fewer.
        """
        if self.tag_names is None or self.tag_names == sides.train.tag_names:
            return
        raise WrongUse(
            f"The engine of --encoder-of knows {len(self.tag_names)} tags, and not the {len(sides.train.tag_names)} of "
            "this file of tags; give the tags that it was fitted with, or fit an encoder anew, without --encoder-of."
        )


EncoderSource = Callable[[Path, ReadingRecipe], Ground]
"""Puts an encoder's files into a folder."""


def tuned_encoder(weights: Path, out_of_fold: Path) -> EncoderSource:
    """Return the source of a fine-tuned encoder, whose stack is fitted on its stand-in's out-of-fold predictions."""

    def export(out: Path, reading: ReadingRecipe) -> Ground:
        export_onnx(load_encoder(weights).bert, out / ENCODER_FILE)
        shutil.copyfile(MINILM.folder() / TOKENIZER_FILE, out / TOKENIZER_FILE)
        (out / READING_FILE).write_text(json.dumps(asdict(reading), indent=1) + "\n", "utf-8")
        tensors = load_file(weights)
        linear = {
            f"{short}_{kind}": tensors[f"{long}.{name}"]
            for short, long in (("genre", "genres"), ("tag", "tags"))
            for kind, name in (("weights", "weight"), ("biases", "bias"))
        }
        return Ground(partial(_restored_on_train, linear), partial(_stack_on_train, out_of_fold))

    return export


def engine_encoder(engine: Path) -> EncoderSource:
    """Return the source that copies an engine's encoder, and takes over its linear heads, blend and trees.

    Raises:
        WrongUse: the folder holds no engine.
    """
    if not (engine / MANIFEST).is_file():
        raise WrongUse(f"{engine} holds no engine; name the folder of one with --encoder-of: {MANIFEST} lies in it.")

    def copy(out: Path, _reading: ReadingRecipe) -> Ground:
        artifacts = open_artifacts(engine)
        for name in (ENCODER_FILE, TOKENIZER_FILE, READING_FILE):
            shutil.copyfile(artifacts.path(name), out / name)
        arrays = load_file(artifacts.path(ARRAYS_FILE))
        boosters = [xgboost.Booster(model_file=artifacts.path(trees_file(genre))) for genre in Genre]
        stack = Stack(arrays["blend"], boosters)
        linear = {name: arrays[name] for name in LINEAR}
        settings = json.loads(artifacts.path(SETTINGS_FILE).read_text("utf-8"))
        sets, tag_names = artifacts.version.training_sets, tuple(settings["tag_names"])
        return Ground(lambda *_: linear, lambda *_: stack, sets, tag_names)

    return copy


def _restored_on_train(linear: LinearHeads, vectors: Floats, sides: Sides, recipe: HeadsRecipe) -> LinearHeads:
    """Correct the heads that were fine-tuned with the encoder for genres that sources have no tag for."""
    return restored(linear, vectors, sides.train.sources, recipe.silences, recipe.restoring)


def _stack_on_train(out_of_fold: Path, sides: Sides, recipe: HeadsRecipe, progress: Progress) -> Stack:
    """Fit the stack on out-of-fold predictions for all train texts that have a genre."""
    train = sides.train
    read = OutOfFold.read(out_of_fold, train)
    lexical = unseen_logits(train, recipe, progress)
    words = log_words(train.contents) - mean_log_words(sides)
    known = np.flatnonzero(train.genre_mask.any(axis=1))
    fitted_on = masked_silences(train, recipe.silences).rows(known)
    return fit_stack(Signals(read.genres, read.tags, lexical, words).rows(known), fitted_on, recipe)
