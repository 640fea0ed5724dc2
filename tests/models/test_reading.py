"""Texts read once, with their sentences."""

from collections.abc import Sequence

import numpy as np

from trending_now.models.encoder import TokenStates
from trending_now.models.reading import Reader
from trending_now.models.texts.portions import CHARACTERS_AT_ONCE

FIRST, SECOND = "aa bb. cc!", "dd"


class CountingEncoder:
    """Reads each letter as a token whose state is the letter's number; notes what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.most_characters = 0

    def read(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the states of each text."""
        self.given += texts
        self.most_characters = max(self.most_characters, sum(map(len, texts)))
        return [
            TokenStates(np.array([[ord(sign)] for sign in text], dtype=np.float32), np.arange(len(text)), whole=True)
            for text in texts
        ]


def test_a_text_is_the_sum_of_its_tokens_and_a_sentence_the_mean_of_its_own() -> None:
    (reading,) = Reader(CountingEncoder()).read([FIRST])
    assert (reading.tokens, reading.total.tolist()) == (len(FIRST), [sum(map(ord, FIRST))])
    told = [FIRST[start:end].strip() for start, end in reading.sentences]
    assert told == ["aa bb.", "cc!"]
    assert reading.vectors.shape == (2, 1)
    assert np.isclose(reading.vectors[0, 0], np.mean([ord(sign) for sign in FIRST[: reading.sentences[1][0]]]))


def test_texts_come_back_in_the_order_asked_however_often_one_stands_there() -> None:
    encoder = CountingEncoder()
    readings = Reader(encoder).read([SECOND, FIRST, SECOND])
    assert [reading.tokens for reading in readings] == [len(SECOND), len(FIRST), len(SECOND)]
    assert encoder.given == [SECOND, FIRST]


def test_the_states_of_many_long_texts_are_never_held_together() -> None:
    encoder, texts = CountingEncoder(), [f"{number} " * (CHARACTERS_AT_ONCE // 4) for number in range(5)]
    readings = Reader(encoder).read(texts)
    assert encoder.given == texts
    assert encoder.most_characters == CHARACTERS_AT_ONCE
    assert [reading.tokens for reading in readings] == list(map(len, texts))


def test_a_text_that_was_read_lately_is_not_read_again() -> None:
    encoder = CountingEncoder()
    reader = Reader(encoder)
    first = reader.read([FIRST])
    assert reader.read([FIRST, SECOND])[0] is first[0]
    assert encoder.given == [FIRST, SECOND]


def test_the_texts_that_were_not_asked_for_longest_are_forgotten() -> None:
    encoder = CountingEncoder()
    reader = Reader(encoder, remembered=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        reader.read([text])
    assert encoder.given == ["one", "two", "three", "two"]


def test_a_text_without_a_word_has_no_sentence() -> None:
    (reading,) = Reader(CountingEncoder()).read(["... !"])
    assert reading.sentences == ()
    assert reading.vectors.shape == (0, 1)
