"""The parts of the pipeline, on the database of the test."""

from pathlib import Path

import pytest

from tests.invented import HandClock
from tests.pipeline.invented_world import refreshing
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader


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
