"""Fits the heads on an encoder and writes the engine's folder."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import Cuts, aimed_cuts
from trending_now.models.artifacts import Artifacts, open_artifacts, write_manifest
from trending_now.models.boosted import ENCODER_FILE, READING_FILE, TOKENIZER_FILE
from trending_now.models.boosted import load_encoder as load_runtime_encoder
from trending_now.models.encoder import Encoder
from trending_now.models.heads.genre_heads import calibrated_tags, sigmoid
from trending_now.models.runtime.compiled import precision_here
from trending_now.training.engine_folder import FittedHeads, write_heads
from trending_now.training.heads.blend import fit_tag_blend
from trending_now.training.heads.calibration import calibrated_log_odds, fit_calibration
from trending_now.training.heads.cross_validation import measured, out_of_fold, refined_out_of_fold
from trending_now.training.heads.encoder_source import EncoderSource
from trending_now.training.heads.lexical import fit_lexical
from trending_now.training.heads.silences import masked_silences
from trending_now.training.heads.stack import CANDIDATES, Stack, fit_refining
from trending_now.training.heads.thresholds import fit_thresholds
from trending_now.training.heads.val_reading import (
    LinearHeads,
    ValRead,
    mean_log_words,
    read_val,
    read_vectors,
)
from trending_now.training.heads.vector_cache import VectorCache
from trending_now.training.labelled_texts import LabelledTexts, Sides
from trending_now.training.recipe import HeadsRecipe

METRICS_FILE = "heads.json"
NEIGHBOURS, REFINED = "neighbours", "refined"
VECTORS = "vectors"

Floats = NDArray[np.floating]
Figures = dict[str, dict[str, float]]


def fit_engine(sides: Sides, encoder: EncoderSource, recipe: HeadsRecipe, out: Path, progress: Progress) -> Figures:
    """Export the encoder, fit lexical model and heads, and write the engine's folder with its manifest.

    Labels that a source has no tag for are masked for the stack, the calibration and the thresholds. They count as
    negatives for the lexical model, whose words hardly tell sources apart, and in all figures, as they do on test.
    The folder is moved into place once it is complete. The train texts' vectors are kept beside it, since reading them
    takes longest. Returns each candidate's cross-validated figures on val, which are written beside the folder too, and
    never lie beside another engine.
    """
    making = out.with_name(f"{out.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    ground = encoder(making, recipe.reading)
    ground.refuse_other_tags(sides)
    write_manifest(making, "boosted")
    files, precision = open_artifacts(making), precision_here()
    runtime = load_runtime_encoder(files, precision)
    cache = VectorCache(out.with_name(VECTORS) / vectors_version(files, precision))
    train_vectors = _train_vectors(runtime, sides.train, cache, progress)
    linear = ground.linear(train_vectors, sides, recipe)
    stack = ground.stack(sides, recipe, progress)
    lexical = fit_lexical(sides.train, recipe.lexical)
    progress(1, 1, "lexical model")
    read = read_val(runtime, linear, lexical, sides, train_vectors, recipe, progress)
    figures, probabilities = _cross_validated(read, stack, sides.val, recipe, progress)
    heads = _fitted(read, stack, sides, probabilities, recipe, linear)
    write_heads(making, heads, lexical)
    write_manifest(making, "boosted", dict.fromkeys((*sides.training_sets, *ground.training_sets)), sides.rows)
    (out.parent / METRICS_FILE).unlink(missing_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    making.rename(out)
    (out.parent / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def vectors_version(files: Artifacts, precision: str) -> str:
    """Return a digest of all that an encoder's vectors depend on: its files, and the precision it computes in."""
    made_of = "".join(files.digest(name) for name in (ENCODER_FILE, TOKENIZER_FILE, READING_FILE))
    return hashlib.sha256(f"{made_of}{precision}".encode()).hexdigest()[:12]


def _train_vectors(
    encoder: Encoder, train: LabelledTexts, cache: VectorCache, progress: Progress
) -> NDArray[np.float32]:
    def read(texts: Sequence[str]) -> NDArray[np.float32]:
        return read_vectors(encoder, texts, progress, "train vectors")

    return cache.vectors(train.contents, read, progress)


def _cross_validated(
    read: ValRead,
    stack: Stack,
    val: LabelledTexts,
    recipe: HeadsRecipe,
    progress: Progress,
) -> tuple[Figures, Floats]:
    """Return each candidate's cross-validated figures, and the out-of-fold probabilities of the final, refined one."""
    figures: Figures = {}
    fitted_on = masked_silences(val, recipe.silences)
    for name, candidate in CANDIDATES.items():
        probabilities = out_of_fold(candidate(read.signals, stack), fitted_on, recipe)
        figures[name] = _figures(probabilities, fitted_on, recipe, val)
        progress(len(figures), len(CANDIDATES) + 2, "heads cross-validated")
    corrected = stack.corrected(read.signals).raised(read.nearby)
    figures[NEIGHBOURS] = _figures(out_of_fold(corrected, fitted_on, recipe), fitted_on, recipe, val)
    probabilities = refined_out_of_fold(corrected, read.refining_inputs, fitted_on, recipe)
    figures[REFINED] = _figures(probabilities, fitted_on, recipe, val)
    progress(len(figures), len(CANDIDATES) + 2, "heads cross-validated")
    return figures, probabilities


def _figures(
    probabilities: Floats, fitted_on: LabelledTexts, recipe: HeadsRecipe, val: LabelledTexts
) -> dict[str, float]:
    quality = asdict(measured(probabilities, fitted_on, recipe, judged=val))
    return {key: round(value or 0, 4) for key, value in quality.items() if key not in ("rows", "genres")}


def _operating_cuts(probabilities: Floats, val: LabelledTexts, recipe: HeadsRecipe) -> Cuts:
    beside_truth = Predictions(val.genres, val.genres, probabilities.astype(np.float64), val.genre_mask)
    return aimed_cuts(beside_truth, recipe.operating.expected_share)


def _fitted(
    read: ValRead,
    stack: Stack,
    sides: Sides,
    probabilities: Floats,
    recipe: HeadsRecipe,
    linear: LinearHeads,
) -> FittedHeads:
    val, fitted_on = sides.val, masked_silences(sides.val, recipe.silences)
    corrected, tag_logits = stack.corrected(read.signals).raised(read.nearby), read.signals.tags
    calibration = fit_calibration(corrected, fitted_on, recipe)
    tag_blend = fit_tag_blend(tag_logits, val.tags, val.tag_mask, recipe.blend)
    tags = sigmoid(calibrated_tags(tag_blend, tag_logits))
    return FittedHeads(
        linear=linear,
        stack=stack,
        names=read.names,
        name_damping=recipe.names.damping,
        neighbours=read.neighbours,
        calibration=calibration,
        refining=fit_refining(read.refining_inputs, calibrated_log_odds(calibration, corrected), fitted_on, recipe),
        thresholds=fit_thresholds(probabilities, val.genres, fitted_on.genre_mask, recipe.thresholds),
        operating_cuts=_operating_cuts(probabilities, sides.val, recipe),
        mean_log_words=mean_log_words(sides),
        tag_names=val.tag_names,
        tag_blend=tag_blend,
        tag_cuts=fit_thresholds(tags, val.tags, val.tag_mask, recipe.thresholds).chosen,
    )
