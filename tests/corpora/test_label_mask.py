"""A text's own genre label is taken away, and the story is left as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.corpora.label_mask import genre_words, mask_labels
from trending_now.domain.genre import Genre


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("The Lamp is a 1934 American drama film about a rock.", "The Lamp is a 1934 American film about a rock."),
        ("The Lamp is a 2009 Hindi romantic comedy-drama film.", "The Lamp is a 2009 Hindi film."),
        ("It is a black-and-white science fiction horror movie.", "It is a black-and-white movie."),
        ("It is a 1921 American silent comedy directed by Ada.", "It is a 1921 American silent film directed by Ada."),
        ("The Lamp is a 1951 Western starring Ada Holm.", "The Lamp is a 1951 film starring Ada Holm."),
        ("Orchard was a crime drama television series.", "Orchard was a television series."),
        ("Orchard is an animated short film.", "Orchard is an short film."),
        ("This comedy follows two brothers.", "This film follows two brothers."),
        ("It is a fantasy adventure directed by Ada.", "It is a film directed by Ada."),
    ],
)  # fmt: skip
def test_a_label_is_masked(text: str, masked: str) -> None:
    assert mask_labels(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "The war orphan finds her family, and a mystery in the prison.",
        "It was all a fantasy, and the trial is a farce.",
        "They flee before the police show up.",
        "The family pictures fell when the monster features in her dreams.",
        "A crime reporter has an adventure at the opera.",
    ],
)
def test_what_happens_in_the_story_stays(text: str) -> None:
    assert mask_labels(text) == text


def test_masking_twice_is_masking_once() -> None:
    once = mask_labels("The Lamp is a 1934 musical comedy film. This drama tells of a horror film.")
    assert once == "The Lamp is a 1934 film. This film tells of a film."
    assert mask_labels(once) == once


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    assert len(mask_labels(text)) <= len(text) + text.count(" ")


def test_label_words_without_end_are_read_once() -> None:
    masked = mask_labels("drama " * 5_000 + "film")
    assert masked.endswith("drama film")
    assert len(masked) < len("drama " * 5_000)


def test_a_text_names_its_own_genre_wherever_the_word_stands() -> None:
    assert re.search(genre_words(Genre.HORROR), "a horror film.")
    assert not re.search(genre_words(Genre.WESTERN), "a horror film.")
    assert not re.search(genre_words(Genre.HORROR), mask_labels("a horror film."))
