"""Wrapped lines are put together again; headings, lists and single lines stay apart."""

from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.models.texts.line_ends import line_ends
from trending_now.models.texts.sentences import sentence_spans

PLOT = (
    "A retired clockmaker in Lower Vane finds a letter in the town's great clock, and with it the name of the man who "
    "hid it there: Bartholomew Quill. With her niece Ada she follows his trail to the coast, where Harbour Master "
    "Ines Okafor has kept a secret for thirty years – and will not give it up. Who turned the clock back on that night?"
)


def lines(text: str) -> list[str]:
    """Return what stands between the ends, each wrapped line behind a space."""
    ends = line_ends(text)
    return [" ".join(text[start:end].split()) for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize("width", range(32, 120, 4))
def test_a_wrapped_text_has_the_sentences_that_it_has_on_one_line(width: int) -> None:
    wrapped = "\n".join(wrap(PLOT, width, break_on_hyphens=False))
    assert sentence_spans(wrapped) == sentence_spans(PLOT)


@pytest.mark.parametrize(
    "text",
    [
        "First line\nSecond line",
        "A gun\nA badge\nA city at night",
        "a gun\na badge",
        "Cast:\nada vane as the clerk, and others",
        "Synopsis\nA clerk finds a letter in the great clock of the town and keeps it for thirty years.",
        "He keeps three things in the drawer under his desk\n- a letter\n- a key",
        "He keeps three things in the drawer under his desk\n1. A letter\n2. A key",
        "He leaves the house.\nthe rain has stopped in the town by the great clock",
    ],
)
def test_headings_lists_and_lines_that_have_ended_stay_apart(text: str) -> None:
    assert lines(text) == text.split("\n")


def test_a_small_letter_goes_on_even_from_a_short_line() -> None:
    assert lines("Ada meets Bo\nat the station.\nThey leave.") == ["Ada meets Bo at the station.", "They leave."]


def test_a_heading_after_a_full_line_is_not_part_of_it() -> None:
    text = (
        "A clerk finds a letter in the great clock of the town\nReviews\nThe best film of a long and quiet winter here"
    )
    assert lines(text) == text.split("\n")


def test_an_empty_line_ends_whatever_stands_before_it() -> None:
    assert lines("A clerk finds\n \r\na letter\r\n\r\n\r\nThe end") == ["A clerk finds", "a letter", "The end"]


@given(st.text(st.sampled_from("ab A.\n-1\r\t"), max_size=80))
def test_ends_rise_and_stand_behind_a_sign(text: str) -> None:
    ends = line_ends(text)
    assert ends == sorted(set(ends))
    assert not any(text[end - 1].isspace() for end in ends)
