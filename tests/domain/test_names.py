"""Names that differ in case, accents, signs and articles have one key, and what cannot be seen is no name."""

import pytest

from trending_now.domain.names import is_blank, name_key, words_of

POSTGRESQL_INDEX_BYTES = 2_704


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Salt-Clock!", "salt clock"),
        ("Salt & Clock", "salt and clock"),
        ("A", "a"),
        ("A Salt Clock", "salt clock"),
        ("An Apple", "apple"),
        ("The: Return", "return"),
        ("Anna", "anna"),
        (" ?! ", "?!"),
        ("❤", "❤"),
        ("ẞ-Bahn", "ss bahn"),
        ("IŞIK", "isik"),
        ("ışık", "isik"),
        ("Łódź — Ⅳ", "lodz iv"),
        ("Ǽon, Œuvre, Øst, Đorđe, Eyðun & Þór", "aeon oeuvre ost dorde eydun and thor"),
        ("8½", "8 1 2"),
        ("8 1/2", "8 1 2"),
        ("Harbour 33⅓", "harbour 33 1 3"),
        ("snake_case", "snake case"),
        ("ＦＵＬＬ　width", "full width"),
        ("ПРИВЕТ, мир №5", "привет мир no5"),
        ("時をかける少女。", "時をかける少女"),
        ("❤ you", "you"),
        ("𝔸mour", "amour"),
        ("किरण", "किरण"),
        ("कारण", "कारण"),
        ("हिन्दी", "हिनदी"),
        ("தமிழ் படம்", "தமிழ படம"),
        ("รักแห่งสยาม", "รักแหงสยาม"),
        ("❤\ufe0f you", "you"),
        ("Za\u034fb", "za b"),
    ],
)
def test_a_name_is_known_by_its_words(name: str, key: str) -> None:
    assert name_key(name) == key


def test_the_key_of_a_name_of_any_length_fits_into_an_index() -> None:
    assert len(name_key("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 2_000).encode()) < POSTGRESQL_INDEX_BYTES
    assert name_key("word " * 50) != name_key("word " * 51)


def test_words_of_a_text_keep_their_articles() -> None:
    assert words_of("The  Sea,\nan _Émigré_") == "the sea an emigre"


@pytest.mark.parametrize(
    ("text", "blank"),
    [("", True), (" \t\n", True), ("\u200b\u00ad\u2060", True), ("\u200bx", False), ("x y", False), ("?", False)],
)
def test_a_text_without_a_visible_sign_is_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank
