"""The baselines that every engine is compared with, each fitted on train, with thresholds chosen on val."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.ports import Progress
from trending_now.evaluation.comparison import Contender
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import aimed_cuts
from trending_now.training.heads.calibration import calibrated, fit_calibration
from trending_now.training.heads.cross_validation import out_of_fold
from trending_now.training.heads.lexical import fit_lexical, lexical_logits
from trending_now.training.heads.signals import Signals
from trending_now.training.heads.thresholds import fit_thresholds
from trending_now.training.labelled_texts import LabelledTexts, Sides
from trending_now.training.recipe import HeadsRecipe, TreeRecipe

Floats = NDArray[np.floating]

MAJORITY, LEXICAL, FROZEN = "majority", "tfidf-lr", "frozen-minilm-xgboost"
FROZEN_TREES = TreeRecipe(rounds=150, depth=4, rate=0.1, lightest_leaf=1.0, penalty=1.0)


@dataclass(frozen=True, slots=True)
class Baselines:
    """Fits baselines on the train and val rows, and makes their predictions for the test rows."""

    sides: Sides
    test: LabelledTexts
    progress: Progress
    recipe: HeadsRecipe

    def majority(self) -> Contender:
        """Every text gets the genre that most train texts have."""
        truth = self.test.genres
        chosen = np.zeros_like(truth)
        chosen[:, int((self.sides.train.genres & self.sides.train.genre_mask).sum(0).argmax())] = True
        return Contender(MAJORITY, "", Predictions(truth, chosen, chosen.astype(float), self.test.genre_mask))

    def lexical(self) -> Contender:
        """TF-IDF (1–2 grams) and balanced logistic regression; calibrated on val."""
        self.progress(0, 1, "TF-IDF + logistic regression")
        recipe = replace(self.recipe, lexical=replace(self.recipe.lexical, most_terms=None))
        model = fit_lexical(self.sides.train, recipe.lexical)
        val, test = (Signals.of_words(lexical_logits(model, texts.contents)) for texts in (self.sides.val, self.test))
        on_val = out_of_fold(val, self.sides.val, recipe)
        on_test = calibrated(fit_calibration(val, self.sides.val, recipe), test)
        self.progress(1, 1, "TF-IDF + logistic regression")
        return self._contender(LEXICAL, on_val, on_test)

    def frozen(self, cache: Path) -> Contender:
        """MiniLM without fine-tuning, and one XGBoost model a genre on its vectors; needs the train extra."""
        from trending_now.training.frozen_baseline import frozen_probabilities

        texts = (self.sides.train, self.sides.val, self.test)
        return self._contender(FROZEN, *frozen_probabilities(texts, FROZEN_TREES, cache, self.progress))

    def _contender(self, name: str, on_val: Floats, on_test: Floats) -> Contender:
        val, test = self.sides.val, self.test
        thresholds = fit_thresholds(on_val, val.genres, val.genre_mask, self.recipe.thresholds)
        probabilities = on_test.astype(np.float64)
        chosen = probabilities >= np.array(thresholds.chosen)
        beside_truth = Predictions(val.genres, val.genres, on_val.astype(np.float64), val.genre_mask)
        cuts = aimed_cuts(beside_truth, self.recipe.operating.expected_share)  # the same rule as the engine's
        return Contender(name, "", Predictions(test.genres, chosen, probabilities, test.genre_mask), cuts=cuts)
