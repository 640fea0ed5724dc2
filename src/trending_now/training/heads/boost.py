"""XGBoost trees, one small forest a genre, that correct the blended log-odds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.training.recipe import TreeRecipe

if TYPE_CHECKING:
    import xgboost

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]


def fit_trees(
    features: Floats, margin: Floats, truth: Booleans, mask: Booleans, recipe: TreeRecipe
) -> "list[xgboost.Booster]":
    """Fit one booster a genre, starting from `margin`."""
    import xgboost

    return [
        xgboost.train(
            _parameters(recipe),
            _matrix(features[mask[:, column]], margin[mask[:, column], column], truth[mask[:, column], column]),
            num_boost_round=recipe.rounds,
        )
        for column in range(truth.shape[1])
    ]


def boosted_logits(boosters: "Sequence[xgboost.Booster]", features: Floats, margin: Floats) -> Floats:
    """Return rows × genres log-odds."""
    columns = [
        booster.predict(_matrix(features, margin[:, column], None), output_margin=True)
        for column, booster in enumerate(boosters)
    ]
    return np.stack(columns, axis=1)


def _matrix(features: Floats, margin: Floats, truth: Booleans | None) -> "xgboost.DMatrix":
    import xgboost

    return xgboost.DMatrix(features, label=truth, base_margin=margin)


def _parameters(recipe: TreeRecipe) -> dict[str, object]:
    return {
        "objective": "binary:logistic",
        "base_score": 0.5,
        "tree_method": "hist",
        "max_bin": recipe.bins,
        "max_depth": recipe.depth,
        "eta": recipe.rate,
        "colsample_bynode": recipe.column_share,
        "subsample": recipe.row_share,
        "min_child_weight": recipe.lightest_leaf,
        "lambda": recipe.penalty,
        "seed": recipe.seed,
        "nthread": 1,
    }
