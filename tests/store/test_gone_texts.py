"""A text that goes leaves no word in the answers that rested on it, nor where they are read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.invented import NOW, HandClock, imdb, listing, policy
from tests.store.enriched import answer
from trending_now.domain.enrichment import Enrichment
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, Plot, Review
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.reader import CatalogueReader
from trending_now.store.tables import ReviewRow

TEN_DAYS = timedelta(days=10)
REVIEWED = listing("1", "first", external_ids=(imdb(1),), plots=(), reviews=(Review("Thunder all night.", "a site"),))
LASTING = listing("9", "second", external_ids=(imdb(1),), plots=(Plot("Lanterns at sea.", "en"),))


@pytest.fixture
def title(writer: CatalogueWriter, enrichments: EnrichmentLog) -> int:
    """Store a title of two sources, one of which expires, and an answer that rests on a word of each."""
    writer.record([REVIEWED], policy("first", TEN_DAYS), NOW)
    writer.record([LASTING], policy("second"), NOW)
    (document,) = enrichments.documents(enrichments.all_titles())
    enrichments.save([(document, with_words(document))], "rules")
    return int(document.id)


def with_words(document: Document) -> Enrichment:
    """Return an answer that rests on a word of each of a document's texts."""
    words = tuple(Evidence(text.id, 0, 8, (text.content.split()[0],)) for text in document.texts)
    said = answer(document, Genre.WAR)
    return replace(said, chosen=tuple(replace(score, evidence=words) for score in said.chosen))


def words_shown(reader: CatalogueReader, title: int) -> list[str]:
    (shown,) = reader.title(title).enrichments
    return [word for place in shown.genres[0].evidence for word in place.words]


def words_stored(database: Database) -> list[str]:
    with database.read() as connection:
        (scores,) = connection.scalars(select(EnrichmentRow.scores))
    return [word for *_, words in scores[0][4] for word in words]


def test_an_answer_names_words_of_every_text_while_they_are_there(
    title: int, reader: CatalogueReader, database: Database
) -> None:
    assert words_shown(reader, title) == words_stored(database) == ["Lanterns", "Thunder"]


def test_a_text_that_expires_takes_its_words_along_and_leaves_the_others(
    title: int, writer: CatalogueWriter, reader: CatalogueReader, database: Database, clock: HandClock
) -> None:
    clock.advance(days=10)
    assert writer.expire() == 1

    assert words_shown(reader, title) == words_stored(database) == ["Lanterns"]
    (shown,) = reader.title(title).enrichments
    assert [score.genre for score in shown.genres] == [Genre.WAR]


def test_a_source_that_goes_and_a_text_that_is_changed_take_their_words_along(
    title: int, writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    writer.drop_source("first")
    writer.record([replace(LASTING, plots=(Plot("A harbour at dusk.", "en"),))], policy("second"), NOW)

    assert words_shown(reader, title) == words_stored(database) == []


def test_a_listing_that_is_split_off_takes_its_words_along(
    title: int, writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    writer.split(title, ("first", "1"))

    assert words_shown(reader, title) == words_stored(database) == ["Lanterns"]


def test_an_answer_that_comes_after_a_text_has_gone_is_kept_without_its_words(
    writer: CatalogueWriter, enrichments: EnrichmentLog, database: Database
) -> None:
    writer.record([REVIEWED], policy("first", TEN_DAYS), NOW)
    writer.record([LASTING], policy("second"), NOW)
    (document,) = enrichments.documents(enrichments.all_titles())
    writer.drop_source("first")
    enrichments.save([(document, with_words(document))], "rules")

    assert words_stored(database) == ["Lanterns"]


def test_words_that_an_older_version_left_are_not_shown(
    title: int, reader: CatalogueReader, database: Database
) -> None:
    with database.write() as connection:
        connection.execute(delete(ReviewRow))

    assert words_shown(reader, title) == ["Lanterns"]
