"""Bias: figures for each group, coverage, and the genres that a group is never given."""

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.evaluation.bias import BiasReport, bias_report
from trending_now.evaluation.metrics import Predictions

ROWS = 80
DRAMA, WAR = list(Genre).index(Genre.DRAMA), list(Genre).index(Genre.WAR)


def measured(**groups: list[str | None]) -> BiasReport:
    """Measure an engine that is right on the first half of the rows, and on the second half only ever says Drama."""
    truth = np.zeros((ROWS, len(Genre)), dtype=bool)
    truth[:, DRAMA], truth[::4, WAR] = True, True
    chosen = truth.copy()
    chosen[ROWS // 2 :, WAR] = False
    chosen[ROWS // 2 : ROWS // 2 + 10, DRAMA] = False
    return bias_report("rules", "test", Predictions(truth, chosen, chosen * 0.9, np.ones_like(truth)), groups)


def test_each_group_has_its_quality_its_coverage_and_what_it_is_never_given() -> None:
    good, bad = measured(source=["first"] * 40 + ["second"] * 40).groups
    assert (good.value, good.rows, good.share, good.coverage, good.macro_f1, good.never_given) == (
        "first",
        40,
        0.5,
        1,
        1,
        (),
    )
    assert (bad.value, bad.coverage, bad.never_given) == ("second", 0.75, ("War",))
    assert bad.macro_f1 is not None
    assert bad.macro_f1 < 0.5


def test_what_is_not_known_is_a_group_of_its_own() -> None:
    report = measured(kind=["movie"] * 40 + [None] * 40)
    assert [group.value for group in report.groups] == ["movie", "unknown"]


def test_a_group_of_few_rows_and_one_that_nobody_knows_are_named_and_not_measured() -> None:
    report = measured(decade=["2010s"] * 75 + ["1920s"] * 5, language=[None] * ROWS)
    assert [group.value for group in report.groups] == ["2010s"]
    assert (report.too_small, report.not_known) == (("decade 1920s (5)",), ("language",))
