"""Suggestions while someone types: what begins so, the popular first."""

import pytest

from tests.invented import NOW, TODAY, listing, policy, released
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind, Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.suggestions import CANDIDATES, MOST, SuggestionKind

NAMES = {
    "The Salt Clock": 10.0,
    "Salvage Kings": 90.0,
    "Lighthouse for Sale": 99.0,
    "Über Salzburg": 5.0,
    "日本の夜": 1.0,
    "100% Dramatic_": 1.0,
    "Comet of May": 2.0,
}


@pytest.fixture
def catalogue(writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader) -> CatalogueReader:
    said = [
        listing(
            name,
            name=name,
            popularity=(Popularity("first", "popularity", TODAY, value),),
            releases=(released(TODAY, "GB", "Salon+"),),
        )
        for name, value in NAMES.items()
    ]
    writer.record(said, policy(), NOW)
    enrich(enrichments, enrichments.all_titles()[0], Genre.WAR, vibe_tags=("dramatic", "good versus evil"))
    return reader


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("sal", ["Salon+", "Salvage Kings", "The Salt Clock", "Lighthouse for Sale", "Über Salzburg"]),
        ("SALT", ["The Salt Clock"]),
        ("the sal", ["The Salt Clock", "Salvage Kings", "Lighthouse for Sale", "Über Salzburg"]),
        ("salt clock", ["The Salt Clock"]),
        ("salt  cl", ["The Salt Clock"]),
        ("alt", []),
        ("uber", ["Über Salzburg"]),
        ("日", ["日本の夜"]),
        ("dram", ["Drama", "dramatic", "100% Dramatic_"]),
        ("fic", ["Science Fiction"]),
        ("ev", ["good versus evil"]),
        ("com", ["Comedy", "Comet of May"]),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_", []),
        ("'", []),
        ("\0", []),
        ("\ud800", []),
    ],
)
def test_what_is_suggested_begins_so_or_has_a_word_that_does(
    catalogue: CatalogueReader, typed: str, texts: list[str]
) -> None:
    assert [suggestion.text for suggestion in catalogue.suggest(typed)] == texts


def test_an_article_alone_brings_the_names_that_begin_with_it_first(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    names = ["A Clock", "An Anchor", "Anvil", "Over the Sea", "The Salt", "Theatre", "The Clock"]
    writer.record([listing(name, name=name) for name in names], policy(), NOW)

    found = {typed: [suggestion.text for suggestion in reader.suggest(typed)] for typed in ("the", "The ", "an")}

    assert found["the"][:2] == found["The "][:2] == ["The Clock", "The Salt"]
    assert set(found["the"][2:]) == {"Over the Sea", "Theatre"}
    assert found["an"] == ["Animation", "An Anchor", "Anvil"]


def test_two_titles_of_one_name_differ_by_kind_and_year(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record(
        [listing("1", name="Twin", year=2001), listing("2", name="Twin", kind=Kind.TV, year=None)], policy(), NOW
    )

    found = {(suggestion.title_kind, suggestion.year) for suggestion in reader.suggest("twin")}

    assert found == {(Kind.MOVIE, 2001), (Kind.TV, TODAY.year)}


def test_there_are_eight_at_most_and_titles_among_them(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    names = [f"Crossing {number}" for number in range(12)]
    platforms = [released(TODAY, "GB", f"C{number}") for number in range(9)]
    writer.record([listing(name, name=name, releases=tuple(platforms)) for name in names], policy(), NOW)
    found = [suggestion.kind for suggestion in reader.suggest("c")]
    assert len(found) == MOST
    assert found.count(SuggestionKind.TITLE) == 5


def test_a_suggestion_leads_to_its_title(catalogue: CatalogueReader) -> None:
    (suggestion,) = catalogue.suggest("salvage")
    assert catalogue.title(int(suggestion.key)).card.title.name == suggestion.text


def test_of_many_names_the_most_popular_that_begin_so_come_first(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    said = [listing(f"{n}", name=f"A Long Story {n}") for n in range(CANDIDATES + 1)]
    liked = (Popularity("first", "popularity", TODAY, 900.0),)
    said += [listing("star", name="The Star Rose"), listing("step", name="Steps", popularity=liked)]
    said += [listing("liked", name="Zoo Stories", popularity=liked)]
    writer.record(said, policy(), NOW)

    found = {typed: [suggestion.text for suggestion in reader.suggest(typed)] for typed in ("st", "the st")}

    assert found["st"][:3] == ["Steps", "The Star Rose", "Zoo Stories"]
    assert found["the st"][:3] == ["The Star Rose", "Steps", "Zoo Stories"]
    assert len(found["st"]) == len(set(found["st"])) == MOST
