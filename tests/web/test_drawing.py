"""Drawn posters, marked passages and wording: what pages are made of."""

from colorsys import hls_to_rgb
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence
from trending_now.domain.title import Kind, ReleaseType
from trending_now.web.pages import wording
from trending_now.web.pages.evidence import passages
from trending_now.web.palette import DEPTHS, HUES, palette_css
from trending_now.web.posters.drawing import draw_poster

TODAY = date(2031, 5, 20)


@given(st.text(max_size=200), st.sampled_from([*Kind, None]), st.sampled_from([*Genre, None]))
def test_any_name_makes_a_poster_that_is_well_formed(name: str, kind: Kind | None, genre: Genre | None) -> None:
    drawn = draw_poster(name, kind, genre)

    assert ET.fromstring(drawn).tag.endswith("svg")
    assert drawn == draw_poster(name, kind, genre)


def test_a_poster_shows_the_name_the_kind_and_the_genre() -> None:
    words = [element.text for element in ET.fromstring(draw_poster("Oak & Ash", Kind.TV, Genre.WAR)).iter()]

    assert "Oak & Ash" in words
    assert "Series · War" in words


@pytest.mark.parametrize(
    ("name", "longest"),
    [("The harbour lamplighters", 14), ("THE HARBOUR LAMPLIGHTERS", 10), ("港の灯台守たちの物語", 7)],
)
def test_wide_letters_have_room_on_a_poster(name: str, longest: int) -> None:
    drawn = ET.fromstring(draw_poster(name, None, None))
    lines = [element.text or "" for element in drawn.iter() if element.get("fill") == "white"]

    assert max(map(len, lines)) <= longest


@pytest.mark.parametrize(
    ("name", "begins"), [("Oak & Ash", ("24", None)), ("9 שעות בחיפה", ("276", "rtl")), ("ليالي Oslo", ("276", "rtl"))]
)
def test_a_name_stands_on_the_side_where_its_reader_begins(name: str, begins: tuple[str, str | None]) -> None:
    lines = [element for element in ET.fromstring(draw_poster(name, None, None)).iter() if element.get("font-size")]

    assert {(line.get("x"), line.get("direction")) for line in lines} == {begins}


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=6))
def test_marked_passages_joined_are_the_text_again(content: str, spans: list[tuple[int, int]]) -> None:
    scores = [
        GenreScore(genre, 0.5, True, (Evidence("plot:1", start, end),))
        for genre, (start, end) in zip(Genre, spans, strict=False)
    ]

    assert "".join(piece.content for piece in passages("plot:1", content, scores)) == content


def test_overlapping_evidence_names_both_genres() -> None:
    scores = [
        GenreScore(Genre.WAR, 0.9, True, (Evidence("a", 0, 6),)),
        GenreScore(Genre.DRAMA, 0.8, True, (Evidence("a", 3, 9), Evidence("other", 0, 9))),
    ]

    pieces = [(piece.content, piece.genres) for piece in passages("a", "abcdefghijk", scores)]

    assert pieces == [
        ("abc", (Genre.WAR,)),
        ("def", (Genre.WAR, Genre.DRAMA)),
        ("ghi", (Genre.DRAMA,)),
        ("jk", ()),
    ]


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "0 %"),
        (0.001, "< 1 %"),
        (0.834, "83 %"),
        (0.125, "13 %"),
        (0.005, "1 %"),
        (0.9991, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_certainty(probability: float, words: str) -> None:
    assert wording.percent(probability) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2031, 5, 20), "today"),
        (date(2031, 5, 21), "tomorrow"),
        (date(2031, 5, 19), "yesterday"),
        (date(2031, 5, 23), "in 3 days"),
        (date(2031, 5, 15), "5 days ago"),
        (date(2029, 1, 1), ""),
    ],
)
def test_a_date_says_how_far_it_is(value: date, words: str) -> None:
    assert wording.distance(value, TODAY) == words


def test_places_and_languages_have_names_and_unknown_codes_stay() -> None:
    assert (wording.region("us"), wording.region("QQ1")) == ("United States", "QQ1")
    assert (wording.language("es"), wording.language("qqq")) == ("Spanish", "qqq")


def test_every_way_of_release_has_words() -> None:
    assert all(wording.release_type(way) for way in ReleaseType)


def test_what_joins_or_parts_letters_is_drawn_with_them() -> None:
    name = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert name in draw_poster(name, None, None)


@pytest.mark.parametrize("genre", list(Genre))
def test_every_genre_s_colour_stands_out_from_the_light_stage_and_from_its_own_tint(genre: Genre) -> None:
    stage, (hue, depth) = (0xEF, 0xED, 0xE7), (HUES[genre] / 360, DEPTHS[genre] / 100)
    own = tuple(255 * part for part in hls_to_rgb(hue, 0.40 - depth, 0.62))
    tint = tuple(255 * part for part in hls_to_rgb(hue, 0.92, 0.70))
    assert contrast(own, stage) >= 3
    assert contrast(own, tint) >= 3


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the ratio of two colours' lightness, by WCAG 2.2."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: tuple[float, ...]) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_genre_has_a_colour_of_its_own() -> None:
    assert len(set(HUES.values())) == len(Genre)
    assert palette_css().count("--hue:") == len(Genre)


@pytest.mark.parametrize(
    ("number", "said"), [(7.25, "7.3"), (7.35, "7.3"), (7.0, "7.0"), (9.96, "10.0"), (0.05, "0.1")]
)
def test_a_score_reads_as_a_browser_writes_it(number: float, said: str) -> None:
    assert wording.tenths(number) == said


@pytest.mark.parametrize(
    ("measure", "value", "reads"),
    [
        ("demo", 35.0, "35 of 100"),
        ("rating", 7.25, "7.25 of 10"),
        ("pageviews", 12_345.0, "12,345 a day"),
        ("popularity", 0.5, "0.5"),
    ],
)
def test_a_measured_value_reads_with_its_unit(measure: str, value: float, reads: str) -> None:
    assert wording.amount(value, measure) == reads


def test_a_change_of_a_measured_value_has_a_sign() -> None:
    assert [wording.change(value) for value in (1_250.0, 0.0, -3.5)] == ["+1,250", "+0", "−3.5"]
