"""From which probability on a genre is chosen."""

import numpy as np
import pytest

from trending_now.training.heads.thresholds import fit_thresholds
from trending_now.training.recipe import ThresholdRecipe

RECIPE = ThresholdRecipe()
RNG = np.random.default_rng(5)
PROBABILITIES = RNG.beta(1, 4, (20_000, 2))
TRUTH = RNG.random(PROBABILITIES.shape) < PROBABILITIES
EVERY = np.ones(TRUTH.shape, dtype=bool)


def test_with_many_calibrated_rows_it_is_half_of_the_best_f1() -> None:
    best = max(2 * (TRUTH[:, 0] & c).sum() / (TRUTH[:, 0].sum() + c.sum())
               for c in (PROBABILITIES[:, 0] >= t for t in np.linspace(0.05, 0.6, 56)))  # fmt: skip
    assert fit_thresholds(PROBABILITIES, TRUTH, EVERY, RECIPE).chosen[0] == pytest.approx(best / 2, abs=0.03)


def test_one_odd_row_does_not_move_a_rare_genre_far() -> None:
    few, truth, mask = PROBABILITIES[:200], TRUTH[:200].copy(), EVERY[:200]
    before = fit_thresholds(few, truth, mask, RECIPE).chosen[0]
    truth[few[:, 0].argmin(), 0] = True
    assert fit_thresholds(few, truth, mask, RECIPE).chosen[0] == pytest.approx(before, abs=0.05)


def test_uncertainty_begins_below_choice() -> None:
    thresholds = fit_thresholds(PROBABILITIES, TRUTH, EVERY, RECIPE)
    assert all(0 < unsure < chosen < 1 for unsure, chosen in zip(thresholds.unsure, thresholds.chosen, strict=True))


def test_a_genre_that_no_row_says_anything_of_is_never_chosen() -> None:
    assert fit_thresholds(PROBABILITIES, TRUTH, ~EVERY, RECIPE).chosen == (1.0, 1.0)


def test_a_genre_that_no_text_of_val_has_is_never_chosen_however_near_its_probabilities_are() -> None:
    near = np.full((100, 1), 0.002)
    thresholds = fit_thresholds(near, np.zeros((100, 1), dtype=bool), np.ones((100, 1), dtype=bool), RECIPE)
    assert (thresholds.chosen, thresholds.unsure) == ((1.0,), (RECIPE.band,))
