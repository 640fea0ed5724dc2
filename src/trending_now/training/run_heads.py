"""Fits the heads, writes the engine: `python -m trending_now.training.run_heads CORPUS MPST CHECKPOINT OUT`."""

import logging
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from trending_now.models.artifacts import open_artifacts, write_manifest
from trending_now.models.boosted import load_encoder
from trending_now.models.encoder import Encoder
from trending_now.models.words import word_count
from trending_now.training.blend import fit_blend
from trending_now.training.boost import TreeRecipe, fit_trees
from trending_now.training.encoder import pretrained_encoder
from trending_now.training.export import export_onnx
from trending_now.training.fit_heads import (
    Fit,
    Signals,
    both,
    encoder_alone,
    final_thresholds,
    inputs_of,
    lexical_alone,
    measured,
    out_of_fold,
    trees,
)
from trending_now.training.lexical import fit_lexical, lexical_logits
from trending_now.training.package import FittedHeads, write_heads
from trending_now.training.run_encoder import pretrained_folder
from trending_now.training.texts import LabelledTexts, read_texts

LOG = logging.getLogger(__name__)
MOST_TERMS = 60_000
READ_AT_ONCE = 64


def main(corpus: Path, mpst: Path, checkpoint: Path, out: Path) -> None:
    """Export the encoder, fit lexical model and heads, print the val table, write the files."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = load_file(checkpoint)
    _export(tensors, out)
    train, val = (read_texts(corpus, mpst, split) for split in ("train", "val"))
    lexical = fit_lexical(train, MOST_TERMS)
    linear = {
        f"{short}_{kind}": tensors[f"{long}.{name}"].numpy()
        for short, long in (("genre", "genres"), ("tag", "tags"))
        for kind, name in (("weights", "weight"), ("biases", "bias"))
    }
    write_manifest(out, "boosted")
    vectors = read_vectors(load_encoder(open_artifacts(out)), val.contents)
    words = np.log1p([word_count(text) for text in val.contents])
    signals = Signals(
        vectors,
        vectors @ linear["genre_weights"].T + linear["genre_biases"],
        vectors @ linear["tag_weights"].T + linear["tag_biases"],
        lexical_logits(lexical, val.contents),
        words - words.mean(),
    )
    np.savez(
        out.parent / f"{out.name}-val-signals.npz",
        vectors=vectors,
        genres=signals.genres,
        tags=signals.tags,
        lexical=signals.lexical,
        log_words=signals.log_words,
    )
    recipe = TreeRecipe()
    probabilities = _table(signals, val, recipe)
    blend = fit_blend(signals.genres, signals.lexical, signals.log_words, val.genres, val.genre_mask)
    boosters = fit_trees(inputs_of(signals), both(signals, val)(signals), val.genres, val.genre_mask, recipe)
    heads = FittedHeads(
        linear, blend, boosters, final_thresholds(probabilities, val), float(words.mean()), val.tag_names
    )
    write_heads(out, heads, lexical)


def read_vectors(encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
    """Return the mean state of each text."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), READ_AT_ONCE):
        rows = order[start : start + READ_AT_ONCE]
        for row, read in zip(rows, encoder.read([texts[row] for row in rows]), strict=True):
            vectors[row] = read.states.mean(axis=0)
    return vectors


def _export(tensors: dict[str, torch.Tensor], out: Path) -> None:
    source = pretrained_folder()
    model = pretrained_encoder(source, [0.5] * len(tensors["genres.bias"]), [0.5] * len(tensors["tags.bias"]))
    model.load_state_dict(tensors)
    export_onnx(model.bert, out / "encoder.onnx")
    shutil.copy(source / "tokenizer.json", out / "tokenizer.json")


def _table(signals: Signals, val: LabelledTexts, recipe: TreeRecipe) -> np.ndarray:
    """Print each candidate's cross-validated figures; returns the probabilities of the trees."""
    candidates: dict[str, Fit] = {
        "lexical": lexical_alone,
        "encoder": encoder_alone,
        "both": both,
        "trees": trees(recipe, recipe.rounds),
    }
    probabilities: NDArray[np.floating] = np.zeros(val.genres.shape)
    for name, fit in candidates.items():
        probabilities = out_of_fold(fit, signals, val)
        quality = measured(probabilities, val)
        figures = (
            quality.macro_f1,
            quality.micro_f1,
            quality.mean_average_precision,
            quality.expected_calibration_error,
        )
        LOG.info("%s %s", name, [round(figure or 0, 4) for figure in figures])
    return probabilities


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    corpus_path, mpst_path, checkpoint_path, out_path = map(Path, sys.argv[1:5])
    main(corpus_path, mpst_path, checkpoint_path, out_path)
