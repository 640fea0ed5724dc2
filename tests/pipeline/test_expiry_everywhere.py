"""After the expiry job nothing that is past its date remains: in no table, no file of the lake, no index of search."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from tests.databases import OpenCatalogue
from tests.invented import WINDOW, HandClock, ListSource, listing
from tests.pipeline.invented_world import LengthEngine, no_progress, refreshing
from tests.pipeline.listed_site import ListedSite
from tests.reviews.invented_pages import PLAIN, page
from trending_now.domain.run import Violation
from trending_now.domain.text import Plot, Review
from trending_now.pipeline.crawl import Crawling
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.known_titles import TitleDirectory
from trending_now.store.tables import Table, TitleRow

KEPT = timedelta(days=30)
SECRET = "Quicksilver"


@pytest.fixture
def emptied(fresh: OpenCatalogue) -> OpenCatalogue:
    return fresh


def crawling(parts: Refreshing, database: Database, clock: HandClock) -> Crawling:
    directory = TitleDirectory(database)
    ingestion = parts.ingestion
    return Crawling(
        parts.catalogue, directory, ingestion.lake, parts.ledger, parts.runs, clock, no_progress, past_days=90
    )


def dump(database: Database) -> str:
    """Return all that stands in any table."""
    with database.read() as connection:
        names = inspect(connection).get_table_names()
        return "\n".join(
            str(row) for name in names if "title_search" not in name or name == "title_search"
            for row in connection.execute(text(f"SELECT * FROM {name}"))
        )  # fmt: skip


def test_nothing_past_its_date_remains_anywhere(database: Database, tmp_path: Path, clock: HandClock) -> None:
    parts = refreshing(database, tmp_path / "lake", clock)
    lasting = listing("1", "lasting", name="Ebb", directors=("Ada Vale",))
    said = (Plot(f"{SECRET} runs.", "en"),), (Review(f"{SECRET} shines.", "a site"),)
    passing = listing("7", "passing", name=f"The {SECRET}", plots=said[0], reviews=said[1])
    broken = Violation("passing", "entry is malformed", "8", "It has no name.", f"excerpt of {SECRET}")
    parts.ingestion.run(ListSource([[lasting]], "lasting", clock=clock), WINDOW)
    parts.ingestion.run(ListSource([[passing, broken]], "passing", KEPT, clock), WINDOW)
    site = ListedSite([page(PLAIN, url=f"https://tidings.example/{SECRET}")], keeps_text=True, retention=KEPT)
    crawling(parts, database, clock).run(site, LengthEngine())
    assert SECRET in dump(database)
    assert database.dialect != "sqlite" or SECRET.lower().encode() in bytes_of(database).lower()

    clock.advance(days=31)
    parts.expire()

    with database.read() as connection:
        for table in Table.metadata.sorted_tables:
            if "expires_at" in table.columns:
                past = select(table).where(table.c.expires_at <= clock())
                assert connection.execute(past).all() == [], table.name
    left = "\n".join(line for line in dump(database).splitlines() if "INFO" not in line)
    assert SECRET not in left
    assert not [x for x in (tmp_path / "lake").rglob("*.parquet") if SECRET.encode() in x.read_bytes()]
    assert not list((tmp_path / "lake").rglob("source=passing/**/*.parquet"))
    assert "Ebb" in left
    if database.dialect == "sqlite":
        assert bytes_of(database).count(b"Ebb") > 0
        assert SECRET.lower().encode() not in bytes_of(database).lower()


def test_what_a_killed_program_or_a_reader_left_in_the_files_goes_the_next_time(
    database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts = refreshing(database, tmp_path / "lake", clock)
    passing = listing("7", "passing", name=f"The {SECRET}", plots=(Plot(f"{SECRET} runs.", "en"),))
    parts.ingestion.run(ListSource([[passing]], "passing", KEPT, clock), WINDOW)
    clock.advance(days=31)
    parts.catalogue.expire()  # and then the program was killed

    after = refreshing(database, tmp_path / "lake", clock)
    with database.read() as reading:
        assert reading.scalar(select(func.count()).select_from(TitleRow)) == 0
        after.expire()
        assert database.dialect != "sqlite" or database.scrub() is False
    after.expire()
    assert database.dialect != "sqlite" or SECRET.lower().encode() not in bytes_of(database).lower()


def bytes_of(database: Database) -> bytes:
    """Return all that stands in the files of an SQLite database: in free pages, log and index of words, too."""
    return b"".join(path.read_bytes() for path in Path(database.name).parent.glob(f"{Path(database.name).name}*"))
