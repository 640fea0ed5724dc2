"""Quotes are found where they stand: case, spaces and signs may differ, words may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.text import Evidence, Text, TextRole
from trending_now.models.texts.quotes import QuoteFinder

PLOT = "The lamp-keeper’s daughter —  Ilse — swims\nout at night. “Come back!” he cries."


def found(quote: str, content: str = PLOT) -> str | None:
    place = QuoteFinder([Text("plot", TextRole.PLOT, content)]).find(quote)
    return None if place is None else content[place.start : place.end]


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("swims\nout at night", "swims\nout at night"),
        ("swims out at night.", "swims\nout at night"),
        ("the LAMP-KEEPER's daughter", "The lamp-keeper’s daughter"),
        ("daughter - Ilse - swims", "daughter —  Ilse — swims"),
        ('"Come back!" he cries', "Come back!” he cries"),
    ],
)
def test_a_quote_is_found_though_its_signs_differ(quote: str, passage: str) -> None:
    assert found(quote) == passage


@pytest.mark.parametrize("quote", ["", "...", "out", "swims out at dawn", "daughter Ilse drowns", "aughter", "swims o"])
def test_what_does_not_stand_there_word_for_word_is_not_found(quote: str) -> None:
    assert found(quote) is None


def test_marks_on_letters_are_part_of_words() -> None:
    hindi = "वह दिन आदमी था और चला गया"
    assert found("वह दिन आदमी था", hindi) == "वह दिन आदमी था"
    assert found("वह दीन आदमी था", hindi) is None
    apart = "He waits at the cafe\u0301 by the sea."
    assert found("He waits at the caf\u00e9", apart) == "He waits at the cafe\u0301"
    assert found("He waits at the cafe", apart) is None
    assert found("waits at the caf\u00e9", "He waits at the cafe\u0301s by the sea.") is None


def test_a_script_without_spaces_is_quoted_from_within() -> None:
    assert found("連続殺人犯を追う", "若い刑事が連続殺人犯を追う。") == "連続殺人犯を追う"


def test_only_the_texts_that_are_named_are_searched() -> None:
    texts = [
        Text("plot", TextRole.PLOT, "A slow, quiet film."),
        Text("review:1", TextRole.REVIEW, "So slow, quiet film!"),
    ]
    assert QuoteFinder(texts).find("slow quiet film", frozenset({"review:1"})) == Evidence("review:1", 3, 19)
    assert QuoteFinder(texts).find("slow quiet film") == Evidence("plot", 2, 18)


@given(st.text(), st.text())
def test_whatever_is_found_is_a_passage_of_the_text(quote: str, content: str) -> None:
    place = QuoteFinder([Text("plot", TextRole.PLOT, content)]).find(quote)
    assert place is None or 0 <= place.start < place.end <= len(content)


@given(st.lists(st.sampled_from(["lamp", "İsle", "straße", "ﬁre", "été", "сон"]), min_size=3, max_size=9))
def test_the_words_of_a_text_are_always_found_in_it(words: list[str]) -> None:
    content = " ".join(words)
    assert found(" ".join(words[1:]), content) is not None
