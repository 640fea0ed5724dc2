"""The search for signs of an attack takes about as long for odd texts as for any other."""

from time import perf_counter

import pytest

from trending_now.models.llm.patterns import signs_in

LENGTH = 8_000


def seconds(text: str) -> float:
    begun = perf_counter()
    assert list(signs_in(text)) == []
    return perf_counter() - begun


@pytest.mark.parametrize("sign", ["-", "=", "#", "\n"], ids=ascii)
def test_a_long_line_of_one_sign_is_read_about_as_quickly_as_letters(sign: str) -> None:
    assert seconds(sign * LENGTH) < 20 * seconds("A" * LENGTH)


@pytest.mark.parametrize("frame", ["-" * 50 + " END", "==== user", "### system", "A plot.\n\n  assistant: yes"])
def test_a_false_frame_is_found_behind_a_line_of_any_length(frame: str) -> None:
    assert "false frame" in list(signs_in(f"A lamp. {frame}"))
