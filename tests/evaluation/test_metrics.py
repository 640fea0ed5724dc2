"""The figures of section 7, against scikit-learn's on random predictions with masked labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trending_now.domain.genre import Genre
from trending_now.evaluation.metrics import Predictions, average_precision, quality_of

metrics = pytest.importorskip("sklearn.metrics")

GENRES = len(Genre)


def random_predictions(seed: int, rows: int = 300) -> Predictions:
    """Return predictions that are right more often than not, a tenth of the labels masked, many ties."""
    chance = np.random.default_rng(seed)
    truth = chance.random((rows, GENRES)) < chance.uniform(0.02, 0.5, GENRES)
    probabilities = np.round(np.clip(chance.random(truth.shape) * 0.7 + truth * 0.3, 0, 1), 2)
    return Predictions(truth, probabilities >= 0.5, probabilities, chance.random(truth.shape) > 0.1)


@pytest.mark.parametrize("seed", range(5))
def test_every_genre_has_the_precision_recall_and_f1_of_scikit_learn(seed: int) -> None:
    given_ = random_predictions(seed)
    for column, quality in enumerate(quality_of(given_).genres):
        mask = given_.mask[:, column]
        truth, chosen = given_.truth[mask, column], given_.chosen[mask, column]
        ours = (quality.precision, quality.recall, quality.f1)
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(truth, chosen, average="binary")
        assert ours == pytest.approx((precision, recall, f1))
        assert (quality.genre, quality.support) == (list(Genre)[column], truth.sum())


@pytest.mark.parametrize("seed", range(5))
def test_the_averages_are_those_of_scikit_learn(seed: int) -> None:
    given_ = random_predictions(seed)
    quality = quality_of(given_)
    counted = given_.mask
    columns = [(given_.truth[m, c], given_.chosen[m, c]) for c, m in enumerate(counted.T)]
    assert quality.macro_f1 == pytest.approx(np.mean([metrics.f1_score(truth, chosen) for truth, chosen in columns]))
    assert quality.micro_f1 == pytest.approx(metrics.f1_score(given_.truth[counted], given_.chosen[counted]))
    ranked = [
        metrics.average_precision_score(given_.truth[m, c], given_.probabilities[m, c]) for c, m in enumerate(counted.T)
    ]
    assert quality.mean_average_precision == pytest.approx(np.mean(ranked))


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.2, 0.2000001, 0.7, 1.0])), min_size=1, max_size=40))
def test_average_precision_treats_ties_as_scikit_learn_does(rows: list[tuple[bool, float]]) -> None:
    truth = np.array([label for label, _ in rows])
    probabilities = np.array([probability for _, probability in rows])
    ours = average_precision(truth, probabilities)
    if truth.any():
        assert ours == pytest.approx(metrics.average_precision_score(truth, probabilities))
    else:
        assert ours is None


def test_a_masked_label_counts_neither_for_nor_against() -> None:
    before = random_predictions(1)
    quality = quality_of(before)
    upside_down = np.where(before.mask, before.chosen, ~before.chosen)
    turned = np.where(before.mask, before.truth, ~before.truth)
    shifted = np.where(before.mask, before.probabilities, 1 - before.probabilities)
    assert quality_of(Predictions(turned, upside_down, shifted, before.mask)) == quality


def test_a_genre_that_no_row_has_is_left_out_of_the_means() -> None:
    predictions = random_predictions(2)
    predictions.truth[:, 3] = False
    quality = quality_of(predictions)
    without = quality.genres[3]
    assert (without.f1, without.recall, without.average_precision, without.support) == (None, None, None, 0)
    others = [genre.f1 for genre in quality.genres if genre.f1 is not None]
    assert len(others) == GENRES - 1
    assert quality.macro_f1 == pytest.approx(np.mean(others))


def test_a_genre_never_chosen_has_no_precision_and_an_f1_of_zero() -> None:
    predictions = random_predictions(3)
    predictions.chosen[:, 0] = False
    quality = quality_of(predictions).genres[0]
    assert (quality.precision, quality.recall, quality.f1) == (None, 0.0, 0.0)


def test_nothing_that_counts_has_no_figures() -> None:
    predictions = random_predictions(4)
    quality = quality_of(
        Predictions(predictions.truth, predictions.chosen, predictions.probabilities, predictions.truth & False)
    )
    assert quality.rows == 300
    assert (quality.macro_f1, quality.micro_f1, quality.mean_average_precision) == (None, None, None)
    assert quality.expected_calibration_error is None
