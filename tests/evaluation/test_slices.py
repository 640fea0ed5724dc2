"""Slices are the rows of each value of a column, in the order of the values."""

from trending_now.evaluation.slices import slices_of


def test_each_value_of_each_column_is_a_slice_once_and_in_order() -> None:
    found = slices_of({"text_kind": ["plot", "blurb", "plot"], "source": ["wiki", "wiki", "mpst"]})

    assert [(name, rows.tolist()) for name, rows in found] == [
        ("text_kind=blurb", [False, True, False]),
        ("text_kind=plot", [True, False, True]),
        ("source=mpst", [False, False, True]),
        ("source=wiki", [True, True, False]),
    ]
