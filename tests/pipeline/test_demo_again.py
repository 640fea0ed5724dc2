"""The demo catalogue ingested again: the same day changes nothing, the next day all of it moves by a day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.contents import content_of
from tests.invented import WINDOW, HandClock
from trending_now.domain.run import RunCounts
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.pipeline.ingest import Ingestion
from trending_now.sources.demo import Demo
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import Sort, TitleQuery
from trending_now.store.runs import RunLog
from trending_now.store.tables import PopularityRow


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ingestion(database: Database, clock: HandClock, tmp_path: Path) -> Ingestion:
    writer = CatalogueWriter(database, load_taxonomy(), clock)
    lake = RawLake(str(tmp_path / "lake"), database)
    return Ingestion(writer, lake, RunLog(database, clock), clock, lambda *_: None)


def test_the_same_day_changes_nothing(database: Database, ingestion: Ingestion, clock: HandClock) -> None:
    first = ingestion.run(Demo(clock), WINDOW)
    before = content_of(database)
    clock.advance(hours=2)
    again = ingestion.run(Demo(clock), WINDOW)
    assert again.counts == RunCounts(fetched=first.counts.new, unchanged=first.counts.new)
    assert content_of(database) == before


def test_the_next_day_its_popularity_moves_and_leaves_no_day_behind(
    database: Database, ingestion: Ingestion, clock: HandClock
) -> None:
    ingestion.run(Demo(clock), WINDOW)
    before = trending(database, clock), days(database)
    clock.advance(days=1)
    ingestion.run(Demo(clock), WINDOW)
    assert trending(database, clock) == before[0]
    assert days(database) == [day + timedelta(days=1) for day in before[1]]


def trending(database: Database, clock: HandClock) -> list[tuple[str, float]]:
    cards = CatalogueReader(database, clock).browse(TitleQuery(sort=Sort.TRENDING, limit=20)).cards
    return [(card.title.name, card.trend) for card in cards]


def days(database: Database) -> list[date]:
    with database.read() as connection:
        return list(connection.scalars(select(PopularityRow.day).distinct().order_by(PopularityRow.day)))
