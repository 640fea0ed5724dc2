"""Thresholds for a wanted precision are chosen on val, and measured elsewhere with their intervals."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trending_now.domain.genre import Genre
from trending_now.evaluation.abstention import abstention_of
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import Cuts, aimed_cuts, operating_points, sliced_operating_points
from trending_now.evaluation.proportion import proportion

NONE_CHOSEN = np.zeros((4, 20), dtype=bool)


def predictions(truth: list[int], probabilities: list[float]) -> Predictions:
    """Return predictions of the first genre; of the others no text has any."""
    shape = (len(truth), len(Genre))
    labels, scores = np.zeros(shape, dtype=bool), np.zeros(shape)
    labels[:, 0], scores[:, 0] = truth, probabilities
    return Predictions(labels, scores >= 0.5, scores, np.ones(shape, dtype=bool))


def cuts(useful: float | None) -> Cuts:
    """Return the first genre's threshold for the aim of a useful recall, and none for the others."""
    return {"useful": (useful, *[None] * 19)}


def test_each_aim_gets_the_threshold_furthest_above_both_of_its_bounds() -> None:
    truth = [1] * 30 + [1, 1, 1, 0] * 10 + [0, 0, 1, 0] * 10
    val = predictions(truth, list(np.linspace(1, 0, len(truth))))
    found = {aim: operating_points({aim: own}, val)[aim].genres[0] for aim, own in aimed_cuts(val).items()}
    assert found["useful"].threshold > found["high"].threshold
    assert found["useful"].precision.value > found["high"].precision.value > 0.8
    assert found["useful"].recall.value > 0.3
    assert found["high"].recall.value > 0.7
    assert min(found["high"].precision.value, found["high"].recall.value) > 0.8


def test_a_lucky_run_of_labels_counts_less_the_more_probabilities_do() -> None:
    lucky = [1] * 16 + [0, 1] * 20
    val = predictions(lucky, list(np.linspace(0.98, 0.02, len(lucky))))
    by_labels, by_both, by_probabilities = (aimed_cuts(val, share)["useful"][0] for share in (0.0, 0.5, 1.0))
    assert by_labels < by_both < by_probabilities


def test_where_no_threshold_reaches_the_aim_the_nearest_is_taken() -> None:
    val = predictions([0, 1, 1, 0, 0, 1, 0, 0, 0, 0], list(np.linspace(1, 0, 10)))
    assert aimed_cuts(val)["useful"][0] == pytest.approx(1 - 2 / 9)


def test_a_genre_that_no_text_has_gets_no_threshold() -> None:
    assert {own[1] for own in aimed_cuts(predictions([1, 0], [0.9, 0.1])).values()} == {None}


def test_rows_of_like_probability_stand_on_one_side_of_a_threshold() -> None:
    assert aimed_cuts(predictions([1, 1, 0, 0], [0.5, 0.5, 0.5, 0.4]))["useful"][0] == 0.5


def test_a_threshold_from_val_is_measured_on_test() -> None:
    points = operating_points(cuts(0.6), predictions([1, 1, 0, 1], [0.9, 0.7, 0.65, 0.1]))["useful"]
    first = points.genres[0]
    assert (first.support, round(first.precision.value, 2), round(first.recall.value, 2)) == (3, 0.67, 0.67)
    assert points.reached == 0
    assert points.genres[1].precision is None


def test_genres_that_reach_their_aim_are_counted() -> None:
    test = predictions([1, 1, 1, 0], [0.9, 0.8, 0.2, 0.1])
    points = operating_points({**cuts(0.5), "high": (0.5, *[None] * 19)}, test)
    assert {aim: each.reached for aim, each in points.items()} == {"useful": 1, "high": 0}


def test_what_another_threshold_would_have_reached_is_counted_apart() -> None:
    test = predictions([1, 1, 0, 1, 0], [0.9, 0.8, 0.6, 0.2, 0.1])
    too_low = operating_points({**cuts(0.15), "high": (0.9, *[None] * 19)}, test)
    assert {aim: (each.reached, each.within_reach) for aim, each in too_low.items()} == {
        "useful": (1, 1),
        "high": (0, 1),
    }
    tied = operating_points(cuts(0.5), predictions([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]))["useful"]
    assert (tied.reached, tied.within_reach) == (0, 0)


def test_the_text_that_is_ranked_last_counts_like_any_other() -> None:
    assert aimed_cuts(predictions([1, 1, 1], [0.9, 0.8, 0.7]))["high"][0] == 0.7
    missed = predictions([1, 0, 0, 0, 1], [0.9, 0.8, 0.6, 0.2, 0.1])
    points = operating_points({**cuts(0.9), "high": (0.9, *[None] * 19)}, missed)
    assert {aim: each.within_reach for aim, each in points.items()} == {"useful": 1, "high": 0}


def test_slices_are_measured_with_the_same_thresholds() -> None:
    test = predictions([1, 0, 1, 1], [0.9, 0.9, 0.9, 0.1])
    slices = sliced_operating_points(cuts(0.5), test, {"text_kind": ["plot", "plot", "blurb", "blurb"]})
    assert {name: points["useful"].genres[0].recall.value for name, points in slices.items()} == {
        "text_kind=plot": 1.0,
        "text_kind=blurb": 0.5,
    }


@given(st.integers(0, 200), st.integers(1, 200))
@example(hits=0, more=164)
def test_a_share_lies_in_its_interval(hits: int, more: int) -> None:
    share = proportion(hits, hits + more)
    assert share is not None
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_wilsons_interval_is_the_published_one() -> None:
    share = proportion(8, 10)
    assert (share.low, share.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert proportion(0, 0) is None


def test_what_is_held_back_as_unsure_is_right_less_often() -> None:
    seen = predictions([1, 1, 0, 1], [0.9, 0.8, 0.3, 0.2])
    uncertain = NONE_CHOSEN.copy()
    uncertain[2:, 0] = True
    found = abstention_of(seen, uncertain)
    assert (found.coverage, found.chosen.value, found.uncertain.value) == (0.5, 1.0, 0.5)
    assert found.at_coverage == {"25%": 1.0, "50%": 1.0, "75%": pytest.approx(2 / 3), "100%": 0.75}


def test_the_surest_quarter_of_two_names_is_the_surer_one() -> None:
    assert abstention_of(predictions([1, 0], [0.9, 0.8]), NONE_CHOSEN[:2]).at_coverage["25%"] == 1.0


def test_an_engine_that_names_nothing_has_no_coverage() -> None:
    found = abstention_of(predictions([1], [0.1]), NONE_CHOSEN[:1])
    assert (found.coverage, found.chosen, found.at_coverage) == (None, None, {})
