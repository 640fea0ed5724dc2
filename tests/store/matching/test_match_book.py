"""Listings that look alike wait for a person; what was said holds, whatever comes again."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.invented import NOW, HandClock, imdb, listing, policy
from tests.store.matching.recorded import APART, TOGETHER, record, titles
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Kind
from trending_now.errors import StoreError, WrongUse
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.matching.match_book import MatchBook

FIRST = listing("1", "first", name="Guilty", year=2031)
SECOND = listing("9", "second", name="The Guilty", year=2030)
SHOW = {"kind": Kind.TV}


def test_two_that_look_alike_stay_apart_and_wait(writer: CatalogueWriter, database: Database, book: MatchBook) -> None:
    record(writer, FIRST, SECOND)
    (question,) = book.waiting()

    assert titles(database) == APART
    assert (question.one.name, question.other.name) == ("The Guilty", "Guilty")
    assert question.reason == "the same name, 1 year apart"


def test_said_to_be_the_same_they_are_one_for_ever(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, FIRST, SECOND)
    writer.settle(book.waiting()[0].number, is_same=True)
    assert titles(database) == TOGETHER
    assert book.waiting() == []

    writer.drop_source("second")
    record(writer, SECOND)
    assert titles(database) == TOGETHER

    writer.drop_source("first")
    writer.drop_source("second")
    record(writer, SECOND, FIRST)
    assert titles(database) == TOGETHER


def test_said_to_be_two_they_are_not_asked_about_again(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, FIRST, SECOND)
    writer.settle(book.waiting()[0].number, is_same=False)
    writer.drop_source("second")
    record(writer, listing("9", "second", name="Guilty", year=2031))

    assert titles(database) == APART
    assert book.waiting() == []


def test_two_that_come_again_the_other_way_round_are_one_question(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, FIRST, SECOND)
    for source in ("first", "second"):
        writer.drop_source(source)
    record(writer, SECOND, FIRST)
    (question,) = book.waiting()

    writer.settle(question.number, is_same=False)
    assert titles(database) == APART
    assert book.waiting() == []


def test_a_question_that_nobody_answered_keeps_nothing_apart(writer: CatalogueWriter, database: Database) -> None:
    record(writer, FIRST, SECOND)
    writer.drop_source("second")
    record(writer, listing("9", "second", name="Guilty", year=2031))

    assert titles(database) == TOGETHER


@pytest.mark.parametrize("gone", ["first", "second"])
def test_a_question_about_a_listing_that_has_left_is_not_asked(
    writer: CatalogueWriter, book: MatchBook, gone: str
) -> None:
    record(writer, FIRST, SECOND)
    writer.drop_source(gone)

    assert book.waiting() == []


def test_a_person_who_joins_two_titles_answers_no_other_question(writer: CatalogueWriter, book: MatchBook) -> None:
    record(writer, FIRST, replace(FIRST, source_key="2"), SECOND)
    settled, left = book.waiting()
    writer.join(settled.one.title_id, settled.other.title_id)

    assert [question.number for question in book.waiting()] == [left.number]


def test_two_that_an_id_shows_to_be_one_wait_no_more(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    record(writer, FIRST, SECOND, *(replace(each, external_ids=(imdb(1),)) for each in (FIRST, SECOND)))

    assert titles(database) == TOGETHER
    assert book.waiting() == []


def test_two_titles_that_are_given_one_id_wait_for_a_person(
    writer: CatalogueWriter, database: Database, book: MatchBook
) -> None:
    film, show = listing("1", "first", external_ids=(imdb(6),)), listing("2", "second", external_ids=(imdb(6),), **SHOW)
    record(writer, film, show, show)
    (question,) = book.waiting()
    assert (question.one.key, question.other.key, question.reason) == ("2", "1", "both are given imdb tt0000006")

    writer.settle(question.number, is_same=True)

    assert titles(database) == TOGETHER
    assert writer.record([show], policy("second"), NOW).violations == ()


@pytest.mark.parametrize("number", [7, 0, 2**70])
def test_a_question_that_there_is_not_is_told(writer: CatalogueWriter, number: int) -> None:
    with pytest.raises(WrongUse, match=f"no question {number}"):
        writer.settle(number, is_same=True)


def test_of_two_questions_each_is_answered_for_itself(writer: CatalogueWriter, book: MatchBook) -> None:
    pair = (listing("2", "first", name="Quest"), listing("8", "second", name="The Quest", year=2030))
    record(writer, FIRST, SECOND, *pair)
    settled, left = book.waiting()
    writer.settle(settled.number, is_same=False)

    assert book.waiting() == [left]


def test_a_word_that_could_not_be_carried_out_waits_on(migrated_sqlite: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copyfile(migrated_sqlite, tmp_path / 'catalogue.sqlite')}"
    with closing(Database(url, writable=True)) as database:
        writer, book = CatalogueWriter(database, load_taxonomy(), HandClock()), MatchBook(database)
        record(writer, FIRST, SECOND)
        with database.write() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER broken BEFORE DELETE ON titles BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        with pytest.raises(StoreError):
            writer.settle(book.waiting()[0].number, is_same=True)

        assert titles(database) == APART
        assert len(book.waiting()) == 1
