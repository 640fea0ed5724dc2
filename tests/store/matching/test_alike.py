"""Titles of two sources whose names, years, people or texts are alike: one, two, or a question."""

import pytest

from tests.contents import listings_by_title
from tests.invented import NOW, listing, policy
from tests.store.matching.recorded import APART, TOGETHER, record, titles
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot
from trending_now.domain.title import Kind, Listing
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.matching.match_book import MatchBook

SHOW = {"kind": Kind.TV}


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("The Lantern of Saint Merope (2031)", 2031, TOGETHER),
        ("Lantern of Saint Meropé 3D", 2031, TOGETHER),
        ("The Lantern of Saint Meroppe", 2031, TOGETHER),
        ("Ada Vale's The Lantern of Saint Merope", 2031, TOGETHER),
        ("The Lantern of Saint Merope 2", 2031, APART),
        ("The Lantern of Saint Merope II", 2031, APART),
        ("The Lantern of Saint Merope: The Making", 2031, APART),
        ("The Lantern of Saint Merope: A Tale of the Sea", 2031, TOGETHER),
        ("The Lantern of Saint Merope: A Tale of the Sea", 2032, APART),
        ("The Lantern of St. Merope, Part 2", 2031, APART),
    ],
)
def test_another_form_or_spelling_of_a_name_is_the_same_title(
    writer: CatalogueWriter, database: Database, name: str, year: int, expected: int
) -> None:
    record(writer, listing("1", name="The Lantern of Saint Merope"), listing("9", "second", name=name, year=year))

    assert titles(database) == expected


@pytest.mark.parametrize("second_first", [True, False])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D.C. Bell", "DC Bell"),
        ("Naalayak", "Nalayak"),
        ("Salt Clock 3-D", "Salt Clock 3"),
        ("Salt Clock Part One", "Salt Clock Part 1"),
        ("And Who Holds the Salt Clock?", "Who Holds the Salt Clock?"),
        ("Salt Clock the Movie: The Long Ebb", "Salt Clock 4: The Long Ebb"),
        ("(Sub) Salt Clock", "Salt Clock: Special Edition"),
        ("Ada Vale & Bo Lund in Salt Clock - A Sea Classic, Restored", "Salt Clock"),
        ("Salt Clock 2031 Crime Drama Film Classic", "Salt Clock"),
        ("Salt Clock in 3-D", "Salt Clock (Plus Bonus Content)"),
    ],
)
def test_two_spellings_are_one_title_whichever_comes_first(
    writer: CatalogueWriter, database: Database, one: str, other: str, *, second_first: bool
) -> None:
    both = [listing("1", name=one), listing("9", "second", name=other)]
    record(writer, *(reversed(both) if second_first else both))

    assert titles(database) == TOGETHER


def test_a_name_continued_in_another_list_waits_where_a_third_title_has_the_name(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, listing("1", name="Ebb", year=1950), listing("2", name="Ebb"))
    record(writer, listing("9", "second", name="Ebb: A Tale of the Sea"))

    assert titles(database) == 2 + 1
    assert len(book.waiting()) == 1


def test_what_a_list_has_beside_a_film_is_not_taken_for_it(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing("1", name="Salt Clock"))
    batch = [listing("8", "second", name="Salt Clock: On Stage"), listing("9", "second", name="Salt Clock")]
    writer.record(batch, policy("second"), NOW)

    assert {("first", "1"), ("second", "9")} in map(set, listings_by_title(database))


@pytest.mark.parametrize(
    ("others", "expected", "asked"), [((), 1, 0), ((1999,), 2, 0), ((2021,), 3, 1), ((1999, 2021), 4, 1)]
)
def test_films_two_years_apart_wait_where_a_third_one_of_these_years_has_their_name(
    writer: CatalogueWriter, database: Database, book: MatchBook, others: tuple[int, ...], expected: int, asked: int
) -> None:
    record(writer, *(told(f"of {year}", "first", "A clown.", "Horror", year=year) for year in others))
    record(writer, told("1", "first", "A clerk keeps time.", "Horror", year=2025))
    record(writer, told("9", "second", "Of the sea.", "Horror", year=2027))

    assert titles(database) == expected
    assert len(book.waiting()) == asked


def test_other_directors_make_two_films_and_the_same_one(writer: CatalogueWriter, database: Database) -> None:
    first = listing("1", name="Ebb", directors=("Ada Vale",))
    record(writer, first, listing("9", "second", name="Ebb", directors=("Bo Lund",)))
    assert titles(database) == APART
    record(writer, listing("5", "third", name="Ebb", year=2033, directors=("ada vale",)))
    assert titles(database) == APART


def test_a_show_has_other_directors_each_week(writer: CatalogueWriter, database: Database) -> None:
    one = listing("1", name="Ebb", kind=Kind.TV, directors=("Ada Vale",))
    record(writer, one, listing("9", "second", name="Ebb", kind=Kind.TV, directors=("Bo Lund",)))

    assert titles(database) == TOGETHER


def test_of_two_years_in_one_list_each_finds_its_own(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing("1", name="Salt Clock", year=2031))
    batch = [listing("8", "second", name="Salt Clock", year=2030), listing("9", "second", name="Salt Clock", year=2031)]
    writer.record(batch, policy("second"), NOW)

    assert {("first", "1"), ("second", "9")} in map(set, listings_by_title(database))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listing("1", name="Quest", countries=("DE",)), listing("9", "second", name="The Quest", countries=("US",))),
        (listing("1", name="Ebb"), listing("9", "second", name="The Ebb")),
        (listing("1", name="Salt Clock", **SHOW), listing("9", "second", name="Ada Vale: Salt Clock", **SHOW)),
    ],
)
def test_what_many_titles_may_be_called_waits_for_a_person(
    writer: CatalogueWriter, database: Database, book: MatchBook, one: Listing, other: Listing
) -> None:
    record(writer, one, other)

    assert titles(database) == APART
    assert len(book.waiting()) == 1


@pytest.mark.parametrize("short_first", [True, False])
@pytest.mark.parametrize(
    "dressed",
    [
        "Ada Vale's Salt Clock",
        "Ada Vale: Salt Clock",
        'Ada Vale & Bo Lund in "Salt Clock" - A Seafaring Classic',
        "(Dub) Salt Clock",
        "Disney Salt Clock",
        "Salt Clock aka The Brine",
    ],
)
def test_a_dressed_up_name_finds_its_title_whichever_comes_first(
    writer: CatalogueWriter, database: Database, dressed: str, *, short_first: bool
) -> None:
    both = [listing("1", name="Salt Clock"), listing("9", "second", name=dressed)]
    record(writer, *(both if short_first else reversed(both)))

    assert titles(database) == TOGETHER


def test_a_title_is_no_longer_found_by_a_name_that_was_taken_back(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing("1", name="Ada Vale's Salt Clock"), listing("1", name="Ada Vale's Lost Hour"))
    record(writer, listing("9", "second", name="Salt Clock"))

    assert titles(database) == APART


def told(key: str, source: str, text: str, *tags: str, **said: object) -> Listing:
    """Return a listing with one plot and these tags."""
    facts = {"name": "Salt Clock", "plots": (Plot(text),), "tags": tuple(SourceTag("catalogue", tag) for tag in tags)}
    return listing(key, source, **(facts | said))


SAILORS = "When she comes home, Merope Quill asks old Tobin Ferrow for the key."


@pytest.mark.parametrize("first_year", [2029, 2031])
def test_texts_that_name_the_same_people_make_one_title_of_two_years(
    writer: CatalogueWriter, database: Database, first_year: int
) -> None:
    record(writer, told("1", "first", SAILORS, year=first_year))
    record(writer, told("9", "second", f"In the harbour, Tobin Ferrow waits for Merope. {SAILORS}", year=2031))

    assert titles(database) == TOGETHER


def test_namesakes_a_year_apart_of_another_make_wait(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, told("1", "first", SAILORS, "Documentary", year=2030))
    record(writer, told("9", "second", "In town, a clown loses Bo.", "Comedy", year=2031))

    assert titles(database) == APART
    assert len(book.waiting()) == 1


def test_a_year_that_a_text_names_counts_as_the_works_own(writer: CatalogueWriter, database: Database) -> None:
    record(writer, told("1", "first", "A clerk keeps time.", "Drama", year=2026))
    record(writer, told("9", "second", "Salt Clock is a 2026 drama film.", "Drama", year=2031))

    assert titles(database) == TOGETHER


@pytest.mark.parametrize("unknown", [{"year": None}, {"kind": None}], ids=str)
def test_a_title_of_no_known_year_or_kind_is_neither_joined_nor_asked_about(
    writer: CatalogueWriter, database: Database, book: MatchBook, unknown: dict[str, None]
) -> None:
    record(writer, listing("1", name="Salt Clock", **unknown))
    batch = [listing("8", "second", name="Salt Clock", **unknown), listing("9", "second", name="Salt Clock")]
    writer.record(batch, policy("second"), NOW)

    assert titles(database) == 1 + len(batch)
    assert book.waiting() == []


def test_about_one_listing_at_most_three_questions_are_asked(writer: CatalogueWriter, book: MatchBook) -> None:
    record(writer, *(listing(str(number), name="Salt Clock") for number in range(5)))
    record(writer, listing("9", "second", name="Salt Clock"))

    assert [question.other.key for question in book.waiting()] == ["0", "1", "2"]


def test_of_two_forms_of_a_name_in_one_list_each_finds_its_own(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing("1", name="Salt Clock 3D"), listing("2", name="Salt Clock"))
    record(writer, listing("9", "second", name="Salt Clock"))

    assert {("first", "2"), ("second", "9")} in map(set, listings_by_title(database))


def test_who_may_be_the_title_of_its_own_year_is_not_joined_to_one_of_the_year_before(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, listing("1", name="Salt Clock", countries=("DE",)))
    record(writer, listing("2", name="Salt Clock", year=2030, countries=("US",)))
    record(writer, listing("9", "second", name="Salt Clock", countries=("US",)))

    assert len(listings_by_title(database)) == 2 + 1
    assert {question.other.key for question in book.waiting()} == {"1", "2"}


def test_the_year_says_more_than_the_form_of_the_name(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing("1", name="Salt Clock (3D)"), listing("2", name="Salt Clock", year=2030))
    record(writer, listing("9", "second", name="Salt Clock"))

    assert {("first", "1"), ("second", "9")} in map(set, listings_by_title(database))


def test_namesakes_of_other_times_take_no_question_away(writer: CatalogueWriter, book: MatchBook) -> None:
    record(writer, *(listing(str(year), name="Salt Clock", year=year) for year in (1981, 1991, 2001, 2029)))
    record(writer, listing("9", "second", name="Salt Clock"))

    assert [question.other.key for question in book.waiting()] == ["2029"]
