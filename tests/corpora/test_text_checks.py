"""What may not be learned from: nothing, too little, wrongly decoded text, and one text on several titles."""

from dataclasses import replace

import pytest

from tests.corpora.written_corpora import CLOCKWORK, LIGHTHOUSE, ORCHARD, labelled
from trending_now.corpora.text_checks import (
    BROKEN_ENCODING,
    EMPTY,
    SHARED_PLOT,
    SHORTEST_WORDS,
    TOO_SHORT,
    check_texts,
    text_fault,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", EMPTY),
        (" \n ", EMPTY),
        ("word " * (SHORTEST_WORDS - 1), TOO_SHORT),
        (f"{LIGHTHOUSE} Mar\ufffdt leaves.", BROKEN_ENCODING),
        (f"{LIGHTHOUSE} The café is closed.".encode().decode("cp1252"), BROKEN_ENCODING),
        (f"{LIGHTHOUSE} “It’s over.”".encode().decode("cp1252", "replace"), BROKEN_ENCODING),
        (f"{LIGHTHOUSE} Ærlig naïve Ångström".encode().decode("latin-1"), BROKEN_ENCODING),
        (f"{LIGHTHOUSE}\x00", BROKEN_ENCODING),
        (f"{LIGHTHOUSE} caf?s clich?s na?ve", BROKEN_ENCODING),
    ],
)
def test_a_text_that_cannot_be_learned_from_is_put_aside(text: str, rule: str) -> None:
    fault = text_fault(text)
    assert fault is not None
    assert fault[0] == rule


@pytest.mark.parametrize("text", [LIGHTHOUSE, f"{LIGHTHOUSE} Größe, à la carte, São João, naïve, “who?” – so?what"])
def test_a_good_text_in_any_language_is_kept(text: str) -> None:
    assert text_fault(text) is None


def test_one_text_on_several_titles_of_a_corpus_is_put_aside_for_all_of_them() -> None:
    texts = [labelled("mpst:1"), labelled("mpst:2", LIGHTHOUSE.upper().replace(".", " .")), labelled("mpst:3", ORCHARD)]
    checked = check_texts(texts)
    assert [text.id for text in checked.good] == ["mpst:3"]
    assert {(violation.subject, violation.rule) for violation in checked.violations} == {
        ("mpst:1", SHARED_PLOT),
        ("mpst:2", SHARED_PLOT),
    }
    assert checked.owners == {"mpst:1": 2, "mpst:2": 2}


def test_one_text_in_two_corpora_is_no_fault() -> None:
    assert len(check_texts([labelled("mpst:1"), labelled("cmu:1")]).good) == 2


def test_a_violation_says_which_corpus_and_shows_how_the_text_begins() -> None:
    (violation,) = check_texts([replace(labelled(), text="Too short.")]).violations
    assert (violation.source, violation.excerpt) == ("cmu", "Too short.")
    assert violation.message == f"It has 2 words, fewer than {SHORTEST_WORDS}."
    assert check_texts([labelled(text=CLOCKWORK)]).violations == ()
