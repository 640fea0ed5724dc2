"""How sure a difference between two engines is."""

import numpy as np
import pytest

from trending_now.evaluation.bootstrap import macro_f1_bounds, macro_f1_gain
from trending_now.evaluation.metrics import Predictions, quality_of

RNG = np.random.default_rng(3)
TRUTH = RNG.random((400, 20)) < 0.3
MASK = RNG.random((400, 20)) < 0.95


def predictions(wrong: float) -> Predictions:
    """Return predictions that are wrong in so great a share of labels."""
    chosen = TRUTH ^ (RNG.random(TRUTH.shape) < wrong)
    return Predictions(TRUTH, chosen, chosen.astype(float), MASK)


def test_the_difference_is_that_of_the_two_macro_f1() -> None:
    better, worse = predictions(0.1), predictions(0.2)
    expected = (quality_of(better).macro_f1 or 0) - (quality_of(worse).macro_f1 or 0)
    assert macro_f1_gain(better, worse, resamples=10).difference == pytest.approx(expected)


def test_a_clear_gain_has_a_lower_bound_above_zero() -> None:
    gain = macro_f1_gain(predictions(0.1), predictions(0.3), resamples=200)
    assert 0 < gain.low < gain.difference < gain.high


def test_an_engine_gains_nothing_over_itself() -> None:
    same = predictions(0.2)
    gain = macro_f1_gain(same, same, resamples=50)
    assert (gain.low, gain.difference, gain.high) == (0, 0, 0)


def test_a_draw_of_rows_without_any_label_leaves_the_bounds_as_numbers() -> None:
    truth = np.zeros((2, 20), dtype=bool)
    truth[0, 3] = True
    right, nothing = (Predictions(truth, chosen, TRUTH[:2] * 0.0, truth | True) for chosen in (truth, truth & False))
    assert (macro_f1_bounds(right).low, macro_f1_gain(right, nothing).low) == (1.0, 1.0)


def test_the_same_seed_gives_the_same_interval() -> None:
    better, worse = predictions(0.1), predictions(0.2)
    assert macro_f1_gain(better, worse, resamples=50) == macro_f1_gain(better, worse, resamples=50)


def test_resamples_of_few_rows_that_hold_no_positive_label_are_left_out() -> None:
    truth = np.zeros((4, 20), dtype=bool)
    truth[0, 3] = True
    right, wrong = (Predictions(truth, chosen, chosen.astype(float), ~(truth & ~truth)) for chosen in (truth, ~truth))
    gain, bounds = macro_f1_gain(right, wrong, resamples=50), macro_f1_bounds(right, resamples=50)
    assert (gain.low, gain.difference, gain.high) == (1, 1, 1)
    assert (bounds.low, bounds.difference, bounds.high) == (1, 1, 1)
