"""Which facts make two listings one title, which two, and which leave it to a person."""

from math import inf

import pytest
from rapidfuzz import fuzz

from trending_now.domain.matching.likeness import Facts, Sameness, likeness

SAME, UNCERTAIN, DIFFERENT = Sameness.SAME, Sameness.UNCERTAIN, Sameness.DIFFERENT
LONE, FAR, NEAR = inf, 10, 9
"""How many years away the next namesake is."""

NAME, WORD, SHORT, LONG = "Salt Ferry", "Kestrel", "Harbor", "The Salt Ferry Job"
HORROR, DRAMA, FAMILY, FACT = ("Horror",), ("Drama",), ("Family",), ("Documentary",)
"""Two of horror are surely alike, two dramas are alike, drama and family are not, and facts are contrary to each."""

BELL, ROWE = frozenset({"Ana Bell"}), frozenset({"Tui Rowe"})
GB, FR = frozenset({"GB"}), frozenset({"FR"})
AGREEING = ("Here Ana waits for Tui.",)
ELSE = ("There is nobody at home.",)


def film(name: str = NAME, year: int | None = 2030, tags: tuple[str, ...] = (), **said: object) -> Facts:
    return Facts(name, "movie", year, tags=tags, **said)  # type: ignore[arg-type]


def show(name: str = NAME, year: int | None = 2030, tags: tuple[str, ...] = (), **said: object) -> Facts:
    return Facts(name, "tv", year, tags=tags, **said)  # type: ignore[arg-type]


def judged(one: Facts, other: Facts, namesake_gap: float) -> Sameness:
    """Decide on two titles, which must come out alike in both orders."""
    found = {likeness(*pair, fuzz.ratio, lambda: namesake_gap).sameness for pair in ((one, other), (other, one))}
    (sameness,) = found
    return sameness


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        (film(), film(), SAME),
        (film(), show(), DIFFERENT),
        (film(), Facts(NAME, None, 2030), SAME),
        (film(), film(WORD), DIFFERENT),
        (film(), film(year=None), UNCERTAIN),
        (film(directors=BELL), film(directors=ROWE), DIFFERENT),
        (film(directors=BELL), film(directors=BELL | ROWE), SAME),
        (film(directors=BELL), film(year=2032, directors=frozenset({"ána bell"})), SAME),
        (film(directors=BELL), film(year=2033, directors=BELL), DIFFERENT),
        (film(directors=BELL), film(year=2032), UNCERTAIN),
        (film(directors=BELL), film(year=None, directors=BELL), UNCERTAIN),
        (film("Ebb", directors=BELL), film("Ebb: A Tale", directors=BELL), UNCERTAIN),
        (film(), film("Die Fähre", other_names=(NAME,)), SAME),
        (film(WORD, 2033), Facts(WORD, None, 2030), DIFFERENT),
        (film(year=2034, tags=HORROR), Facts(NAME, None, 2030, tags=DRAMA), DIFFERENT),
        (show(SHORT, tags=DRAMA, countries=GB), show(f"Walt Disney's {SHORT}", tags=FACT, countries=FR), UNCERTAIN),
    ],
)
def test_kind_names_and_directors_decide_first(one: Facts, other: Facts, sameness: Sameness) -> None:
    assert judged(one, other, NEAR) is sameness


SAME_YEAR_ABROAD = [
    (NAME, (), (), LONE, UNCERTAIN),
    (NAME, DRAMA, DRAMA, LONE, SAME),
    (NAME, DRAMA, DRAMA, FAR, UNCERTAIN),
    (NAME, DRAMA, FAMILY, LONE, UNCERTAIN),
    (NAME, HORROR, HORROR, NEAR, SAME),
    (LONG, (), (), NEAR, SAME),
    ("Lighthousekeeper", (), (), NEAR, SAME),
    ("Lighthousekeeps", (), (), NEAR, UNCERTAIN),
    ("Widow's Ferry", (), (), NEAR, UNCERTAIN),
]


@pytest.mark.parametrize(("name", "tags", "other_tags", "namesake_gap", "sameness"), SAME_YEAR_ABROAD)
def test_of_one_year_and_two_countries_are_co_productions_if_more_speaks_for_it(
    name: str, tags: tuple[str, ...], other_tags: tuple[str, ...], namesake_gap: float, sameness: Sameness
) -> None:
    here, there = film(name, tags=tags, countries=GB), film(name, tags=other_tags, countries=FR)
    assert judged(here, there, namesake_gap) is sameness


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        (film(LONG, 2030, DRAMA, countries=GB), film(LONG, 2031, DRAMA, countries=FR), SAME),
        (film(LONG, 2030, HORROR, countries=GB), film(LONG, 2031, HORROR, countries=FR), SAME),
        (film(LONG, 2030, countries=GB), film(LONG, 2031, countries=FR), DIFFERENT),
        (film(NAME, 2030, DRAMA, countries=GB), film(NAME, 2031, DRAMA, countries=FR), DIFFERENT),
        (film(LONG, 2030, DRAMA, countries=GB), film(LONG, 2032, DRAMA, countries=FR), DIFFERENT),
        (film(LONG, 2030, DRAMA, countries=GB), film(LONG, 2032, DRAMA, countries=GB | FR), SAME),
        (film(LONG, 2030, DRAMA, countries=GB), film(LONG, 2032, DRAMA), SAME),
        (film(LONG, 1921, countries=GB), film(LONG, 1921, countries=FR), SAME),
        (film(LONG, 1920, countries=GB), film(LONG, 1920, countries=FR), UNCERTAIN),
        (film(texts=("Ebb is a 2032 film.",), countries=GB), film(year=2032, countries=FR), SAME),
        (film(NAME, 2030, DRAMA, texts=("It is a 2032 film.",), countries=GB),
         film(NAME, 2032, FAMILY, countries=FR), UNCERTAIN),
    ],
)  # fmt: skip
def test_other_countries_and_other_years_make_two_titles_unless_long_names_are_alike(
    one: Facts, other: Facts, sameness: Sameness
) -> None:
    assert judged(one, other, LONE) is sameness


A_YEAR_APART = [
    (film(), film(NAME, 2031), NEAR, SAME),
    (film("Quest"), film("The Quest"), LONE, UNCERTAIN),
    (film("Quest", countries=GB), film("The Quest", countries=GB), LONE, SAME),
    (film(), film("The Salt Ferry"), LONE, SAME),
    (film("Harbour Lights"), film("Harbor Lights"), NEAR, SAME),
    (film("Harbour Lights"), film("Harbor Lights", 2031), LONE, UNCERTAIN),
    (film("Harbour Lights", 2030, DRAMA), film("Harbor Lights", 2031, DRAMA), FAR, SAME),
    (film("Harbour Lights", 2030, DRAMA), film("Harbor Lights", 2031, DRAMA), NEAR, UNCERTAIN),
    (film(NAME, 1921), film(NAME, 1922), NEAR, SAME),
    (film(NAME, 1920), film(NAME, 1921), LONE, UNCERTAIN),
    (film(NAME, 1920, DRAMA), film(NAME, 1921, DRAMA), LONE, SAME),
    (film(NAME, 1920, DRAMA), film(NAME, 1921, DRAMA), FAR, UNCERTAIN),
    (film(NAME, 2030, DRAMA), film(NAME, 2031, FAMILY), LONE, SAME),
    (film(NAME, 2030, DRAMA), film(NAME, 2031, FAMILY), FAR, UNCERTAIN),
    (film(NAME, 2030, DRAMA), film(NAME, 2031, FACT), LONE, UNCERTAIN),
    (film(SHORT, 2030, DRAMA), film(SHORT, 2031, FAMILY), LONE, UNCERTAIN),
    (film(WORD, 2030, DRAMA), film(WORD, 2031, FAMILY), LONE, SAME),
    (film("To Sea", 2030, DRAMA), film("To Sea", 2031, FAMILY), LONE, SAME),
    (film(WORD, texts=AGREEING), film(WORD, 2031, texts=ELSE), LONE, UNCERTAIN),
    (film(WORD, texts=AGREEING), film(WORD, 2031), LONE, SAME),
    (film(WORD, texts=AGREEING), film(WORD, 2031, texts=("It is a 2031 film.", *ELSE)), LONE, SAME),
    (film(WORD, texts=AGREEING), film(WORD, 2032, texts=("It is a 2031 film.", *ELSE)), LONE, SAME),
    (show(WORD, texts=AGREEING), show(WORD, 2031, texts=ELSE), LONE, SAME),
    (film(texts=AGREEING), film(NAME, 2031, texts=ELSE), LONE, SAME),
]


@pytest.mark.parametrize(("one", "other", "namesake_gap", "sameness"), A_YEAR_APART)
def test_a_name_in_one_year_or_the_next_is_one_title_unless_something_speaks_against_it(
    one: Facts, other: Facts, namesake_gap: float, sameness: Sameness
) -> None:
    assert judged(one, other, namesake_gap) is sameness


PARTS = [
    (film("Ana Bell's Salt Ferry"), film(), NEAR, SAME),
    (film("Ana Bell's Salt Ferry", 2030, DRAMA), film(NAME, 2030, FAMILY), NEAR, UNCERTAIN),
    (film("Ana Bell's The Salt Ferry"), film(), LONE, UNCERTAIN),
    (film("Ana Bell's Salt Ferry"), film(NAME, 2031), LONE, UNCERTAIN),
    (film("Ana Bell's Salt Ferry"), film(NAME, 2032), LONE, DIFFERENT),
    (show("Ana Bell's Salt Ferry", 2030, HORROR), show(NAME, 2030, HORROR), LONE, UNCERTAIN),
    (film("Salt Ferry: A Tale", 2030, DRAMA), film(NAME, 2030, DRAMA), LONE, SAME),
    (film("Salt Ferry: A Tale", 2030, DRAMA), film(NAME, 2030, DRAMA), FAR, UNCERTAIN),
    (film("Salt Ferry: A Tale", 2030, DRAMA), film(NAME, 2031, DRAMA), LONE, DIFFERENT),
    (film("Salt Ferry: A Tale", 2030, DRAMA), film(NAME, 2030, FAMILY), LONE, SAME),
    (show("Salt Ferry: A Tale", 2030, DRAMA), show(NAME, 2030, FAMILY), LONE, UNCERTAIN),
    (film("Salt Ferry: A Tale", 2030, DRAMA), film(NAME, 2030, FACT), LONE, UNCERTAIN),
    (film("Salt Ferry: A Tale"), film(), LONE, UNCERTAIN),
    (film("Salt Ferry: The Making Of", 2030, DRAMA), film(NAME, 2030, DRAMA), LONE, UNCERTAIN),
    (film("Trailer Days: A Tale", 2030, DRAMA), film("Trailer Days", 2030, DRAMA), LONE, SAME),
    (film("Kestrel: A Tale", 2030, DRAMA, texts=AGREEING), film(WORD, 2030, DRAMA, texts=ELSE), LONE, UNCERTAIN),
    (film("Ebb: Salt Ferry", 2030, DRAMA), film(NAME, 2030, DRAMA), LONE, SAME),
    (film("Ebb: Salt Ferry", 2030, DRAMA), film(NAME, 2030, FAMILY), LONE, UNCERTAIN),
    (film("Long Salt Ferry Night", 2030, HORROR), film(NAME, 2030, HORROR), LONE, SAME),
    (film("Long Salt Ferry Night", 2030, DRAMA), film(NAME, 2030, DRAMA), LONE, DIFFERENT),
    (film("Long Kestrel Night", 2030, HORROR), film(WORD, 2030, HORROR), LONE, DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "namesake_gap", "sameness"), PARTS)
def test_a_name_that_is_part_of_another_is_one_title_only_if_they_are_alike_otherwise(
    one: Facts, other: Facts, namesake_gap: float, sameness: Sameness
) -> None:
    assert judged(one, other, namesake_gap) is sameness


SHOWS = [
    (show(NAME, 2030, DRAMA), show(NAME, 2036, DRAMA), LONE, SAME),
    (show(NAME, 2030, DRAMA), show(NAME, 2037, DRAMA), LONE, DIFFERENT),
    (show(NAME, 2030, DRAMA), show(NAME, 2035, DRAMA), FAR, DIFFERENT),
    (show(), show(NAME, 2035), LONE, DIFFERENT),
    (show(), show(NAME, 2034), NEAR, SAME),
    (show(WORD), show(WORD, 2032), LONE, SAME),
    (show(WORD), show(WORD, 2032), FAR, UNCERTAIN),
    (show(WORD, texts=AGREEING), show(WORD, 2033, texts=AGREEING), FAR, SAME),
    (show(), show("The Salt Ferry", 2032), LONE, UNCERTAIN),
    (show("Rocket Ferry II"), show("Rocket Ferry 2", 2032), LONE, UNCERTAIN),
]
FILMS = [
    (film(NAME, 2030, HORROR), film(NAME, 2032, HORROR), FAR, SAME),
    (film(NAME, 2030, HORROR), film(NAME, 2032, HORROR), NEAR, UNCERTAIN),
    (film(NAME, 2030, DRAMA), film(NAME, 2032, DRAMA), FAR, UNCERTAIN),
    (film(NAME, 2030, HORROR), film(NAME, 2033, HORROR), FAR, DIFFERENT),
    (film(NAME, 1930), film(NAME, 1932), LONE, SAME),
    (film(NAME, 1929), film(NAME, 1931), LONE, UNCERTAIN),
    (film(NAME, 2030, DRAMA), film(NAME, 2032, FAMILY), LONE, UNCERTAIN),
    (film(NAME, 2030, DRAMA), film(NAME, 2032, FACT), LONE, UNCERTAIN),
    (film(NAME, 2030, DRAMA, texts=AGREEING), film(NAME, 2032, DRAMA, texts=ELSE), LONE, UNCERTAIN),
    (film(NAME, 2030, HORROR, texts=AGREEING), film(NAME, 2034, HORROR, texts=ELSE), LONE, SAME),
    (film(SHORT, 2030, DRAMA, countries=GB), film(SHORT, 2032, DRAMA, countries=GB), LONE, SAME),
    (film(SHORT, 2030, DRAMA, countries=GB), film(SHORT, 2033, DRAMA, countries=GB), LONE, UNCERTAIN),
    (film(SHORT, 2030, DRAMA), film(SHORT, 2032, DRAMA), LONE, UNCERTAIN),
    (film(), film(NAME, 2032), LONE, SAME),
    (film(LONG), film(LONG, 2033), LONE, UNCERTAIN),
    (film(LONG), film(LONG, 2034), LONE, UNCERTAIN),
    (film(WORD, 2030, DRAMA), film(WORD, 2032, DRAMA), LONE, SAME),
    (film(WORD, 2030, HORROR), film(WORD, 2033, HORROR), LONE, UNCERTAIN),
    (film(NAME, 2030, HORROR), film(NAME, 2034, HORROR), LONE, SAME),
    (film(NAME, 2030, HORROR), film(NAME, 2035, HORROR), LONE, DIFFERENT),
    (film("Old Salt Ferry Job", 2030, HORROR), film("Old Salt Ferry Job", 2035, HORROR), LONE, DIFFERENT),
    (film("Old Salt Ferry Night Job", 2030, HORROR), film("Old Salt Ferry Night Job", 2036, HORROR), LONE, SAME),
    (film("Old Salt Ferry Night Job", 2030, HORROR), film("Old Salt Ferry Night Job", 2037, HORROR), LONE, DIFFERENT),
    (film(NAME, 2030, DRAMA), film(NAME, 2032, DRAMA), LONE, SAME),
    (film(NAME, 2030, DRAMA), film(NAME, 2033, DRAMA), LONE, UNCERTAIN),
    (film(NAME, 2030, DRAMA, countries=GB), film(NAME, 2034, DRAMA, countries=GB), LONE, SAME),
    (film(LONG, 2030, DRAMA), film(LONG, 2034, DRAMA), LONE, SAME),
    (film(LONG, 2030, DRAMA, texts=AGREEING), film(LONG, 2034, DRAMA, texts=AGREEING), LONE, SAME),
    (film(LONG, 2030, DRAMA), film(LONG, 2035, DRAMA), LONE, DIFFERENT),
    (film(NAME, 2030), film(NAME, 2035), LONE, DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "namesake_gap", "sameness"), SHOWS + FILMS)
def test_years_apart_a_name_is_one_title_the_longer_the_less_it_is_shared(
    one: Facts, other: Facts, namesake_gap: float, sameness: Sameness
) -> None:
    assert judged(one, other, namesake_gap) is sameness


@pytest.mark.parametrize(
    ("year", "text", "other_text", "sameness"),
    [
        (2032, "Here Ana waits for Tui.", "There Tui is, and Ana.", SAME),
        (2033, "Here Ana waits for Tui.", "There Tui is, and Ana.", DIFFERENT),
        (2032, "Here Ana waits.", "There is Ana.", UNCERTAIN),
        (2032, "Here Salt waits for Ferry.", "There Ferry is, and Salt.", UNCERTAIN),
        (2032, "He repairs tunnels beneath.", "It repairs them, tunnels beneath.", SAME),
        (2032, "He repairs tunnels.", "It repairs them, tunnels.", UNCERTAIN),
    ],
)
def test_texts_agree_that_share_two_names_or_three_long_words_but_for_those_of_the_title(
    year: int, text: str, other_text: str, sameness: Sameness
) -> None:
    assert judged(film(texts=(text,)), film(year=year, texts=(other_text,)), NEAR) is sameness


def test_words_of_either_title_s_names_do_not_make_texts_agree() -> None:
    people, works = ("Here Kauri waits for Tui.",), ("He repairs tunnels beneath harbours.",)
    one, other = film(other_names=("Kauri Tui",), texts=people), film(year=2032, texts=people)
    assert judged(one, other, NEAR) is UNCERTAIN
    one, other = (film("Tunnels Beneath Harbours", year, texts=works) for year in (2030, 2032))
    assert judged(one, other, NEAR) is UNCERTAIN


def test_the_reason_says_how_the_names_stand_and_how_far_the_years_are_apart() -> None:
    said = film(texts=("It is a 2033 film.",))
    reasons = [
        likeness(one, other, fuzz.ratio, lambda: LONE).reason
        for one, other in ((film(), film()), (film(), film(year=2031)), (film(), film(year=2032)),
                           (said, film(year=2033)), (said, film(year=2035)))
    ]  # fmt: skip
    assert reasons == [
        "the same name, the same year",
        "the same name, 1 year apart",
        "the same name, 2 years apart",
        "the same name, a text names the other's year",
        "the same name, 5 years apart, 2 by what a text says",
    ]
