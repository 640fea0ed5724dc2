"""The matcher on pairs of titles of real lists that were labelled by hand."""

from collections import Counter
from itertools import combinations

import pytest

from tests.title_pairs import SETS, pairs, populations
from trending_now.domain.names import name_key
from trending_now.evaluation.proportion import proportion


def test_a_held_out_name_stands_in_no_other_pair() -> None:
    names = {of: {name_key(name) for pair in pairs(of) for name in pair.names} for of in SETS}

    assert all(names[one].isdisjoint(names[other]) for one, other in combinations(SETS, 2))
    assert len(pairs("held-out")) == 419
    assert sum(pair.is_same for pair in pairs("held-out")) >= 180
    assert {pair.stratum for pair in pairs("held-out")} == set(populations())


def test_the_proportional_set_has_of_each_stratum_what_the_lists_have() -> None:
    drawn, total = 360, sum(populations().values())
    shares = Counter({stratum: round(drawn * number / total) for stratum, number in populations().items()})
    found = Counter(pair.stratum for pair in pairs("proportional"))

    assert sum(shares.values()) == drawn
    assert shares - found == {"fuzzy": 1}, "one could not be told"
    assert not found - shares


@pytest.mark.parametrize(
    ("of", "precision", "recall"),
    [("development", 0.99, 0.96), ("held-out", 0.99, 0.9), ("proportional", 0.99, 0.95)],
)
def test_the_rules_join_as_well_as_the_decision_says(of: str, precision: float, recall: float) -> None:
    """What docs/decisions/0001-matching-titles.md says: both as aimed at, but for recall where hard pairs prevail."""
    counts = Counter((pair.is_joined(), pair.is_same) for pair in pairs(of))
    right = counts[True, True]
    found = proportion(right, right + counts[True, False]), proportion(right, right + counts[False, True])

    assert found[0] is not None
    assert found[1] is not None
    assert found[0].value >= precision, found
    assert found[1].value >= recall, found
