"""How the answers of a prompt version are measured: agreement, cost, time, chance, and what got worse."""

from dataclasses import replace

import numpy as np
import pytest

from trending_now.domain.genre import Genre
from trending_now.evaluation.bootstrap import Interval
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.prompt_score import Answering, agreement, chance_of, duel, score

ROWS = 60
TRUTH = np.zeros((ROWS, len(Genre)), dtype=bool)
TRUTH[np.arange(ROWS), np.arange(ROWS) % 3] = True
EVERY = np.ones_like(TRUTH)
CHANCE = chance_of(TRUTH, EVERY)
RIGHT = Answering(
    "enrich-v1",
    "a model",
    Predictions(TRUTH, TRUTH, TRUTH.astype(float), EVERY),
    usable=np.ones(ROWS, dtype=bool),
    outcomes={"ok": ROWS},
    seconds=[1.0, None, 3.0],
    cost_usd=[0.002, 0.004],
)


def test_agreement_is_the_mean_share_of_the_genres_that_both_name() -> None:
    ours, theirs = np.zeros((3, 4), dtype=bool), np.zeros((3, 4), dtype=bool)
    ours[0, :3], theirs[0, 1:2] = True, True  # one of three
    ours[1, 0], theirs[1, 2] = True, True  # none of two; of the third row neither names any
    assert agreement(ours, theirs) == pytest.approx((1 / 3 + 0 + 1) / 3)


def test_time_and_cost_are_of_what_was_asked_and_no_cost_is_guessed() -> None:
    found = score(RIGHT, CHANCE, None)
    assert (found.p50_seconds, found.usd_per_1000, found.agreement) == (2.0, pytest.approx(3.0), None)
    assert score(replace(RIGHT, cost_usd=[0.002, None]), CHANCE, None).usd_per_1000 is None
    assert score(replace(RIGHT, cost_usd=[], seconds=[None]), CHANCE, None).usd_per_1000 is None


def test_chance_names_the_genre_that_most_labels_that_count_have() -> None:
    mask = EVERY.copy()
    mask[:30, [0, 2]], mask[:2, 1] = False, False
    assert np.argwhere(chance_of(TRUTH, mask).chosen).tolist() == [[row, 1] for row in range(ROWS)]


def test_who_always_names_the_most_frequent_genre_is_at_chance() -> None:
    assert score(replace(RIGHT, predictions=CHANCE), CHANCE, CHANCE).is_at_chance
    assert not score(RIGHT, CHANCE, CHANCE).is_at_chance


def test_what_got_worse_by_more_than_the_margin_is_said() -> None:
    worse = replace(RIGHT, predictions=CHANCE, usable=np.arange(ROWS) % 2 == 0)
    lost = duel(RIGHT, worse, CHANCE, None)
    f1, validity = lost.regressions(0.1)
    low, high = -lost.gain.high, -lost.gain.low
    assert 0.7 < low < high < 1
    assert f1 == f"macro-F1 is {-lost.gain.difference:.3f} lower (95 %: {low:.3f} to {high:.3f})"
    assert validity == "validity is 50.0% lower"
    assert lost.regressions(1.0) == ()
    assert replace(lost, gain=Interval(0.3, 0.2, 0.4), second=lost.first).regressions(0.1) == ()
