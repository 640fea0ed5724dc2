"""The search for signs of an attack takes about as long for odd texts as for any other."""

from time import thread_time

import pytest

from trending_now.models.llm.patterns import signs_in

LENGTH = 8_000


def seconds(text: str) -> float:
    """Return how long the search computes, whatever else the machine does meanwhile."""
    begun = thread_time()
    assert list(signs_in(text)) == []
    return thread_time() - begun


@pytest.mark.parametrize("sign", ["-", "=", "#", "\n"], ids=ascii)
def test_a_long_line_of_one_sign_is_read_about_as_quickly_as_letters(sign: str) -> None:
    assert seconds(sign * LENGTH) < 20 * seconds("A" * LENGTH)


@pytest.mark.parametrize("frame", ["-" * 50 + " END", "==== user", "### system", "A plot.\n\n  assistant: yes"])
def test_a_false_frame_is_found_behind_a_line_of_any_length(frame: str) -> None:
    assert "false frame" in list(signs_in(f"A lamp. {frame}"))
