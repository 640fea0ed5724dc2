"""How the catalogue stands: its revision changes whenever something shown does, and only then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.domain.run import RunCounts, RunState
from trending_now.domain.title import Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.runs import RunLog
from trending_now.store.verdicts.feedback import FeedbackBook
from trending_now.store.verdicts.locks import LockBook

Change = Callable[["Parts"], object]


class Parts:
    """The writing parts on one database that holds a title of two sources, one of which expires in ten days."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.clock = clock
        self.writer = CatalogueWriter(database, _taxonomy(), clock)
        self.enrichments = EnrichmentLog(database, clock, "rules")
        self.locks = LockBook(database, clock, "rules")
        self.runs = RunLog(database, clock)
        self.reader = CatalogueReader(database, clock)
        releases = (released(TODAY), released(TODAY + timedelta(days=1)))
        self.writer.record([listing(external_ids=(imdb(1),), releases=releases)], policy(), NOW)
        lasting_ten_days = policy("second", timedelta(days=10))
        self.writer.record([listing("9", "second", external_ids=(imdb(1),), language="fr")], lasting_ten_days, NOW)
        self.title = self.reader.browse(TitleQuery()).cards[0].title.id


CHANGES: dict[str, Change] = {
    "a new title": lambda parts: parts.writer.record([listing("2")], policy(), NOW),
    "another fact": lambda parts: parts.writer.record([listing(runtime_minutes=90)], policy(), NOW),
    "another popularity": lambda parts: parts.writer.record(
        [listing(popularity=(Popularity("first", "popularity", TODAY, 4.0),))], policy(), NOW
    ),
    "a source that goes": lambda parts: parts.writer.drop_source("second"),
    "an answer": lambda parts: enrich(parts.enrichments, parts.title, Genre.WAR),
    "a lock": lambda parts: parts.locks.lock(parts.title, Genre.WAR, holds=True),
    "a lock lifted": lambda parts: parts.locks.unlock(parts.title, Genre.WAR),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_revision_changes_with_what_is_shown(database: Database, clock: HandClock, change: Change) -> None:
    parts = Parts(database, clock)
    before = parts.reader.status().revision
    change(parts)
    assert parts.reader.status().revision != before


def test_the_revision_changes_when_a_listing_expires(database: Database, clock: HandClock) -> None:
    parts = Parts(database, clock)
    clock.advance(days=10)
    before = parts.reader.status()
    assert parts.writer.expire() == 1
    after = parts.reader.status()
    assert (after.titles, before.titles) == (1, 1)
    assert after.revision != before.revision


def test_the_revision_changes_when_an_upcoming_release_comes_out(database: Database, clock: HandClock) -> None:
    parts = Parts(database, clock)
    clock.advance(days=1)
    before = parts.reader.status().revision
    parts.writer.pass_day()
    assert parts.reader.title(parts.title).card.release == released(TODAY + timedelta(days=1))
    assert parts.reader.status().revision != before


def test_the_revision_stays_while_nothing_is_written(database: Database, clock: HandClock) -> None:
    parts = Parts(database, clock)
    before = parts.reader.status().revision
    clock.advance(hours=1)
    parts.reader.browse(TitleQuery())
    assert parts.reader.status().revision == before


NO_CHANGES: dict[str, Change] = {
    "a run from its start to its end": lambda parts: parts.runs.finish(
        parts.runs.start("ingest", "first"), RunCounts(fetched=1, unchanged=1)
    ),
    "a run that goes on": lambda parts: parts.runs.note(parts.runs.start("ingest", "first"), RunCounts(fetched=1)),
    "nothing that expires": lambda parts: (parts.writer.expire(), parts.runs.expire()),
    "another day that brings nothing": lambda parts: parts.writer.pass_day(),
    "viewers who say what is known": lambda parts: parts.writer.hear_viewers(NOW - timedelta(days=7)),
}


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_the_revision_stays_while_nothing_shown_changes(
    database: Database, clock: HandClock, feedback: FeedbackBook, change: Change
) -> None:
    parts = Parts(database, clock)
    feedback.give(parts.title, Genre.WAR, "a visitor", holds=True)
    parts.writer.hear_viewers(NOW - timedelta(days=7))
    before = parts.reader.status().revision
    change(parts)
    assert parts.reader.status().revision == before


def test_the_status_counts_titles_and_names_the_runs(
    writer: CatalogueWriter, reader: CatalogueReader, runs: RunLog
) -> None:
    writer.record([listing("1"), listing("2")], policy(), NOW)
    done = runs.finish(runs.start("ingest", "first"), RunCounts(fetched=2, new=2))
    running = runs.start("enrich", "rules")
    status = reader.status()
    assert (status.titles, status.is_demo, status.last_finished) == (2, False, done)
    assert [(run.id, run.state) for run in status.running] == [(running, RunState.RUNNING)]


def test_an_empty_catalogue_is_no_demo_and_one_with_demo_titles_is(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    assert (reader.status().titles, reader.status().is_demo) == (0, False)
    writer.record([listing("1", "demo")], policy("demo"), NOW)
    assert reader.status().is_demo


def _taxonomy():  # type: ignore[no-untyped-def]
    from trending_now.domain.taxonomy import load_taxonomy

    return load_taxonomy()
