"""Fits the heads on an encoder and writes the engine's folder."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from trending_now.domain.ports import Progress
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import precise_cuts
from trending_now.models.artifacts import open_artifacts, write_manifest
from trending_now.models.boosted import ENCODER_FILE, READING_FILE, TOKENIZER_FILE
from trending_now.models.boosted import load_encoder as load_runtime_encoder
from trending_now.models.encoder import Encoder
from trending_now.models.heads import ARRAYS_FILE, calibrated_tags, sigmoid
from trending_now.models.words import word_count
from trending_now.training.blend import fit_blend, fit_tag_blend
from trending_now.training.boost import fit_trees
from trending_now.training.export import export_onnx
from trending_now.training.fit_heads import (
    CANDIDATES,
    Signals,
    both,
    inputs_of,
    measured,
    out_of_fold,
)
from trending_now.training.lexical import fit_lexical, lexical_logits
from trending_now.training.package import FittedHeads, write_heads
from trending_now.training.pretrained import pretrained_folder
from trending_now.training.recipe import HeadsRecipe, ReadingRecipe
from trending_now.training.run_encoder import load_encoder
from trending_now.training.texts import LabelledTexts, Sides
from trending_now.training.thresholds import fit_thresholds

READ_AT_ONCE = 64
METRICS_FILE = "heads.json"
LINEAR = ("genre_weights", "genre_biases", "tag_weights", "tag_biases")

Floats = NDArray[np.floating]
Figures = dict[str, dict[str, float]]
LinearHeads = dict[str, NDArray[np.float32]]
EncoderSource = Callable[[Path, ReadingRecipe], LinearHeads]
"""Puts an encoder's files into a folder, and returns the linear heads that were tuned with it."""


def fit_engine(sides: Sides, encoder: EncoderSource, recipe: HeadsRecipe, out: Path, progress: Progress) -> Figures:
    """Put the encoder there, fit lexical model and heads, and write the engine's files and their manifest.

    Returns the cross-validated figures on val of each candidate, and writes them beside the folder.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    linear = encoder(out, recipe.reading)
    write_manifest(out, "boosted")
    lexical = fit_lexical(sides.train, recipe.lexical)
    progress(1, 2, "lexical model and signals")
    words = np.log1p([word_count(text) for text in sides.val.contents])
    vectors = read_vectors(load_runtime_encoder(open_artifacts(out)), sides.val.contents, progress)
    signals = Signals(
        vectors,
        vectors @ linear["genre_weights"].T + linear["genre_biases"],
        vectors @ linear["tag_weights"].T + linear["tag_biases"],
        lexical_logits(lexical, sides.val.contents),
        words - words.mean(),
    )
    progress(2, 2, "lexical model and signals")
    figures, probabilities = _cross_validated(signals, sides.val, recipe, progress)
    fitted = _fitted(signals, sides.val, probabilities, recipe, linear, float(words.mean()))
    write_heads(out, fitted, lexical, sides.training_sets)
    (out.parent / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def read_vectors(encoder: Encoder, texts: Sequence[str], progress: Progress) -> NDArray[np.float32]:
    """Return the mean state of each text."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(texts)
    for start in range(0, len(order), READ_AT_ONCE):
        rows = order[start : start + READ_AT_ONCE]
        for row, read in zip(rows, encoder.read([texts[row] for row in rows]), strict=True):
            vectors[row] = read.states.mean(axis=0)
        progress(start + len(rows), len(order), "val vectors")
    return np.stack(vectors)


def tuned_encoder(weights: Path) -> EncoderSource:
    """Return what exports a fine-tuned encoder; its linear heads come with it."""

    def export(out: Path, reading: ReadingRecipe) -> LinearHeads:
        export_onnx(load_encoder(weights).bert, out / ENCODER_FILE)
        shutil.copyfile(pretrained_folder() / TOKENIZER_FILE, out / TOKENIZER_FILE)
        (out / READING_FILE).write_text(json.dumps(asdict(reading), indent=1) + "\n", "utf-8")
        tensors = load_file(weights)
        return {
            f"{short}_{kind}": tensors[f"{long}.{name}"]
            for short, long in (("genre", "genres"), ("tag", "tags"))
            for kind, name in (("weights", "weight"), ("biases", "bias"))
        }

    return export


def engine_encoder(engine: Path) -> EncoderSource:
    """Return what copies the encoder of an engine, byte by byte, and the linear heads that were tuned with it."""

    def copy(out: Path, _reading: ReadingRecipe) -> LinearHeads:
        artifacts = open_artifacts(engine)
        for name in (ENCODER_FILE, TOKENIZER_FILE, READING_FILE):
            shutil.copyfile(artifacts.path(name), out / name)
        arrays = load_file(artifacts.path(ARRAYS_FILE))
        return {name: arrays[name] for name in LINEAR}

    return copy


def _cross_validated(
    signals: Signals, val: LabelledTexts, recipe: HeadsRecipe, progress: Progress
) -> tuple[Figures, Floats]:
    """Return each candidate's cross-validated figures, and the out-of-fold probabilities of the last: the trees."""
    figures: Figures = {}
    probabilities: Floats = np.zeros(val.genres.shape)
    for name, fit in CANDIDATES.items():
        probabilities = out_of_fold(fit, signals, val, recipe)
        quality = asdict(measured(probabilities, val, recipe))
        figures[name] = {key: round(value or 0, 4) for key, value in quality.items() if key not in ("rows", "genres")}
        progress(len(figures), len(CANDIDATES), "heads cross-validated")
    return figures, probabilities


def _fitted(
    signals: Signals,
    val: LabelledTexts,
    probabilities: Floats,
    recipe: HeadsRecipe,
    linear: dict[str, NDArray[Any]],
    mean_log_words: float,
) -> FittedHeads:
    truth, mask = val.genres, val.genre_mask
    tag_blend = fit_tag_blend(signals.tags, val.tags, val.tag_mask, recipe.blend)
    tags = sigmoid(calibrated_tags(tag_blend, signals.tags))
    margin = both(signals, val, recipe)(signals)
    beside_truth = Predictions(truth, truth, probabilities.astype(np.float64), mask)
    return FittedHeads(
        linear=linear,
        blend=fit_blend(signals.genres, signals.lexical, signals.log_words, truth, mask, recipe.blend),
        boosters=fit_trees(inputs_of(signals), margin, truth, mask, recipe.trees),
        thresholds=fit_thresholds(probabilities, truth, mask, recipe.thresholds),
        precise_cuts=precise_cuts(beside_truth, recipe.operating.precision, recipe.operating.confidence),
        mean_log_words=mean_log_words,
        tag_names=val.tag_names,
        tag_blend=tag_blend,
        tag_cuts=fit_thresholds(tags, val.tags, val.tag_mask, recipe.thresholds).chosen,
    )
