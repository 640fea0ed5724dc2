"""The parts of the pipeline, on the database of the test."""

from pathlib import Path

import pytest

from tests.invented import NOW, HandClock, listing, policy
from tests.pipeline.invented_world import no_progress, refreshing
from tests.pipeline.listed_site import World
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.pipeline.crawl import Crawling
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.known_titles import TitleDirectory
from trending_now.store.lake import RawLake
from trending_now.store.reader import CatalogueReader
from trending_now.store.runs import RunLog
from trending_now.store.site_ledger import SiteLedger


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def parts(database: Database, tmp_path: Path, clock: HandClock) -> Refreshing:
    """Build the real parts: ingestion, enriching, catalogue, lake and runs."""
    return refreshing(database, tmp_path / "lake", clock)


@pytest.fixture
def reader(database: Database, clock: HandClock) -> CatalogueReader:
    return CatalogueReader(database, clock)


@pytest.fixture
def world(database: Database, tmp_path: Path, clock: HandClock) -> World:
    catalogue, runs = CatalogueWriter(database, load_taxonomy(), clock), RunLog(database, clock)
    lake, ledger = RawLake(str(tmp_path / "lake"), database), SiteLedger(database, clock)
    catalogue.record([listing(name="Ebb", directors=("Ada Vale",))], policy(), NOW)
    parts = (catalogue, TitleDirectory(database), lake, ledger, runs, clock, no_progress)
    return World(database, clock, Crawling(*parts))
