"""How sure a difference between two engines is: paired bootstrap over rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference with the bounds between which 95 of 100 resamples lie."""

    difference: float
    low: float
    high: float


def macro_f1_gain(better: Predictions, baseline: Predictions, resamples: int = 2000, seed: int = 7) -> Interval:
    """Return how much higher the first macro-F1 is, both measured on the same resampled rows.

    Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), percentile interval.
    """
    rows = len(better.truth)
    rng = np.random.default_rng(seed)
    draws = np.stack([np.bincount(rng.integers(0, rows, rows), minlength=rows) for _ in range(resamples)])
    gains = _macro_f1(draws, better) - _macro_f1(draws, baseline)
    every = np.ones((1, rows))
    observed = float((_macro_f1(every, better) - _macro_f1(every, baseline))[0])
    low, high = np.quantile(gains, [0.025, 0.975])
    return Interval(observed, float(low), float(high))


def macro_f1_bounds(predictions: Predictions, resamples: int = 2000, seed: int = 7) -> Interval:
    """Return a macro-F1 (as `difference` from nought) with the bounds between which 95 of 100 resamples lie."""
    rows = len(predictions.truth)
    rng = np.random.default_rng(seed)
    draws = np.stack([np.bincount(rng.integers(0, rows, rows), minlength=rows) for _ in range(resamples)])
    low, high = np.quantile(_macro_f1(draws, predictions), [0.025, 0.975])
    return Interval(float(_macro_f1(np.ones((1, rows)), predictions)[0]), float(low), float(high))


def _macro_f1(draws: NDArray[np.number], predictions: Predictions) -> Floats:
    """Return one macro-F1 a draw; `draws` says how often each row was drawn."""
    truth, chosen = predictions.truth & predictions.mask, predictions.chosen & predictions.mask
    times = draws.astype(np.float64)
    hits, total = times @ (truth & chosen), times @ truth + times @ chosen
    f1 = np.divide(2 * hits, total, out=np.full(total.shape, np.nan), where=(times @ truth) > 0)
    means: Floats = np.nanmean(f1, axis=1)
    return means
