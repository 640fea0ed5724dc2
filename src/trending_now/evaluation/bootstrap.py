"""Confidence intervals of macro-F1 and of its differences, by a (paired) bootstrap over rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.metrics import Predictions

SEED = 7
COUNTS_AT_ONCE = 8_000_000  # resamples times rows: memory stays small however many rows there are

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference with its 95 % confidence interval."""

    difference: float
    low: float
    high: float


def macro_f1_gain(better: Predictions, baseline: Predictions, resamples: int = 2000) -> Interval:
    """Return how much higher the first macro-F1 is, both measured on the same resampled rows.

    A resample without any positive label, possible with few rows, is left out. At least one label must be positive.

    Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), percentile interval.
    """
    rows = len(better.truth)
    draws = _draws(rows, resamples)
    gains = np.concatenate([_macro_f1(some, better) - _macro_f1(some, baseline) for some in draws])
    every = np.ones((1, rows))
    observed = float((_macro_f1(every, better) - _macro_f1(every, baseline))[0])
    return Interval(observed, *_bounds(gains))


def macro_f1_bounds(predictions: Predictions, resamples: int = 2000) -> Interval:
    """Return a macro-F1 (as `difference` from 0) with its 95 % confidence interval."""
    rows = len(predictions.truth)
    draws = _draws(rows, resamples)
    scores = np.concatenate([_macro_f1(some, predictions) for some in draws])
    return Interval(float(_macro_f1(np.ones((1, rows)), predictions)[0]), *_bounds(scores))


def _bounds(values: Floats) -> tuple[float, float]:
    """Return the 2.5 % and 97.5 % quantiles, without the NaN of resamples that have no positive label."""
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def _draws(rows: int, resamples: int) -> Iterator[NDArray[np.number]]:
    """Yield some resamples at a time (draws × rows): how often each row was drawn."""
    rng = np.random.default_rng(SEED)
    at_once = max(1, COUNTS_AT_ONCE // rows)
    for start in range(0, resamples, at_once):
        some = range(start, min(start + at_once, resamples))
        yield np.stack([np.bincount(rng.integers(0, rows, rows), minlength=rows) for _ in some])


def _macro_f1(draws: NDArray[np.number], predictions: Predictions) -> Floats:
    """Return the macro-F1 of each draw; NaN for a draw without any positive label."""
    truth, chosen = predictions.truth & predictions.mask, predictions.chosen & predictions.mask
    times = draws.astype(np.float64)
    hits, support = times @ (truth & chosen), times @ truth
    known = support > 0
    f1 = np.divide(2 * hits, support + times @ chosen, out=np.zeros(hits.shape), where=known)
    genres = known.sum(axis=1)
    means: Floats = np.divide(f1.sum(axis=1), genres, out=np.full(len(genres), np.nan), where=genres > 0)
    return means
