"""How long a text is, whether it says anything, and which forms of it are compared."""

import pytest

from trending_now.models.texts.words import has_word, same_words, without_accents, word_count


@pytest.mark.parametrize(("text", "words"), [("", 0), (" — … ", 0), ("Two ghosts,\nand 3 cats!", 5), ("日本 café", 2)])
def test_words_are_counted_without_what_stands_between_them(text: str, words: int) -> None:
    assert word_count(text) == words


def test_case_accents_and_spaces_make_no_other_text() -> None:
    assert same_words(" Ça\n va  BIEN ") == same_words("ca va bien") != same_words("cava bien")


def test_a_passage_has_a_word_if_a_letter_stands_in_it() -> None:
    text = "ab 12 — 3_4 c"
    assert has_word(text, 0, 2)
    assert has_word(text, 3, len(text))
    assert not has_word(text, 2, len(text) - 1)


@pytest.mark.parametrize(
    ("text", "plain"), [("naïve", "naive"), ("ﬁlm Ⅳ", "film IV"), ("Łódź", "Łodz"), ("plain", "plain")]
)
def test_a_text_without_accents_keeps_its_letters(text: str, plain: str) -> None:
    assert without_accents(text) == plain
