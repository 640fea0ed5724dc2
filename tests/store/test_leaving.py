"""How things leave the catalogue: what is past its date, a source that goes, and the demo when a real title comes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.contents import listings_by_title
from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.domain.run import RunCounts
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Review
from trending_now.domain.title import ExternalId, Namespace, Popularity
from trending_now.errors import StoreError, TitleNotFound
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.tables import PopularityRow, Table
from trending_now.store.verdicts.feedback import FeedbackBook
from trending_now.store.verdicts.locks import LockBook

TEN_DAYS = timedelta(days=10)
OF_TITLES = (
    "titles",
    "listings",
    "releases",
    "plots",
    "reviews",
    "popularity",
    "votes",
    "external_ids",
    "enrichments",
    "locks",
    "feedback",
)


def test_what_is_past_its_date_goes_with_all_that_hangs_on_it(
    writer: CatalogueWriter,
    enrichments: EnrichmentLog,
    locks: LockBook,
    feedback: FeedbackBook,
    reader: CatalogueReader,
    database: Database,
    clock: HandClock,
) -> None:
    writer.record([full("1", "first")], policy("first", TEN_DAYS), NOW)
    title = reader.browse(TitleQuery()).cards[0].title.id
    enrich(enrichments, title, Genre.WAR)
    locks.lock(title, Genre.WAR, holds=True)
    feedback.give(title, Genre.WAR, "a visitor", holds=False)
    clock.advance(days=9, hours=23)
    assert writer.expire() == 0
    assert all(rows_of_titles(database).values())
    clock.advance(hours=1)
    assert writer.expire() == 1
    assert not any(rows_of_titles(database).values())
    with pytest.raises(TitleNotFound):
        reader.title(title)


def test_an_answer_that_tells_a_part_gives_the_rest_no_new_time(
    writer: CatalogueWriter, database: Database, clock: HandClock
) -> None:
    writer.record([full("1", "first")], policy("first", TEN_DAYS), NOW)
    clock.advance(days=9)
    writer.record([listing("1", "first", is_partial=True)], policy("first", TEN_DAYS), clock())
    clock.advance(days=1)
    assert writer.expire() == 1
    assert not any(rows_of_titles(database).values())


def test_measures_go_when_their_time_is_over_though_their_listing_is_kept_fresh(
    writer: CatalogueWriter, database: Database, clock: HandClock
) -> None:
    for days in (0, 6, 5):
        clock.advance(days=days)
        measured = listing("1", popularity=(Popularity("first", "popularity", clock().date(), 4.0 + days),))
        writer.record([measured], policy("first", TEN_DAYS), clock())
    assert writer.expire() == 1
    with database.read() as connection:
        days_left = connection.scalars(select(PopularityRow.day).order_by(PopularityRow.day)).all()
    assert days_left == [TODAY + timedelta(days=6), TODAY + timedelta(days=11)]


def test_a_title_that_another_source_lists_stays_without_what_expired(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database, clock: HandClock
) -> None:
    writer.record([full("1", "first")], policy("first", TEN_DAYS), NOW)
    writer.record([listing("9", "second", name="Lasting", external_ids=(imdb(1),))], policy("second"), NOW)
    clock.advance(days=10)
    assert writer.expire() == 1
    (card,) = reader.browse(TitleQuery()).cards
    shown = reader.title(card.title.id)
    assert (card.title.name, card.popularity, len(shown.sources)) == ("Lasting", None, 1)
    assert [vote.source for vote in shown.votes] == ["second"]
    assert reader.browse(TitleQuery(text="lighthouse")).cards == ()


def test_an_external_id_that_only_an_expired_listing_gave_goes_too(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    writer.record([full("1", "first")], policy("first", TEN_DAYS), NOW)
    writer.record([listing("1", "second", name="A Lighthouse")], policy("second"), NOW)
    clock.advance(days=10)
    writer.expire()
    (card,) = reader.browse(TitleQuery()).cards
    assert reader.title(card.title.id).external_ids == ()


def test_a_source_that_goes_takes_only_its_own(writer: CatalogueWriter, database: Database) -> None:
    writer.record([listing("1"), listing("2")], policy(), NOW)
    writer.record([listing("1", "second")], policy("second"), NOW)
    assert writer.drop_source("first") == 2
    assert listings_by_title(database) == {frozenset({("second", "1")})}


def test_demo_titles_leave_when_the_first_real_one_is_stored(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing("a", "demo", name="The Lanternmaker"), listing("b", "demo")], policy("demo"), NOW)
    assert not writer.holds_real_titles()
    writer.record([listing("1")], policy(), NOW)
    (card,) = reader.browse(TitleQuery()).cards
    assert (card.title.name, card.title.is_demo) == ("The Lantern of 1", False)
    assert writer.holds_real_titles()
    assert reader.browse(TitleQuery(text="lanternmaker")).cards == ()


def test_a_demo_that_comes_too_late_is_not_stored(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing("1")], policy(), NOW)
    assert writer.record([listing("a", "demo")], policy("demo"), NOW).counts == RunCounts()
    assert not reader.status().is_demo


def test_they_leave_in_the_same_transaction(
    database: Database, writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([listing("a", "demo")], policy("demo"), NOW)
    with pytest.raises(StoreError):
        writer.record([listing(external_ids=(ExternalId(Namespace.IMDB, None),))], policy(), NOW)  # type: ignore[arg-type]
    assert [card.title.is_demo for card in reader.browse(TitleQuery()).cards] == [True]


def test_a_real_title_of_the_same_name_is_no_demo_title(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing("1", "demo")], policy("demo"), NOW)
    assert writer.record([listing("1")], policy(), NOW).counts == RunCounts(fetched=1, new=1)
    (card,) = reader.browse(TitleQuery()).cards
    assert [link.source for link in reader.title(card.title.id).sources] == ["first"]


def test_a_demo_told_again_on_another_day_has_that_days_releases_only(
    database: Database, reader: CatalogueReader
) -> None:
    for days in range(3):
        clock = HandClock(NOW + timedelta(days=days))
        day = clock().date() + timedelta(days=1)
        said = listing("1", "demo", releases=(released(day),), reviews=(Review("Fine.", "a site", published=day),))
        CatalogueWriter(database, load_taxonomy(), clock).record([said], policy("demo"), clock())
    (card,) = reader.browse(TitleQuery()).cards
    assert [release.date for release in reader.title(card.title.id).releases] == [TODAY + timedelta(days=3)]


def full(key: str, source: str) -> object:
    """Return a listing that has something in every table."""
    return listing(
        key,
        source,
        name="A Lighthouse",
        external_ids=(imdb(1),),
        reviews=(Review("Bright.", "a site"),),
        popularity=(Popularity(source, "popularity", TODAY, 5.0),),
    )


def rows_of_titles(database: Database) -> dict[str, int]:
    tables = Table.metadata.tables
    with database.read() as connection:
        rows = {name: connection.scalar(select(func.count()).select_from(tables[name])) or 0 for name in OF_TITLES}
        return rows | {"title_search": connection.scalar(text("SELECT count(*) FROM title_search")) or 0}
