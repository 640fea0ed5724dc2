"""The figures of the tag benchmark, computed by hand."""

import numpy as np
import pytest

from trending_now.evaluation.tag_metrics import tag_quality, top_tags

TRUTH = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1]], dtype=bool)


def test_each_title_gets_its_k_highest_tags() -> None:
    scores = np.array([[0.1, 0.9, 0.5], [0.8, 0.2, 0.3]])
    assert top_tags(scores, 2).tolist() == [[False, True, True], [True, False, True]]


def test_of_equal_scores_the_first_tags_are_given() -> None:
    assert top_tags(np.zeros((1, 3)), 2).tolist() == [[True, True, False]]


def test_more_tags_than_there_are_is_all_of_them() -> None:
    assert top_tags(np.array([[0.1, 0.2]]), 5).all()


def test_the_figures_are_those_counted_by_hand() -> None:
    chosen = np.array([[1, 0, 1, 0], [1, 0, 1, 0], [1, 0, 1, 0]], dtype=bool)
    quality = tag_quality(TRUTH, chosen)
    assert quality.micro_f1 == pytest.approx(2 * 3 / (5 + 6))  # right: tag 0 twice, tag 2 once
    assert quality.tag_recall == pytest.approx((2 / 2 + 0 + 1 / 1 + 0) / 4)
    assert quality.tags_learned == 2


def test_a_tag_that_no_title_has_does_not_lower_the_recall() -> None:
    truth = np.array([[1, 0], [1, 0]], dtype=bool)
    assert tag_quality(truth, truth).tag_recall == 1


def test_nothing_given_where_nothing_is_true_is_nought() -> None:
    nothing = np.zeros((2, 3), dtype=bool)
    quality = tag_quality(nothing, nothing)
    assert (quality.micro_f1, quality.tag_recall, quality.tags_learned) == (0, 0, 0)
