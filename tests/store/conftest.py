"""The parts of the store, each on the database of the test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.invented import HandClock
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.lake import RawLake
from trending_now.store.reader import CatalogueReader
from trending_now.store.runs import RunLog
from trending_now.store.verdicts.append_only import AppendOnlyDatabase
from trending_now.store.verdicts.feedback import FeedbackBook
from trending_now.store.verdicts.locks import LockBook


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def writer(database: Database, clock: HandClock) -> CatalogueWriter:
    return CatalogueWriter(database, load_taxonomy(), clock)


@pytest.fixture
def reader(read_only_database: Database, clock: HandClock) -> CatalogueReader:
    return CatalogueReader(read_only_database, clock)


@pytest.fixture
def runs(database: Database, clock: HandClock) -> RunLog:
    return RunLog(database, clock)


@pytest.fixture
def lake(database: Database, tmp_path: Path) -> RawLake:
    return RawLake(str(tmp_path / "lake"), database)


@pytest.fixture
def enrichments(database: Database, clock: HandClock) -> EnrichmentLog:
    return EnrichmentLog(database, clock, "rules")


@pytest.fixture
def locks(database: Database, clock: HandClock) -> LockBook:
    return LockBook(database, clock, "rules")


@pytest.fixture
def append_only(database_url: str) -> Iterator[AppendOnlyDatabase]:
    with closing(AppendOnlyDatabase(database_url)) as opened:
        yield opened


@pytest.fixture
def feedback(append_only: AppendOnlyDatabase, clock: HandClock) -> FeedbackBook:
    return FeedbackBook(append_only, clock)
