"""XGBoost trees, one small forest a genre, that correct the blended log-odds; fitted on val with cross-validation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xgboost
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TreeRecipe:
    """How the trees grow; few, shallow and slow ones, since val has only thousands of rows."""

    rounds: int = 200
    depth: int = 2
    rate: float = 0.03
    column_share: float = 0.3
    row_share: float = 0.7
    lightest_leaf: float = 8.0
    penalty: float = 10.0
    seed: int = 7


def fit_trees(
    features: Floats, margin: Floats, truth: Booleans, mask: Booleans, recipe: TreeRecipe
) -> list[xgboost.Booster]:
    """Fit one booster a genre, starting from `margin`."""
    return [
        xgboost.train(
            _parameters(recipe),
            _matrix(features[mask[:, column]], margin[mask[:, column], column], truth[mask[:, column], column]),
            num_boost_round=recipe.rounds,
        )
        for column in range(truth.shape[1])
    ]


def boosted_logits(boosters: Sequence[xgboost.Booster], features: Floats, margin: Floats, rounds: int) -> Floats:
    """Return rows × genres log-odds after so many rounds."""
    return np.stack(
        [
            booster.predict(_matrix(features, margin[:, column], None), output_margin=True, iteration_range=(0, rounds))
            if rounds
            else margin[:, column]
            for column, booster in enumerate(boosters)
        ],
        axis=1,
    )


def _matrix(features: Floats, margin: Floats, truth: Booleans | None) -> xgboost.DMatrix:
    return xgboost.DMatrix(features, label=truth, base_margin=margin)


def _parameters(recipe: TreeRecipe) -> dict[str, object]:
    return {
        "objective": "binary:logistic",
        "base_score": 0.5,
        "tree_method": "hist",
        "max_bin": 64,
        "max_depth": recipe.depth,
        "eta": recipe.rate,
        "colsample_bynode": recipe.column_share,
        "subsample": recipe.row_share,
        "min_child_weight": recipe.lightest_leaf,
        "lambda": recipe.penalty,
        "seed": recipe.seed,
        "nthread": 1,
    }
