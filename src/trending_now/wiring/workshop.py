"""The writing side: the parts that pipeline stages work with, on one database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trending_now.domain.ports import Progress
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.posters import build_poster_shelf

if TYPE_CHECKING:
    from trending_now.pipeline.crawl import Crawling
    from trending_now.pipeline.enrich import Enriching
    from trending_now.pipeline.ingest import Ingestion
    from trending_now.pipeline.refresh import Refreshing
    from trending_now.settings import Settings
    from trending_now.store.catalogue import CatalogueWriter
    from trending_now.store.database import Database
    from trending_now.store.matching.match_book import MatchBook
    from trending_now.store.site_ledger import SiteLedger
    from trending_now.store.verdicts.locks import LockBook


def no_progress(done: int, total: int | None, what: str) -> None:
    """Show nothing: the progress of work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The writing parts that pipeline stages work with, on one database."""

    settings: "Settings"
    database: "Database"
    ingestion: "Ingestion"
    enriching: "Enriching"
    refreshing: "Refreshing"
    locks: "LockBook"
    catalogue: "CatalogueWriter"
    crawling: "Crawling"
    ledger: "SiteLedger"
    match_book: "MatchBook"

    def expire(self) -> None:
        """Delete all that is past its date: pictures, and records of every kind."""
        build_poster_shelf(self.settings).expire()
        self.refreshing.expire()


@contextmanager
def open_workshop(settings: "Settings", progress: Progress = no_progress) -> Iterator[Workshop]:
    """Open the writing side: database at this version's schema, lake, run log.

    Raises:
        StoreError: the database or its folder cannot be written.
    """
    from trending_now.store.matching.match_book import MatchBook
    from trending_now.store.site_ledger import SiteLedger
    from trending_now.store.verdicts.locks import LockBook

    with closing(open_database(settings, writable=True)) as database:
        ledger = SiteLedger(database, utc_now)
        ingestion = _ingestion(settings, database, progress)
        enriching = _enriching(settings, database, ingestion)
        yield Workshop(
            settings=settings,
            database=database,
            ingestion=ingestion,
            enriching=enriching,
            refreshing=_refreshing(settings, database, ingestion, enriching, ledger),
            locks=LockBook(database, utc_now, settings.engine),
            catalogue=ingestion.catalogue,
            crawling=_crawling(database, ingestion, ledger),
            ledger=ledger,
            match_book=MatchBook(database),
        )


def _ingestion(settings: "Settings", database: "Database", progress: Progress) -> "Ingestion":
    from trending_now.pipeline.ingest import Ingestion
    from trending_now.store.catalogue import CatalogueWriter
    from trending_now.store.lake import RawLake
    from trending_now.store.runs import RunLog

    catalogue = CatalogueWriter(database, load_taxonomy(), utc_now)
    lake = RawLake(settings.raw_lake_url, database)
    return Ingestion(catalogue, lake, RunLog(database, utc_now), utc_now, progress)


def _enriching(settings: "Settings", database: "Database", ingestion: "Ingestion") -> "Enriching":
    from trending_now.pipeline.enrich import Enriching
    from trending_now.store.enrichments import EnrichmentLog

    log = EnrichmentLog(database, utc_now, settings.engine)
    return Enriching(log, ingestion.runs, utc_now, ingestion.progress)


def _refreshing(
    settings: "Settings", database: "Database", ingestion: "Ingestion", enriching: "Enriching", ledger: "SiteLedger"
) -> "Refreshing":
    from trending_now.pipeline.refresh import Refreshing
    from trending_now.store.quarantine import Quarantine

    return Refreshing(
        ingestion=ingestion,
        enriching=enriching,
        catalogue=ingestion.catalogue,
        runs=ingestion.runs,
        clock=utc_now,
        past_days=settings.past_days,
        upcoming_days=settings.upcoming_days,
        refresh_hours=settings.refresh_hours,
        ledger=ledger,
        quarantine=Quarantine(database),
    )


def _crawling(database: "Database", ingestion: "Ingestion", ledger: "SiteLedger") -> "Crawling":
    from trending_now.pipeline.crawl import Crawling
    from trending_now.store.known_titles import TitleDirectory

    return Crawling(
        catalogue=ingestion.catalogue,
        titles=TitleDirectory(database),
        lake=ingestion.lake,
        ledger=ledger,
        runs=ingestion.runs,
        clock=utc_now,
        progress=ingestion.progress,
    )
