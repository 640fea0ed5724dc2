"""How two names stand to each other, and the keys under which a name is found."""

import pytest
from rapidfuzz import fuzz

from trending_now.domain.matching.name_forms import NameRelation, compare_names, lookup_keys, other_keys, variant_keys

PAIRS = [
    ("The Salt-Clock!", "The Salt Clock", NameRelation.EQUAL),
    ("Salt Ferry (2031)", "Salt Ferry", NameRelation.VARIANT),
    ("Salt Ferry [Hindi dub]", "Salt Ferry", NameRelation.VARIANT),
    ("Salt Ferry: Director's Cut", "Salt Ferry", NameRelation.VARIANT),
    ("Salt Ferry in 3D", "Salt Ferry", NameRelation.VARIANT),
    ("Salt Ferry 3D", "Salt Ferry 3", NameRelation.VARIANT),
    ("Salt Ferry 3D", "Salt Ferry", NameRelation.VARIANT),
    ("Salt Ferry: The Movie", "Salt Ferry", NameRelation.VARIANT),
    ("The Movie", "IMAX", NameRelation.OTHER),
    ("Disney's Tide Song", "Tide Song", NameRelation.VARIANT),
    ("Tide Song en Español", "Tide Song", NameRelation.VARIANT),
    ("TIDE SONG EN ESPAÑOL", "Tide Song", NameRelation.VARIANT),
    ("QUAY NIGHTS AKA HARBOUR NIGHTS", "Harbour Nights", NameRelation.VARIANT),
    ("Salt Ferry 3d", "Salt Ferry 3", NameRelation.VARIANT),
    ("Quay Nights aka Harbour Nights", "Harbour Nights", NameRelation.VARIANT),
    ("Salt Ferry – A Western Classic", "Salt Ferry", NameRelation.VARIANT),
    ("Ana Bell in Salt Ferry – A Western Classic", "Salt Ferry", NameRelation.VARIANT),
    ("Ana Bell in Salt Ferry – A Western Classic", "Ana Bell in Salt Ferry", NameRelation.VARIANT),
    ('Ana Bell sings "Salt Ferry"', "Salt Ferry", NameRelation.VARIANT),
    ("Rocket II", "Rocket Two", NameRelation.VARIANT),
    ("Harbour Bowl XLII", "Harbour Bowl 42", NameRelation.VARIANT),
    ("Harbour Bowl XI", "Harbour Bowl XII", NameRelation.OTHER),
    ("Harbour Bowl XLII", "Harbour Bowl XLIII", NameRelation.OTHER),
    ("Harbour Bowl LIV", "Harbour Bowl LV", NameRelation.OTHER),
    ("Harbour Bowl X", "Harbour Bowl XI", NameRelation.OTHER),
    ("Harbour Bowl XI", "Harbour Bowl XI: A Tale", NameRelation.CONTINUED),
    ("Liv", "Liv: A Tale", NameRelation.CONTINUED),
    ("Rocket: Part I", "Rocket: Part One", NameRelation.VARIANT),
    ("Rocket Vol. X", "Rocket Vol. 10", NameRelation.VARIANT),
    ("Rocket", "Rocket: Part I", NameRelation.CONTINUED),
    ("Old Harbour Police: Part I", "Old Harbour Police: Part V", NameRelation.OTHER),
    ("Captain X", "Captain 10", NameRelation.OTHER),
    ("Harbour Kitchen Australia", "Harbour Kitchen Austria", NameRelation.OTHER),
    ("The Singer of Holland", "The Singer of Poland", NameRelation.OTHER),
    ("The Singers of Holland", "The Singer of Holland", NameRelation.SPELLING),
    ("R.U.R. Island", "RUR Island", NameRelation.VARIANT),
    ("R.U.R. Island II", "RUR Island 2", NameRelation.VARIANT),
    ("Rocket 1 9", "Rocket 19", NameRelation.VARIANT),
    ("Salt Ferry, The", "The Salt Ferry", NameRelation.VARIANT),
    ("Movie Ferry, The", "The Ferry", NameRelation.VARIANT),
    ("Ana Bell's Salt Ferry", "Salt Ferry", NameRelation.OWNED),
    ("Ana Bell: Salt Ferry", "Salt Ferry", NameRelation.OWNED),
    ("The Widow's Salt Ferry", "Salt Ferry", NameRelation.WITHIN),
    ("Ana Bell's Ferry", "Ferry", NameRelation.WITHIN),
    ("Naalayak", "Nalayak", NameRelation.SPELLING),
    ("Bandhish", "Bandish", NameRelation.SPELLING),
    ("Set Up", "Setup", NameRelation.SPELLING),
    ("To Be", "Tobe", NameRelation.OTHER),
    ("Abbot", "Abot", NameRelation.SPELLING),
    ("Abba", "Aba", NameRelation.OTHER),
    ("Ferrywoman", "Ferrywomen", NameRelation.SPELLING),
    ("Harpooner", "Harpooners", NameRelation.OTHER),
    ("Boats in Winter", "Boats on Winter", NameRelation.OTHER),
    ("Boats and Winter", "Boats any Winter", NameRelation.OTHER),
    ("Ship of Winters", "Chip of Winters", NameRelation.SPELLING),
    ("Harbour Kids in Snow", "Harbour Kids on Snow", NameRelation.SPELLING),
    ("Boats of Winter", "Coats of Winter", NameRelation.SPELLING),
    ("Fog of Winters", "Fogs of Winters", NameRelation.SPELLING),
    ("Harbour in Winter", "Harbor on Winter", NameRelation.SPELLING),
    ("Winter of the Owl", "Winter of an Owl", NameRelation.SPELLING),
    ("Nightwatchmen of Kauri", "Night Watchman of Kauri", NameRelation.SPELLING),
    ("Old Harbour Police: A Winter Tale", "Old Kauri Squad – A Winter Tale", NameRelation.SPELLING),
    ("Old Harbour Police: Winter", "Old Kauri Squad: Winter", NameRelation.OTHER),
    ("Old Harbour Police: Long Winter 2", "Old Kauri Squad: Long Winter 2", NameRelation.OTHER),
    ("Old Harbour Police: A Winter Tale", "New Kauri Squad – A Winter Tale", NameRelation.OTHER),
    ("Ebb", "Ebb: A Winter Tale", NameRelation.CONTINUED),
    ("Ebb", "Ebb – A Winter Tale", NameRelation.CONTINUED),
    ("Ebb", "Ebb: 2 Tales", NameRelation.CONTINUED),
    ("Ebb", "Ebb 2", NameRelation.OTHER),
    ("Ebb", "Ebb 2: Storm", NameRelation.OTHER),
    ("Ebb 2", "Ebb 2: 3 Tales", NameRelation.OTHER),
    ("Harbour Police Force 2", "Harbour Police Force 3", NameRelation.OTHER),
    ("A Winter Tale", "Ebb: A Winter Tale", NameRelation.CONTAINED),
    ("A Winter Tale", "Ebb (A Winter Tale)", NameRelation.CONTAINED),
    ("Winter", "A Long Winter Night", NameRelation.WITHIN),
    ("Winter", "A Long Wintry Night", NameRelation.OTHER),
    ("Kauri", "Harbour", NameRelation.OTHER),
]


@pytest.mark.parametrize(("one", "other", "relation"), PAIRS)
def test_two_names_stand_to_each_other_in_one_way_whichever_comes_first(
    one: str, other: str, relation: NameRelation
) -> None:
    assert compare_names((one,), (other,), fuzz.ratio)[0] is relation
    assert compare_names((other,), (one,), fuzz.ratio)[0] is relation


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("The Quest", "Quest", True),
        ("The Quest", "A Quest", False),
        ("Ana Bell's The Salt Ferry", "Salt Ferry", True),
        ("Quest", "Quest", False),
    ],
)
def test_an_article_that_only_one_name_has_is_noticed(one: str, other: str, differs: bool) -> None:
    assert compare_names((one,), (other,), fuzz.ratio)[1] is differs


def test_of_several_names_the_closest_two_count() -> None:
    assert compare_names(("Flood", "The Ebb"), ("Ebb: A Tale", "Ebb"), fuzz.ratio) == (NameRelation.EQUAL, True)
    assert compare_names(("The Ebb", "Ebb"), ("Ebb",), fuzz.ratio) == (NameRelation.EQUAL, False)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("The Long Winter Night", {"long winter night"}),
        ("Kestrel", {"kestrel"}),
        ("Bandhish", {"bandhish", "bandis"}),
        ("Set Up", {"set up", "setup"}),
        ("To Be", {"to be"}),
        ("So It Is", {"so it is"}),
        ("Bo Shah", {"bo shah", "bo sah", "boshah"}),
        ("Winter Owl", {"winter owl", "winterowl"}),
        ("Winter Owls", {"winter owls"}),
        ("Rocket Two Zero", {"rocket two zero", "rocket 2 zero"}),
        ("Ebb: A Long Winter (2031)", {"ebb a long winter 2031", "ebb a long winter", "ebb", "long winter"}),
        ("Ana Bell's Salt Ferry", {"ana bell s salt ferry", "salt ferry"}),
    ],
)
def test_a_name_is_found_by_its_forms_its_parts_and_its_sound(name: str, keys: set[str]) -> None:
    assert lookup_keys(name) == keys


def test_the_forms_of_a_name_are_not_its_parts() -> None:
    assert variant_keys("Ebb: A Long Winter (2031)") == {"ebb a long winter", "ebb a long winter 2031"}
    assert variant_keys("Rocket Two") == {"rocket 2"}


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("One", "1"), ("II Two", "2"), ("III Three", "3"), ("IV Four", "4"), ("Five", "5"), ("VI Six", "6"),
        ("VII Seven", "7"), ("VIII Eight", "8"), ("IX Nine", "9"), ("Ten", "10"),
    ],
)  # fmt: skip
def test_a_number_in_words_or_in_roman_figures_is_that_number(words: str, figure: str) -> None:
    assert {key for word in words.split() for key in variant_keys(f"Rocket {word} Away")} == {f"rocket {figure} away"}


@pytest.mark.parametrize(
    "name",
    [
        "Kestrel 4K", "Kestrel UHD", "IMAX Kestrel", "Kestrel HD", "Kestrel the Movie", "Disneynature Kestrel",
        "Kestrel (Uncut)", "Kestrel [Restored]", "Kestrel (Black & White)", "Kestrel (English Subtitles)",
        "Kestrel – Extended Edition", "Kestrel: Remastered", "Kestrel In 3-D",
        "Walt Disney's Kestrel", "Marvel Studios' Kestrel", "DreamWorks Kestrel",
    ],
)  # fmt: skip
def test_words_of_the_medium_and_of_the_brand_are_no_part_of_a_name(name: str) -> None:
    assert compare_names((name,), ("Kestrel",), fuzz.ratio)[0] is NameRelation.VARIANT


def test_the_other_keys_of_a_title_are_all_but_that_of_its_name() -> None:
    assert other_keys("Set Up", None) == {"setup"}
    assert other_keys("Set Up", "The Kestrel") == {"setup", "kestrel"}
