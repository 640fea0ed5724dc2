"""Writes an engine's heads into its folder: arrays, settings, terms and trees; no pickle anywhere."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from trending_now.domain.genre import Genre
from trending_now.models.heads.genre_heads import ARRAYS_FILE, SETTINGS_FILE, refining_file, trees_file
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.heads.name_direction import NameDirection
from trending_now.models.heads.neighbours import SETTINGS, Neighbours
from trending_now.training.heads.stack import Boosters, Stack
from trending_now.training.heads.thresholds import Thresholds

STORED_AS = {"lexical_weights": np.float16, "neighbour_points": np.int8, "neighbour_labels": np.uint8}


@dataclass(frozen=True, slots=True)
class FittedHeads:
    """All that was fitted on top of the encoder."""

    linear: dict[str, NDArray[np.float32]]
    stack: Stack
    names: NameDirection
    name_damping: float
    neighbours: Neighbours | None
    calibration: NDArray[np.floating]
    refining: Boosters
    thresholds: Thresholds
    operating_cuts: Mapping[str, Sequence[float | None]]
    mean_log_words: float
    tag_names: Sequence[str]
    tag_blend: NDArray[np.floating]
    tag_cuts: Sequence[float]


def write_heads(folder: Path, heads: FittedHeads, lexical: LexicalModel) -> None:
    """Write everything but the encoder, which lies there already, and the manifest, which comes last."""
    arrays: dict[str, NDArray[Any]] = {
        **heads.linear,
        "name_direction": heads.names.direction,
        "blend": heads.stack.blend,
        "calibration": heads.calibration,
        "tag_blend": heads.tag_blend,
        "rarity": lexical.rarity,
        "lexical_weights": lexical.weights,
        "lexical_biases": lexical.biases,
        **(heads.neighbours.arrays if heads.neighbours else {}),
    }
    save_file({name: _stored(name, value) for name, value in arrays.items()}, folder / ARRAYS_FILE)
    settings = {
        "mean_log_words": heads.mean_log_words,
        "name_centre": heads.names.centre,
        "name_damping": heads.name_damping,
        "cuts": list(zip(heads.thresholds.chosen, heads.thresholds.unsure, strict=True)),
        "operating_cuts": {aim: list(cuts) for aim, cuts in heads.operating_cuts.items()},
        "tag_names": list(heads.tag_names),
        "tag_cuts": list(heads.tag_cuts),
        **({SETTINGS: heads.neighbours.settings} if heads.neighbours else {}),
    }
    (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
    (folder / "terms.txt").write_text("\n".join(lexical.places), "utf-8")
    _write_trees(folder, trees_file, heads.stack.boosters)
    _write_trees(folder, refining_file, heads.refining)


def _write_trees(folder: Path, file_of: Callable[[Genre], str], boosters: Boosters) -> None:
    for genre, booster in zip(Genre, boosters, strict=True):
        path = folder / file_of(genre)
        path.parent.mkdir(exist_ok=True)
        booster.save_model(path)


def _stored(name: str, value: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(value, dtype=STORED_AS.get(name, np.float32))
