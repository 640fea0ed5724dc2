"""Strangers' text becomes plain text that every database can store and every page can show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.fetch.plain_text import LONGEST_NAME, LONGEST_TEXT, plain_name, plain_text, text_of_html
from trending_now.sources.languages import code_of_language

any_text = st.text(st.characters(codec=None)) | st.text("\x00\ud800 \t\n\r\xa0\ufeff\u202ea<&;>/p")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  two   spaces\tand a tab ", "two spaces and a tab"),
        ("one\r\n\r\n\r\n two", "one\n\ntwo"),
        ("no\x00thing\x07 hidden\ufeff", "nothing hidden"),
        ("half \ud800a character", "half a character"),
        ("turned \u202earound\u202c", "turned around"),
    ],
)
def test_signs_that_nobody_sees_are_taken_out(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    assert plain_text("a" * 30, longest=10) == "a" * 9 + "…"


def test_endless_blanks_are_read_in_no_time() -> None:
    blanks = "\u2003" * 400_000

    assert (
        plain_text(f"Ebb{blanks}and\n{blanks}Flow{blanks}")
        == f"Ebb{blanks}and\nFlow"[: LONGEST_TEXT - 1].rstrip() + "…"
    )


def test_endless_tags_without_an_end_are_read_in_no_time() -> None:
    assert text_of_html("Ebb" + "<p " * 200_000) == "Ebb"


def test_a_name_is_one_line() -> None:
    assert plain_name(" Ebb\n and\u2003 Flow ") == "Ebb and Flow"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("Cut<br/>here", "Cut\n\nhere"),
        (
            "<h2>Ebb</h2>One<p>Two<p>Three<blockquote>Four</blockquote>Five",
            "Ebb\n\nOne\n\nTwo\n\nThree\n\nFour\n\nFive",
        ),
        ("<pre>Salt</pre><preview>Smoke", "SaltSmoke"),
        ("Salt &amp; <b>Smoke</b>", "Salt & Smoke"),
        ("<script>alert(1)</script>Safe<style>p{}</style>", "Safe"),
        ("<p onclick='x'>Unclosed <i>tags", "Unclosed tags"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_markup_goes_and_its_words_stay(markup: str, text: str) -> None:
    assert text_of_html(markup) == text


@given(any_text)
def test_any_text_becomes_text_that_can_be_stored(text: str) -> None:
    for plain in (plain_text(text), plain_name(text), text_of_html(text)):
        plain.encode("utf-8")
        assert "\x00" not in plain
        assert plain == plain.strip()


@given(any_text)
def test_plain_text_stays_as_it_is(text: str) -> None:
    plain = plain_text(text)

    assert plain_text(plain) == plain
    assert len(plain_name(text)) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "code"), [("English", "en"), (" danish ", "da"), ("Klingon", None), ("", None), (None, None)]
)
def test_languages_are_known_by_their_english_names(name: str | None, code: str | None) -> None:
    assert code_of_language(name) == code
