"""Writes what an engine needs into a folder: arrays, settings, terms, trees and the manifest; no pickle anywhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from trending_now.domain.enrichment import TrainingSet
from trending_now.domain.genre import Genre
from trending_now.models.artifacts import write_manifest
from trending_now.models.heads import ARRAYS_FILE, SETTINGS_FILE, trees_file
from trending_now.models.lexical import LexicalModel
from trending_now.training.fit_heads import Stack
from trending_now.training.thresholds import Thresholds

HALVED = ("lexical_weights",)


@dataclass(frozen=True, slots=True)
class FittedHeads:
    """All that was fitted on top of the encoder."""

    linear: dict[str, NDArray[np.float32]]
    stack: Stack
    calibration: NDArray[np.floating]
    thresholds: Thresholds
    operating_cuts: Mapping[str, Sequence[float | None]]
    mean_log_words: float
    tag_names: Sequence[str]
    tag_blend: NDArray[np.floating]
    tag_cuts: Sequence[float]


def write_heads(folder: Path, heads: FittedHeads, lexical: LexicalModel, training_sets: Sequence[TrainingSet]) -> None:
    """Write everything but the encoder, which lies there already, and then the manifest."""
    arrays: dict[str, NDArray[Any]] = {
        **heads.linear,
        "blend": heads.stack.blend,
        "calibration": heads.calibration,
        "tag_blend": heads.tag_blend,
        "rarity": lexical.rarity,
        "lexical_weights": lexical.weights,
        "lexical_biases": lexical.biases,
    }
    save_file({name: _stored(name, value) for name, value in arrays.items()}, folder / ARRAYS_FILE)
    settings = {
        "mean_log_words": heads.mean_log_words,
        "cuts": list(zip(heads.thresholds.chosen, heads.thresholds.unsure, strict=True)),
        "operating_cuts": {aim: list(cuts) for aim, cuts in heads.operating_cuts.items()},
        "tag_names": list(heads.tag_names),
        "tag_cuts": list(heads.tag_cuts),
    }
    (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
    (folder / "terms.txt").write_text("\n".join(lexical.places), "utf-8")
    (folder / "trees").mkdir(exist_ok=True)
    for genre, booster in zip(Genre, heads.stack.boosters, strict=True):
        booster.save_model(folder / trees_file(genre))
    write_manifest(folder, "boosted", training_sets)


def _stored(name: str, value: NDArray[Any]) -> NDArray[Any]:
    kind = np.float16 if name in HALVED else np.float32
    return np.ascontiguousarray(value, dtype=kind)
