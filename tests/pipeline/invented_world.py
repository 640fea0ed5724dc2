"""A small invented world that a refresh collects: a demo, two sources that know the same titles, and an engine."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from tests.invented import TODAY, ListSource, imdb, listing, released
from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion, TrainingSet
from trending_now.domain.genre import Genre, SourceTag
from trending_now.domain.ports import Clock, Progress
from trending_now.domain.run import Violation
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Document, Plot, Review
from trending_now.domain.title import Listing, Popularity
from trending_now.errors import EngineError
from trending_now.pipeline.enrich import Enriching
from trending_now.pipeline.ingest import Ingestion
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.lake import RawLake
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import RunLog
from trending_now.store.site_ledger import SiteLedger

TITLES = 90


class LengthEngine:
    """An engine that decides by the length of the plot; version and name are its own to tell."""

    def __init__(
        self, name: str = "rules", digest: str = "a" * 64, training_sets: tuple[TrainingSet, ...] = ()
    ) -> None:
        self.name = name
        self.version = ModelVersion(name, digest, training_sets)
        self.read = 0

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield a genre for each document."""
        for document in documents:
            self.read += 1
            genre = list(Genre)[sum(len(text.content) for text in document.texts) % len(Genre)]
            score = GenreScore(genre, 0.9, calibrated=True)
            yield Enrichment(document.id, self.name, self.version, (score,), ())


class Tired(LengthEngine):
    """Reads so many documents and no more."""

    def __init__(self, last: int, name: str = "rules") -> None:
        super().__init__(name)
        self.last = last

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield a genre for each document up to the last."""
        for enrichment in super().enrich(documents):
            if self.read > self.last:
                raise EngineError("The engine is tired.")
            yield enrichment


def no_progress(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def refreshing(database: Database, lake: Path, clock: Clock, progress: Progress = no_progress) -> Refreshing:
    """Build the real parts of a refresh on a database and a folder."""
    catalogue, runs = CatalogueWriter(database, load_taxonomy(), clock), RunLog(database, clock)
    ingestion = Ingestion(catalogue, RawLake(str(lake), database), runs, clock, progress)
    enriching = Enriching(EnrichmentLog(database, clock, "rules"), runs, clock, progress)
    return Refreshing(
        ingestion=ingestion,
        enriching=enriching,
        catalogue=catalogue,
        runs=runs,
        clock=clock,
        past_days=30,
        upcoming_days=14,
        refresh_hours=6.0,
        ledger=SiteLedger(database, clock),
        quarantine=Quarantine(database),
    )


def demo(clock: Clock) -> ListSource:
    """Return a demo of three titles."""
    return ListSource([[listing(f"demo-{number}", "demo") for number in range(3)]], "demo", clock=clock)


def sources(clock: Clock) -> list[ListSource]:
    """Return two sources: the second knows half of the first one's titles, by id or by name, and has errors."""
    first = [[_first(number)] for number in range(TITLES)]
    second: list[list[Listing | Violation] | Violation] = [[_second(number)] for number in range(0, TITLES, 2)]
    for place in (3, 17, 40):
        second.insert(place, Violation("second", "answer is broken", f"answer {place}", "Cut in the middle.", "{"))
    second.insert(20, [Violation("second", "row is malformed", "row 20", "It has no name."), _second(1_000)])
    return [ListSource(first, "first", clock=clock), ListSource(second, "second", clock=clock)]


def _first(number: int) -> Listing:
    return listing(
        str(number),
        "first",
        external_ids=(imdb(number),) if number % 3 else (),
        popularity=(Popularity("first", "popularity", TODAY, float(number)),),
        reviews=tuple(Review(f"Opinion {place} of {number}.", "a site") for place in range(number % 3)),
    )


def _second(number: int) -> Listing:
    disputed = (imdb(number), imdb(number + 1)) if number % 10 == 4 else (imdb(number),)
    return listing(
        str(number),
        "second",
        name=f"Lantern of {number}" if number % 3 == 0 else f"Another name of {number}",
        external_ids=disputed if number % 3 else (),
        tags=(SourceTag("catalogue", "Horror"), SourceTag("catalogue", "Glimmerpunk")),
        plots=(Plot(f"Told by the second source, and at greater length, of {number}. " * 2, "en"),),
        releases=(released(TODAY - timedelta(days=number % 5), "FR"),),
    )
