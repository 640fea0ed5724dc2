"""A listing that a person takes out of a title stays out of it, whatever comes again; its old address leads on."""

from dataclasses import replace

import pytest

from tests.contents import listings_by_title
from tests.invented import NOW, imdb, listing, policy
from trending_now.domain.title import Listing
from trending_now.errors import TitleMoved, TitleNotFound, WrongUse
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.matching.match_book import ListedFacts, MatchBook
from trending_now.store.matching.matcher import ListingKey
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery

FIRST = listing("1", "first", name="Ebb", external_ids=(imdb(1),))
SECOND = listing("9", "second", name="Ebb", external_ids=(imdb(1),))
APART = {frozenset({("first", "1")}), frozenset({("second", "9")})}


def record(writer: CatalogueWriter, *said: Listing) -> None:
    for each in said:
        writer.record([each], policy(each.source), NOW)


def numbers(reader: CatalogueReader) -> list[int]:
    return sorted(card.title.id for card in reader.browse(TitleQuery()).cards)


@pytest.fixture
def joined(writer: CatalogueWriter, reader: CatalogueReader) -> int:
    record(writer, FIRST, SECOND)
    (number,) = numbers(reader)
    return number


def test_a_listing_taken_out_is_a_title_of_its_own_with_all_it_says(
    writer: CatalogueWriter, reader: CatalogueReader, joined: int
) -> None:
    new = writer.split(joined, ("second", "9"))

    assert numbers(reader) == [joined, new]
    (text,) = reader.title(new).texts
    assert "named 9" in text.content
    assert [vote.source for vote in reader.title(new).votes] == ["second"]
    assert len(reader.title(new).releases) == len(reader.title(joined).releases) == 1
    assert reader.browse(TitleQuery(text="lamplighter named 9")).cards[0].title.id == new
    assert reader.title(joined).external_ids == (imdb(1),)
    assert reader.title(new).external_ids == ()


def test_an_id_that_it_alone_names_goes_with_it(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    record(writer, listing("1", name="Ebb"), listing("9", "second", name="Ebb", external_ids=(imdb(9),)))
    (number,) = numbers(reader)

    assert reader.title(writer.split(number, ("second", "9"))).external_ids == (imdb(9),)


@pytest.mark.parametrize(
    "again", [SECOND, listing("9", "second", name="Ebb", runtime_minutes=90, external_ids=(imdb(1),))]
)
def test_what_comes_again_stays_apart(writer: CatalogueWriter, database: Database, joined: int, again: Listing) -> None:
    writer.split(joined, ("second", "9"))
    record(writer, again, FIRST)
    assert listings_by_title(database) == APART

    writer.drop_source("second")
    record(writer, again)
    assert listings_by_title(database) == APART


def test_a_review_taken_out_is_not_tied_to_the_title_again(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    record(writer, FIRST)
    (number,) = numbers(reader)
    review = listing("https://tidings.example/a", "second", name="Ebb")
    writer.record([review], policy("second"), NOW, tied={review.source_key: number})
    new = writer.split(number, ("second", review.source_key))
    writer.record([replace(review, name="Flow")], policy("second"), NOW, tied={review.source_key: number})
    assert reader.title(new).card.title.name == "Flow"
    writer.drop_source("second")  # as when its time is over
    writer.record([review], policy("second"), NOW, tied={review.source_key: number})
    assert numbers(reader) == [number]
    assert [text.content for text in reader.title(number).texts] == [plot.text for plot in FIRST.plots]


def test_a_review_taken_out_of_one_title_may_be_tied_to_another(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    record(writer, FIRST, listing("2", name="Flow"))
    wrong, right = numbers(reader)
    review = listing("https://tidings.example/a", "second", name="Ebb")
    writer.record([review], policy("second"), NOW, tied={review.source_key: wrong})
    writer.split(wrong, ("second", review.source_key))
    writer.drop_source("second")
    writer.record([review], policy("second"), NOW, tied={review.source_key: right})
    assert review.plots[0].text in [text.content for text in reader.title(right).texts]


@pytest.mark.parametrize("taken", [("first", "1"), ("second", "9")])
def test_a_split_goes_before_what_was_said_earlier(
    writer: CatalogueWriter, database: Database, reader: CatalogueReader, taken: ListingKey
) -> None:
    book = MatchBook(database)
    record(writer, listing("1", "first", name="Guilty"), listing("9", "second", name="The Guilty", year=2030))
    writer.settle(book.waiting()[0].number, is_same=True)
    writer.split(numbers(reader)[0], taken)
    record(writer, listing("9", "second", name="The Guilty", year=2030, runtime_minutes=90))

    assert listings_by_title(database) == APART
    assert book.waiting() == []


@pytest.mark.parametrize("taken", [("first", "1"), ("second", "9")])
def test_a_third_that_fits_both_brings_them_not_together(
    writer: CatalogueWriter, database: Database, joined: int, taken: ListingKey
) -> None:
    writer.split(joined, taken)
    record(writer, listing("5", "third", name="Ebb", external_ids=(imdb(1),)))

    assert not [each for each in listings_by_title(database) if each >= {("first", "1"), ("second", "9")}]


def test_what_may_be_taken_out_is_named_catalogues_before_reviews(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    book = MatchBook(database)
    record(writer, FIRST)
    (number,) = numbers(reader)
    review = listing("https://tidings.example/a", "tidings", name="Ebb", year=None)
    writer.record([review], policy("tidings"), NOW, tied={review.source_key: number})
    record(writer, SECOND, listing("1", "third", name="Flow"))

    assert book.listings_of(number) == [
        ListedFacts("first", "1", "Ebb", "movie", 2031, None, number),
        ListedFacts("second", "9", "Ebb", "movie", 2031, None, number),
        ListedFacts("tidings", review.source_key, "Ebb", "movie", None, None, number),
    ]
    with pytest.raises(TitleNotFound):
        book.listings_of(number + 5)


def test_what_cannot_be_taken_out_is_told(writer: CatalogueWriter, joined: int) -> None:
    with pytest.raises(WrongUse, match="second 8 is not of title"):
        writer.split(joined, ("second", "8"))
    with pytest.raises(TitleNotFound):
        writer.split(joined + 5, ("second", "9"))
    writer.split(joined, ("second", "9"))
    with pytest.raises(WrongUse, match="the only one of title"):
        writer.split(joined, ("first", "1"))


def test_a_number_that_gave_way_leads_to_the_title_that_stays(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    record(writer, listing("1", name="Ebb"), listing("9", "second", name="Flow", external_ids=(imdb(9),)))
    keep, gone = numbers(reader)
    record(writer, listing("1", name="Ebb", external_ids=(imdb(9),)))

    with pytest.raises(TitleMoved) as raised:
        reader.title(gone)
    assert raised.value.title_id == keep
    writer.drop_source("first")
    writer.drop_source("second")
    with pytest.raises(TitleNotFound, match="may have left"):
        reader.title(gone)


def test_who_moved_twice_is_found_in_one_step(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    record(writer, *(listing("1", source, name=f"The {source}") for source in ("ebb", "flow", "tide")))
    first, second, third = numbers(reader)
    writer.join(second, third)
    writer.join(first, second)

    for gone in (second, third):
        with pytest.raises(TitleMoved) as raised:
            reader.title(gone)
        assert raised.value.title_id == first


def test_a_third_title_is_not_meant_when_two_are_said_to_be_one(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    third = listing("1", "tide", name="The tide")
    record(writer, listing("1", "ebb", name="The ebb"), listing("1", "flow", name="The flow"), third)
    writer.join(*numbers(reader)[:2])
    writer.drop_source("tide")
    record(writer, third)

    assert listings_by_title(database) == {frozenset({("ebb", "1"), ("flow", "1")}), frozenset({("tide", "1")})}


def test_what_a_person_said_of_two_of_one_source_holds_when_both_come_anew_together(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    said = [listing("1", name="The ebb"), listing("2", name="The flow")]
    shared = [listing(key, name=f"Quay {key}", external_ids=(imdb(5),)) for key in ("3", "4")]
    writer.record(said, policy(), NOW)
    writer.join(*numbers(reader))
    writer.record(shared, policy(), NOW)
    writer.split(numbers(reader)[-1], ("first", "4"))
    before = listings_by_title(database)
    writer.drop_source("first")

    writer.record([*said, *shared], policy(), NOW)

    assert (
        listings_by_title(database)
        == before
        == {frozenset({("first", "1"), ("first", "2")}), frozenset({("first", "3")}), frozenset({("first", "4")})}
    )
