"""What two listings' tags and texts tell of their being one work."""

import pytest

from trending_now.domain.matching.text_clues import Make, compare_makes, long_words_in, names_in, shared, years_said


@pytest.mark.parametrize(
    ("one", "other", "make"),
    [
        ((), ("Drama",), Make.UNKNOWN),
        (("Something else",), ("Drama",), Make.UNKNOWN),
        (("Drama",), ("TV Dramas",), Make.ALIKE),
        (("Horror",), ("Slasher films",), Make.SURELY),
        (("Drama", "Comedy"), ("Comedy", "Drama"), Make.ALIKE),
        (("Drama", "Comedy", "Romance"), ("Romance", "Comedy", "Drama"), Make.SURELY),
        (("Action",), ("Thriller",), Make.ALIKE),
        (("War",), ("Action",), Make.ALIKE),
        (("Action",), ("Family",), Make.OTHER),
        (("Family",), ("War",), Make.OTHER),
        (("Documentary",), ("Comedy",), Make.CONTRARY),
    ],
)
def test_makes_are_compared_by_what_few_works_share(one: tuple[str, ...], other: tuple[str, ...], make: Make) -> None:
    assert compare_makes(one, other) is compare_makes(other, one) is make


@pytest.mark.parametrize(
    ("one", "other", "make"),
    [
        ("Western", "Westerns", Make.SURELY),
        ("Boxing", "Sports", Make.SURELY),
        ("Anime", "Cartoons", Make.SURELY),
        ("Military", "Of a war", Make.SURELY),
        ("Concert film", "Musicals", Make.SURELY),
        ("Sci-Fi", "Superhero films", Make.SURELY),
        ("Kids", "Children", Make.SURELY),
        ("Biography", "Period pieces", Make.SURELY),
        ("Erotica", "Adult", Make.SURELY),
        ("Docuseries", "Documentaries", Make.SURELY),
        ("Noir", "Detective stories", Make.SURELY),
        ("Farce", "Sitcoms", Make.ALIKE),
        ("Tearjerker", "Melodrama", Make.ALIKE),
        ("Romantic", "Romance", Make.ALIKE),
        ("Swashbuckler", "Martial arts", Make.ALIKE),
        ("Award shows", "War", Make.UNKNOWN),
    ],
)
def test_the_words_of_any_vocabulary_name_the_same_makes(one: str, other: str, make: Make) -> None:
    assert compare_makes((one,), (other,)) is make


def test_names_are_words_with_a_capital_that_begin_no_sentence_and_that_are_some_story_s_own() -> None:
    text = "Ferrymen tell Ana of Bo and of Rata's debt. Nobody in London listens; Kauri trees do."
    assert names_in(text) == {"ana", "rata"}
    assert shared(names_in, [text], ["A debt of Ana.", "Here Tui waits."]) == {"ana"}


def test_long_words_have_seven_letters_or_more() -> None:
    assert long_words_in("Tunnels under a harbor, harbors under snow.") == {"tunnels", "harbors"}


def test_the_year_of_a_work_is_said_by_its_opening() -> None:
    assert years_said("Ebb is a quiet 1950 film. In this 1962 remake, nobody drowns in 1970.") == {1950}
    assert years_said("What happens in this 1962 remake was an 1899 tale.") == {1962, 1899}


def test_only_the_opening_of_a_text_is_read() -> None:
    text = "so " * 500 + "comes Ana, and it is a 1950 film of tunnels."
    assert (names_in(text), long_words_in(text), years_said(text)) == (frozenset(), frozenset(), frozenset())
