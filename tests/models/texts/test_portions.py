"""What is to be read comes in portions that are bounded both ways."""

import pytest

from trending_now.models.texts.portions import CHARACTERS_AT_ONCE, MOST_AT_ONCE, portions


@pytest.mark.parametrize(
    ("lengths", "sizes"),
    [
        ([], []),
        ([1] * (2 * MOST_AT_ONCE), [MOST_AT_ONCE, MOST_AT_ONCE]),
        ([0] * (MOST_AT_ONCE + 1), [MOST_AT_ONCE, 1]),
        ([CHARACTERS_AT_ONCE - 1, 1] * 2 + [1], [2, 2, 1]),
        ([9 * CHARACTERS_AT_ONCE, 1, CHARACTERS_AT_ONCE], [1, 2]),
    ],
    ids=["nothing", "all full", "one over", "just full", "long ones"],
)
def test_a_portion_ends_at_so_many_values_or_characters(lengths: list[int], sizes: list[int]) -> None:
    found = list(portions(lengths, lambda length: length))

    assert [value for portion in found for value in portion] == lengths
    assert [len(portion) for portion in found] == sizes
