"""Terms are met as whole words, beginnings of words or words in a row, wherever they stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.models.keywords import Found, KeywordFinder


def found(text: str, *terms: str) -> list[tuple[str, str]]:
    """Return each term met with the passage it was met in."""
    return [(match.term, text[match.start : match.end]) for match in KeywordFinder(terms).find(text)]


def test_a_word_is_met_whole_and_in_any_case() -> None:
    assert found("The WAR ends. A warm war.", "war") == [("war", "WAR"), ("war", "war")]


def test_a_word_inside_another_is_not_met() -> None:
    assert found("warship towards post-war dwarf", "war") == []


def test_a_star_stands_for_any_ending() -> None:
    assert found("Ghosts, ghostly ghost; aghast", "ghost*") == [
        ("ghost*", "Ghosts"),
        ("ghost*", "ghostly"),
        ("ghost*", "ghost"),
    ]


def test_the_beginning_of_a_word_with_a_hyphen_is_met_and_the_passage_is_the_whole_word() -> None:
    assert found("A ghost-hunter arrives", "ghost*") == [("ghost*", "ghost-hunter")]


def test_several_words_are_met_in_a_row_only() -> None:
    assert found("A serial killer, a killer, a serial", "serial killer") == [("serial killer", "serial killer")]


def test_the_last_of_several_words_may_have_any_ending() -> None:
    assert found("two bounty hunters", "bounty hunter*") == [("bounty hunter*", "bounty hunters")]


def test_several_words_are_met_across_a_line_end_and_punctuation() -> None:
    assert found("a serial\nkiller", "serial killer") == [("serial killer", "serial\nkiller")]


def test_terms_that_overlap_are_all_met() -> None:
    terms = ("serial killer", "killer", "killer*", "kill*")
    assert sorted(term for term, _ in found("serial killer", *terms)) == sorted(terms)


def test_a_term_cut_off_by_the_end_of_the_text_is_not_met() -> None:
    assert found("the serial", "serial killer") == []


def test_both_apostrophes_are_the_same() -> None:
    assert found("World’s end, world's end", "world's") == [("world's", "World’s"), ("world's", "world's")]


def test_positions_hold_where_small_letters_are_longer_than_capitals() -> None:
    assert list(KeywordFinder(["sheriff"]).find("İİ sheriff")) == [Found("sheriff", 3, 10)]


def test_a_term_is_met_in_the_order_of_the_text() -> None:
    starts = [match.start for match in KeywordFinder(["war", "ghost*"]).find("ghost war ghosts war")]
    assert starts == sorted(starts)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("…", 0), ("one", 1), ("It’s a post-war one-off", 4)])
def test_words_are_counted_as_they_are_met(text: str, count: int) -> None:
    assert KeywordFinder(["war"]).count_words(text) == count


@given(
    st.lists(st.sampled_from(["war", "warm", "ghosts", "ghost", "serial", "killer", ",", "\n", "-", "é"]), max_size=40)
)
def test_the_finder_agrees_with_plain_patterns(parts: list[str]) -> None:
    text = " ".join(parts)
    patterns = {"war": r"war", "ghost*": r"ghost\w*", "serial killer": r"serial[\s,-]+killer"}
    expected = {(term, m.start()) for term, p in patterns.items() for m in re.finditer(rf"(?<!\w){p}(?!\w)", text)}
    assert {(match.term, match.start) for match in KeywordFinder(patterns).find(text)} == expected


@given(st.text(st.characters(), max_size=200))
def test_a_passage_begins_with_the_words_of_its_term(text: str) -> None:
    for term, passage in found(text + " war ghosts " + text, "war", "ghost*"):
        assert passage.lower().startswith(term.rstrip("*"))
