"""The calibration error is the mean over the genres of the gaps in ten bins of equal mass."""

import numpy as np
import pytest

from trending_now.evaluation.calibration import Bin, expected_calibration_error, reliability


def all_of(shape: tuple[int, int]) -> np.ndarray:
    """Return a mask that lets every label count."""
    return np.ones(shape, dtype=bool)


def by_definition(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Return one column's error, written out bin by bin."""
    pairs = sorted(zip(probabilities, truth, strict=True), key=lambda pair: pair[0])
    size, error = len(pairs) // 10, 0.0
    for start in range(0, len(pairs), size):
        rows = pairs[start : start + size]
        error += abs(sum(p for p, _ in rows) / size - sum(t for _, t in rows) / size) * size / len(pairs)
    return error


def test_the_error_is_the_mean_over_the_genres_of_ten_bins_of_equal_mass() -> None:
    chance = np.random.default_rng(5)
    probabilities = chance.random((500, 4)) ** 2
    truth = chance.random((500, 4)) < probabilities**1.5
    expected = np.mean([by_definition(probabilities[:, c], truth[:, c]) for c in range(4)])
    error = expected_calibration_error(probabilities, truth, all_of(truth.shape))
    assert error == pytest.approx(expected)


def test_true_probabilities_have_almost_no_error_and_doubled_ones_a_large_one() -> None:
    chance = np.random.default_rng(6)
    probabilities = chance.random((20_000, 2)) / 2
    truth = chance.random((20_000, 2)) < probabilities
    true = expected_calibration_error(probabilities, truth, all_of(truth.shape))
    doubled = expected_calibration_error(probabilities * 2, truth, all_of(truth.shape))
    assert true == pytest.approx(0, abs=0.02)
    assert doubled == pytest.approx(0.25, abs=0.02)


def test_a_bin_holds_as_many_rows_as_the_next_however_the_probabilities_crowd() -> None:
    probabilities = np.r_[np.full(90, 0.01), np.linspace(0.5, 0.95, 10)][:, None]
    truth = np.r_[np.zeros(90), np.ones(10)].astype(bool)[:, None]
    error = expected_calibration_error(probabilities, truth, all_of(truth.shape))
    assert error == pytest.approx((90 * 0.01 + 10 * (1 - 0.725)) / 100)


def test_the_order_of_equally_probable_rows_does_not_matter() -> None:
    chance = np.random.default_rng(8)
    probabilities, truth = chance.choice([0.1, 0.4, 0.8], (200, 1)), chance.random((200, 1)) < 0.4
    positives_last, positives_first = np.argsort(truth[:, 0]), np.argsort(~truth[:, 0])
    one, other = (
        expected_calibration_error(probabilities[rows], truth[rows], all_of(truth.shape))
        for rows in (positives_last, positives_first)
    )
    assert one == pytest.approx(other)


def test_a_masked_label_does_not_count() -> None:
    probabilities = np.array([[0.0], [1.0], [0.5]])
    truth = np.array([[False], [True], [False]])
    assert expected_calibration_error(probabilities, truth, np.array([[True], [True], [False]])) == 0.0


def test_a_genre_without_a_label_that_counts_is_left_out() -> None:
    probabilities, truth = np.array([[1.0, 0.9]]), np.array([[True, False]])
    assert expected_calibration_error(probabilities, truth, np.array([[True, False]])) == 0.0
    assert expected_calibration_error(probabilities, truth, np.array([[False, False]])) is None


def test_fewer_rows_than_bins_make_a_bin_each() -> None:
    probabilities, truth = np.array([[0.2], [0.9]]), np.array([[False], [True]])
    assert expected_calibration_error(probabilities, truth, all_of(truth.shape)) == pytest.approx(0.15)


def test_a_calibration_plot_has_a_point_for_each_tenth_that_holds_a_label_that_counts() -> None:
    probabilities = np.array([[0.0, 0.5], [0.25, 0.875], [0.125, 1.0], [0.125, 0.9375]])
    truth = np.array([[False, True], [True, True], [False, True], [True, False]])
    mask = np.array([[True, False], [True, True], [True, True], [True, True]])
    assert reliability(probabilities, truth, mask) == (
        Bin(0.0, 0.0, 1),
        Bin(0.125, 0.5, 2),
        Bin(0.25, 1.0, 1),
        Bin(0.875, 1.0, 1),
        Bin(0.96875, 0.5, 2),
    )
