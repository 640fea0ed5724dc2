"""All that is known of one title, and what can be filtered by."""

from datetime import timedelta

import pytest

from tests.invented import NOW, TODAY, imdb, listing, policy, released
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import Kind
from trending_now.errors import TitleNotFound
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.detail import MOST_ENRICHMENTS, TitleDetail
from trending_now.store.reading.facets import Facets
from trending_now.store.reading.title_query import TitleQuery


def test_every_text_carries_the_credit_of_its_source(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    review = Review("Bright.", "a site", "A. Reader", "https://a.example/1", TODAY, 8.0)
    writer.record([listing(source="first", reviews=(review,))], policy("first"), NOW)
    writer.record(
        [listing(source="second", plots=(Plot("A longer plot than the other one has, by far.", "en"),))],
        policy("second"),
        NOW,
    )
    texts = only_title(reader).texts
    assert [(text.id.partition(":")[0], text.credit.text) for text in texts] == [
        ("plot", "Kindly given by first."),
        ("plot", "Kindly given by second."),
        ("review", "Kindly given by first."),
    ]
    assert (texts[2].site, texts[2].author, texts[2].published, texts[2].rating10) == (
        "a site",
        "A. Reader",
        TODAY,
        8.0,
    )


def test_the_plot_that_engines_read_stands_in_front(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    plots = (
        Plot("Eine lange Beschreibung, die kein Programm liest, weil sie deutsch ist.", "de"),
        Plot("Short.", "en"),
    )
    writer.record([listing(plots=plots)], policy(), NOW)
    assert [text.language for text in only_title(reader).texts] == ["en", "de"]


def test_the_answer_that_is_shown_is_there_however_many_another_engine_has_given_since(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    writer.record([listing()], policy(), NOW)
    title = only_title(reader).card.title.id
    for engine in ("rules", *["boosted"] * MOST_ENRICHMENTS):
        enrich(enrichments, title, Genre.WAR, engine=engine)
    detail = only_title(reader)
    assert detail.card.engine == "rules"
    assert [answer.engine for answer in detail.enrichments] == ["boosted"] * MOST_ENRICHMENTS + ["rules"]


def test_releases_ids_and_sources_of_all_listings_stand_together(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    early, late = released(TODAY - timedelta(days=3), "FR"), released(TODAY, "GB", "Harbour+")
    writer.record([listing(releases=(late,), external_ids=(imdb(1),), url="https://first.example/1")], policy(), NOW)
    writer.record([listing("9", "second", releases=(early, late), external_ids=(imdb(1),))], policy("second"), NOW)
    shown = only_title(reader)
    assert shown.releases == (early, late)
    assert shown.external_ids == (imdb(1),)
    assert [(link.source, link.url) for link in shown.sources] == [
        ("first", "https://first.example/1"),
        ("second", None),
    ]


def test_the_poster_keeps_to_the_policy_of_who_gave_it(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing()], policy(), NOW)
    week = policy("second", timedelta(days=7))
    writer.record([listing(source="second", poster_url="https://second.example/p.jpg")], week, NOW)
    shown = only_title(reader).card.title
    assert shown.poster_url == "https://second.example/p.jpg"
    assert reader.poster_retention(shown.id) == timedelta(days=7)
    assert reader.poster_retention(shown.id + 1) is None


@pytest.mark.parametrize("missing", [0, -1, 999_999, 2**31, 2**63, 2**80])
def test_a_title_that_is_not_there_is_told_by_its_number(reader: CatalogueReader, missing: int) -> None:
    with pytest.raises(TitleNotFound, match=f"no title {missing}"):
        reader.title(missing)


def test_a_title_in_short_is_the_card_of_the_whole_and_is_missed_alike(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    writer.record([listing()], policy(), NOW)
    title = only_title(reader).card.title.id
    enrich(enrichments, title, Genre.WAR)

    assert reader.card(title) == reader.title(title).card
    assert [score.genre for score in reader.card(title).genres] == [Genre.WAR]
    with pytest.raises(TitleNotFound, match="There is no title 4242"):
        reader.card(4242)


def test_facets_are_the_regions_and_platforms_there_are(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    assert reader.facets() == Facets((), ())
    releases = (released(region="GB", platform="Kiosk"), released(region="FR"), released(region=None, platform="Attic"))
    writer.record([listing("1", releases=releases), listing("2", releases=releases[:1])], policy(), NOW)
    assert reader.facets() == Facets(("FR", "GB"), ("Attic", "Kiosk"))


def test_platforms_stand_in_the_order_of_the_alphabet(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    there = [released(platform=platform) for platform in ("Zenith", "attic", "Étage", "Foyer", "Balcony")]
    writer.record([listing(releases=tuple(there))], policy(), NOW)
    assert reader.facets().platforms == ("attic", "Balcony", "Étage", "Foyer", "Zenith")


def test_genres_are_counted_by_what_is_shown(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    writer.record([listing("1"), listing("2"), listing("3", kind=Kind.TV)], policy(), NOW)
    one, two, _ = (card.title.id for card in reader.browse(TitleQuery()).cards)
    enrich(enrichments, one, Genre.WAR, Genre.DRAMA)
    enrich(enrichments, two, Genre.WAR)
    counts = {count.genre: count.titles for count in reader.tally(TitleQuery()).genres}
    assert len(counts) == 20
    assert {genre: titles for genre, titles in counts.items() if titles} == {Genre.WAR: 2, Genre.DRAMA: 1}


def only_title(reader: CatalogueReader) -> TitleDetail:
    (card,) = reader.browse(TitleQuery()).cards
    return reader.title(card.title.id)
