"""The figures of vibe scores: told apart, ranked, near to the rating."""

import numpy as np
import pytest

from trending_now.evaluation.vibe import vibe_quality


def test_scores_that_are_the_ratings_are_perfect() -> None:
    ratings = np.array([1.0, 4.0, 7.0, 10.0])
    quality = vibe_quality(ratings, ratings)
    assert (quality.rows, quality.accuracy, quality.spearman, quality.error) == (4, 1.0, pytest.approx(1.0), 0.0)


def test_a_lukewarm_rating_does_not_count_for_the_accuracy() -> None:
    quality = vibe_quality(np.array([9.0, 2.0, 9.0]), np.array([8.0, 5.0, 2.0]))
    assert quality.accuracy == 0.5


def test_the_error_is_the_root_of_the_mean_square() -> None:
    assert vibe_quality(np.array([3.0, 7.0]), np.array([0.0, 11.0])).error == pytest.approx(np.sqrt(12.5))


def test_scores_the_wrong_way_round_rank_the_wrong_way_round() -> None:
    assert vibe_quality(np.array([9.0, 5.0, 1.0]), np.array([1.0, 7.0, 9.0])).spearman == pytest.approx(-1.0)
