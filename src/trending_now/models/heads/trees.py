"""Boosted trees at run time: reads XGBoost's files and evaluates all genres' trees at once, without XGBoost.

Importing XGBoost would take longer than all the rest of a first answer, and its trees are few and shallow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from trending_now.errors import EngineError
from trending_now.models.heads.ubjson import read_ubjson
from trending_now.models.runtime.file_cache import CachedFile

DEEPEST = 8  # every further level would double the size of each tree

Floats = NDArray[np.floating]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forests:
    """Several forests, as full binary trees of one depth; a leaf above the last level is a split that goes left.

    Splits are stored in the order of a heap: `columns` and `bounds` (splits × trees) hold the input column that each
    reads, and the value from which it goes right. `leaves` is trees × leaves. The trees of forest f are numbered from
    `starts[f]` up to, but not including, `starts[f + 1]`.
    """

    columns: Places
    bounds: NDArray[np.float32]
    leaves: NDArray[np.float32]
    starts: tuple[int, ...]

    def sums(self, inputs: Floats) -> NDArray[np.float64]:
        """Return rows × forests: the sum of the leaves that each row of `inputs` (rows × columns, finite) reaches."""
        across = np.ascontiguousarray(inputs.T)
        right = across[self.columns] >= self.bounds[:, :, None]
        place = right[0].astype(np.intp)
        for level in range(1, self.leaves.shape[1].bit_length() - 1):
            splits = right[2**level - 1 : 2 ** (level + 1) - 1]
            place = 2 * place + np.take_along_axis(splits, place[None], axis=0)[0]
        reached = np.take_along_axis(self.leaves, place, axis=1)
        both = zip(self.starts, self.starts[1:], strict=False)
        return np.stack([reached[start:end].sum(axis=0, dtype=np.float64) for start, end in both], axis=1)


def load_forests(paths: Sequence[Path], cached: CachedFile | None = None) -> Forests:
    """Load one forest a file, or all from `cached` if these files were read before.

    Raises:
        EngineError: a file is not one of XGBoost's, or its trees are of a kind that is not supported.
    """
    content = cached.read() if cached else None
    if content is not None:
        return _unpacked(content.tobytes())
    trees = [_trees(path) for path in paths]
    starts = np.cumsum([0, *map(len, trees)])
    forests = _heaps([tree for forest in trees for tree in forest], tuple(starts.tolist()))
    if cached:
        cached.write(_packed(forests))
    return forests


def _packed(forests: Forests) -> bytes:
    arrays = {name: getattr(forests, name) for name in ("columns", "bounds", "leaves")}
    return save(arrays | {"starts": np.array(forests.starts)})


def _unpacked(content: bytes) -> Forests:
    arrays = load(content)
    return Forests(**arrays | {"starts": tuple(arrays["starts"].tolist())})  # type: ignore[arg-type]


def _trees(path: Path) -> list[dict[str, Any]]:
    try:
        learner = read_ubjson(path.read_bytes())["learner"]
        model = learner["gradient_booster"]
        plain = model["name"] == "gbtree" and learner["learner_model_param"]["num_class"] == "0"
        trees: list[dict[str, Any]] = model["model"]["trees"] if plain else []
        plain = plain and not any(len(tree["categories_nodes"]) for tree in trees)
        plain = plain and not model["model"].get("weight_drop")  # weights of dropped-out trees (from XGBoost 3.4 on)
    except (KeyError, TypeError) as error:
        raise EngineError(f"{path} is no model of XGBoost: it has no {error}.") from None
    except EngineError as error:
        raise EngineError(f"{path} cannot be read: {error}") from None
    if not plain:
        raise EngineError(f"{path} holds another kind of model than plain trees for one log-odds.")
    return trees


def _heaps(trees: Sequence[dict[str, Any]], starts: tuple[int, ...]) -> Forests:
    roots = np.cumsum([0, *(len(tree["left_children"]) for tree in trees)])[:-1]
    left, right, columns, values = (
        np.concatenate([tree[name] for tree in trees])
        for name in ("left_children", "right_children", "split_indices", "split_conditions")
    )
    base = np.repeat(roots, [len(tree["left_children"]) for tree in trees])
    own = np.arange(len(left))
    is_leaf = left < 0
    left, right = np.where(is_leaf, own, left + base), np.where(is_leaf, own, right + base)
    level = roots[None]
    splits: list[NDArray[np.int64]] = []
    while not splits or not is_leaf[level].all():
        if len(splits) == DEEPEST:
            raise EngineError(f"The model's trees are deeper than {DEEPEST} levels.")
        splits.append(level)
        level = np.stack([left[level], right[level]], axis=1).reshape(-1, len(roots))
    nodes = np.concatenate(splits)
    bounds = np.where(is_leaf[nodes], np.inf, values[nodes]).astype(np.float32)
    return Forests(columns[nodes].astype(np.int64), bounds, values[level].T.astype(np.float32, order="C"), starts)
