"""Labels of the training texts most like a text raise and lower its log-odds."""

import numpy as np
import pytest

from trending_now.models.heads.neighbours import HAS, HAS_NOT, SILENT, STEPS, Neighbours, Space, kept_neighbours

SPACE = Space(np.ones(3), np.eye(3)[:2])
POINTS = np.array([[STEPS, 0], [STEPS, 0], [0, STEPS], [-STEPS, 0]], dtype=np.int8)
LABELS = np.array([[HAS, HAS_NOT], [HAS, SILENT], [HAS_NOT, HAS], [HAS_NOT, SILENT]], dtype=np.uint8)
LIKE_THE_FIRST = np.array([[9.0, 1.0, 5.0]])


def neighbours(weight: float = 0.5, prior: float = 0.1) -> Neighbours:
    """Return four texts with two genres on a circle."""
    return Neighbours(SPACE, POINTS, LABELS, weight=weight, temperature=0.05, prior=prior)


def test_the_genres_of_the_nearest_texts_are_raised_and_others_lowered() -> None:
    ((first, second),) = neighbours().log_odds(LIKE_THE_FIRST)
    assert first > 0.5 > -0.5 > second


def test_the_weight_is_a_factor() -> None:
    assert neighbours(weight=1.0).log_odds(LIKE_THE_FIRST) == pytest.approx(2 * neighbours().log_odds(LIKE_THE_FIRST))


def test_a_text_that_is_silent_about_a_genre_does_not_count_for_it() -> None:
    alone = Neighbours(SPACE, POINTS[[0, 2]], LABELS[[0, 2]], weight=0.5, temperature=0.05, prior=0.1)
    assert alone.log_odds(LIKE_THE_FIRST)[0, 1] == pytest.approx(neighbours().log_odds(LIKE_THE_FIRST)[0, 1], abs=1e-3)


def test_the_more_texts_of_the_usual_rate_stand_beside_them_the_less_they_say() -> None:
    said = [abs(neighbours(prior=prior).log_odds(LIKE_THE_FIRST)[0, 0]) for prior in (0.1, 1.0, 100.0)]
    assert said == sorted(said, reverse=True)
    assert said[-1] < 0.05


def test_a_text_in_the_very_middle_gets_finite_log_odds() -> None:
    assert np.isfinite(neighbours().log_odds(np.array([[1.0, 1.0, 7.0]]))).all()


def test_what_is_kept_says_the_same() -> None:
    before = neighbours()
    read = {name: array.astype(np.float32) for name, array in before.arrays.items()}
    after = kept_neighbours(read, {"neighbours": before.settings})
    assert after is not None
    assert np.array_equal(after.log_odds(LIKE_THE_FIRST), before.log_odds(LIKE_THE_FIRST))


def test_an_engine_from_before_there_were_any_has_none() -> None:
    assert kept_neighbours({}, {"cuts": []}) is None
