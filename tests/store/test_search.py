"""Text search: words in any order, the last one as a beginning, and no input that breaks it."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.invented import NOW, HandClock, listing, policy
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Plot
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shelf(shared_database_url: str) -> Iterator[Database]:
    with closing(Database(shared_database_url, writable=True)) as database:
        yield database


@pytest.fixture(scope="module")
def writer(shelf: Database) -> CatalogueWriter:
    return CatalogueWriter(shelf, load_taxonomy(), HandClock())


@pytest.fixture(scope="module")
def library(shelf: Database, writer: CatalogueWriter) -> CatalogueReader:
    said = [
        listing("1", name="The Salt-Clock", plots=(Plot("An engineer floods a valley."),)),
        listing("2", name="Pâté à l'Étoile", original_name="Étoile", plots=(Plot("A chef's last supper."),)),
        listing("3", name="Straße 42", plots=(Plot("Ещё одна история of OR and NOT."),)),
        listing("4", name="夜の灯台", plots=(Plot("x" * 3_000 + " farther"),)),
        listing("5", name="!!!", plots=()),
        listing("6", name="0E0A http://x.example/7", plots=()),
    ]
    writer.record(said, policy(), NOW)
    return CatalogueReader(shelf, HandClock())


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("salt", {"The Salt-Clock"}),
        ("valley SALT", {"The Salt-Clock"}),
        ("flood", {"The Salt-Clock"}),
        ("engine clock", set()),
        ("engineer clo", {"The Salt-Clock"}),
        ("salt supper", set()),
        ("pate etoile", {"Pâté à l'Étoile"}),
        ("PÂTÉ", {"Pâté à l'Étoile"}),
        ("strasse", {"Straße 42"}),
        ("42", {"Straße 42"}),
        ("0e0a", {"0E0A http://x.example/7"}),
        ("e0a", set()),
        ("0e0a x example", {"0E0A http://x.example/7"}),
        ("история", {"Straße 42"}),
        ("not or", {"Straße 42"}),
        ("夜の", {"夜の灯台"}),
        ("灯台", {"夜の灯台"}),
        ("の灯台", {"夜の灯台"}),
        ("台", {"夜の灯台"}),
        ("夜灯", set()),
        ("灯台 farther", {"夜の灯台"}),
        ("夜の灯台2", set()),
        ("farther", {"夜の灯台"}),
        ('"salt', {"The Salt-Clock"}),
        ("salt*", {"The Salt-Clock"}),
        ("salt-clock)", {"The Salt-Clock"}),
        ("words:salt", set()),
        ("NEAR(salt clock)", set()),
        ("^salt + clock", {"The Salt-Clock"}),
        ("salt & clock | !x", set()),
        ("'; DROP TABLE titles; --", set()),
    ],
)  # fmt: skip
def test_titles_that_hold_every_word_are_found(library: CatalogueReader, wanted: str, keys: set[str]) -> None:
    assert {card.title.name for card in library.browse(TitleQuery(text=wanted)).cards} == keys


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_a_search_for_nothing_narrows_nothing(library: CatalogueReader, nothing: str) -> None:
    everything = library.browse(TitleQuery()).cards
    assert library.browse(TitleQuery(text=nothing)).cards == everything


@pytest.mark.parametrize("signs", ["!?*", '""', "🦊", "()", "'", "$"])
def test_a_search_for_signs_alone_finds_the_title_of_that_name(
    writer: CatalogueWriter, library: CatalogueReader, signs: str
) -> None:
    assert not library.browse(TitleQuery(text=signs)).cards
    writer.record([listing("named", name=signs, plots=())], policy(), NOW)
    assert [card.title.name for card in library.browse(TitleQuery(text=f" {signs}")).cards] == [signs]


@pytest.mark.parametrize("unstorable", ["\0", "\ud800"])
def test_a_search_for_what_no_database_takes_finds_nothing(library: CatalogueReader, unstorable: str) -> None:
    assert not library.browse(TitleQuery(text=unstorable)).cards


@pytest.mark.parametrize(
    "long", ["a" * 5_000, "lamp " * 2_000, " ".join(f"word{number}" for number in range(3_000)), "ß" * 3_000]
)
def test_a_search_of_any_length_has_an_answer(library: CatalogueReader, long: str) -> None:
    assert len(library.browse(TitleQuery(text=long)).cards) <= 8


def test_a_letter_newer_than_the_database_is_found_all_the_same(
    writer: CatalogueWriter, library: CatalogueReader
) -> None:
    writer.record([listing("7", name="Ba\u08b5bar \U0001e900dlam")], policy(), NOW)
    for wanted in ("ba\u08b5bar", "\U0001e900dlam"):
        assert len(library.browse(TitleQuery(text=wanted)).cards) == 1


@MANY
@given(wanted=st.text(max_size=60))
def test_no_text_breaks_the_search(library: CatalogueReader, wanted: str) -> None:
    assert len(library.browse(TitleQuery(text=wanted)).cards) <= 8


@MANY
@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_a_title_is_found_by_its_whole_name(library: CatalogueReader, writer: CatalogueWriter, name: str) -> None:
    writer.record([listing("named", name=name, plots=())], policy(), NOW)
    assert name in {card.title.name for card in library.browse(TitleQuery(text=name)).cards}
