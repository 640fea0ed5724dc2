"""Kernel ridge regression of all tags at once, with similarities of texts as the kernel."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Gt, Le
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]

LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class RidgeRecipe:
    """Hyperparameters; a plot shared by several titles is wrong for most of them, so its weight is `shared_weight`."""

    penalty: Annotated[float, Gt(0)] = 3.0
    shared_weight: Annotated[float, Gt(0), Le(1)] = 0.4


def ridge_probabilities(similar: Floats, tags: Booleans, shared: Booleans, recipe: RidgeRecipe) -> Floats:
    """Fit on the first rows and return rows × tags for the others, between `LEAST` and 1.

    `similar` is (fitted + read) × fitted; `tags` and `shared` are those of the fitted rows.
    """
    fitted = len(tags)
    share = tags.mean(axis=0, dtype=np.float32)
    weights = np.where(shared, np.float32(recipe.shared_weight), np.float32(1))
    model = KernelRidge(alpha=recipe.penalty, kernel="precomputed")
    model.fit(similar[:fitted], tags - share, sample_weight=weights)
    probabilities: Floats = np.clip(model.predict(similar[fitted:]) + share, LEAST, 1)
    return probabilities
