"""The one place that builds real parts from settings; the registries of sources and engines are its dicts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine, Progress, Source
from trending_now.domain.run import Run
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import EngineError, SettingsError, WrongUse

if TYPE_CHECKING:
    from pydantic import AnyHttpUrl

    from trending_now.fetch.client import Fetcher
    from trending_now.pipeline.engines import EngineRack
    from trending_now.pipeline.enrich import Enriching
    from trending_now.pipeline.ingest import Ingestion
    from trending_now.pipeline.operator import OperatorDesk
    from trending_now.pipeline.refresh import Refreshing
    from trending_now.pipeline.schedule import Schedule
    from trending_now.settings import Settings
    from trending_now.store.database import Database
    from trending_now.store.day_keys import DayKeys
    from trending_now.store.feedback import FeedbackBook
    from trending_now.store.locks import LockBook
    from trending_now.store.posters import PosterShelf
    from trending_now.store.reader import CatalogueReader
    from trending_now.training.registry import ModelRegistry

POSTER_INTERVAL_SECONDS = 0.05


def utc_now() -> datetime:
    """Return now, aware UTC: the clock of the running program."""
    return datetime.now(UTC)


def no_progress(done: int, total: int | None, what: str) -> None:
    """Show nothing: the progress of work that nobody watches."""


def build_engine(settings: "Settings", name: str | None = None) -> Engine:
    """Load an engine by name, by default the one of the settings.

    Raises:
        WrongUse: there is no engine of that name.
    """
    return load_engine(name or settings.engine)


def load_engine(name: str) -> Engine:
    """Load an engine by name.

    Raises:
        WrongUse: there is no engine of that name.
    """
    if name not in ENGINES:
        raise WrongUse(f"There is no engine {name!r}; choose one of: {', '.join(ENGINES)}.")
    return ENGINES[name]()


def build_rivals(settings: "Settings", name: str | None) -> list[Engine]:
    """Load the engine that is asked for, by default the one of the settings, and after it all others that load.

    Raises:
        WrongUse: there is no engine of that name.
    """
    rivals = [build_engine(settings, name)]
    for other in ENGINES:
        if other != rivals[0].name:
            with suppress(EngineError):
                rivals.append(build_engine(settings, other))
    return rivals


def build_rack(settings: "Settings") -> "EngineRack":
    """Build what hands out every engine by name; nothing is loaded yet."""
    from trending_now.pipeline.engines import EngineRack

    descriptions = {name: ENGINE_DESCRIPTIONS.get(name, "") for name in ENGINES}
    return EngineRack(lambda name: build_engine(settings, name), descriptions, settings.engine)


def build_fetcher(settings: "Settings") -> "Fetcher":
    """Build the one way out to the services that the settings name."""
    services = (settings.tvmaze_url, settings.tmdb_url)
    return _fetcher(settings, services, settings.request_interval_seconds, settings.request_attempts)


def build_source(settings: "Settings", name: str, fetcher: "Fetcher") -> Source:
    """Build a source by name.

    Raises:
        WrongUse: there is no source of that name.
        SettingsError: a setting that it needs is missing.
    """
    if name not in SOURCES:
        raise WrongUse(f"There is no source {name!r}; choose one of: {', '.join(SOURCES)}.")
    return SOURCES[name](settings, fetcher)


def build_registry(settings: "Settings") -> "ModelRegistry":
    """Build the record of training runs and models; nothing is opened yet."""
    from trending_now.training.registry import ModelRegistry

    return ModelRegistry(settings.registry_url, settings.home / "mlflow")


def live_sources(settings: "Settings") -> tuple[str, ...]:
    """Return the sources that are on and have what they need.

    Raises:
        SettingsError: the settings name a source there is not.
    """
    unknown = [name for name in settings.sources if name not in SOURCES]
    if unknown:
        raise SettingsError(
            f"TRENDING_NOW_SOURCES names {unknown[0]!r}, which is no source; choose from: {', '.join(SOURCES)}."
        )
    return tuple(name for name in settings.sources if name != "tmdb" or settings.tmdb_token)


def open_database(settings: "Settings", *, writable: bool) -> "Database":
    """Open the catalogue's database, brought to this version's schema if it may be written.

    Raises:
        StoreError: it cannot be opened, or a newer version made it.
    """
    from trending_now.store.database import Database

    database = Database(settings.catalogue_url, writable=writable)
    database.migrate() if writable else database.check()
    return database


@dataclass(frozen=True, slots=True)
class Workshop:
    """The writing parts that pipeline stages work with, on one database."""

    settings: "Settings"
    database: "Database"
    ingestion: "Ingestion"
    enriching: "Enriching"
    refreshing: "Refreshing"
    locks: "LockBook"


@contextmanager
def open_workshop(settings: "Settings", progress: Progress = no_progress) -> Iterator[Workshop]:
    """Open the writing side: database at this version's schema, lake, run log.

    Raises:
        StoreError: the database or its folder cannot be written.
    """
    from trending_now.pipeline.enrich import Enriching
    from trending_now.pipeline.ingest import Ingestion
    from trending_now.pipeline.refresh import Refreshing
    from trending_now.store.catalogue import CatalogueWriter
    from trending_now.store.enrichments import EnrichmentLog
    from trending_now.store.lake import RawLake
    from trending_now.store.locks import LockBook
    from trending_now.store.runs import RunLog

    with closing(open_database(settings, writable=True)) as database:
        catalogue = CatalogueWriter(database, load_taxonomy(), utc_now)
        runs = RunLog(database, utc_now)
        ingestion = Ingestion(catalogue, RawLake(settings.raw_lake_url, database), runs, utc_now, progress)
        enriching = Enriching(EnrichmentLog(database, utc_now, settings.engine), runs, progress)
        refreshing = Refreshing(
            ingestion=ingestion,
            enriching=enriching,
            catalogue=catalogue,
            runs=runs,
            clock=utc_now,
            past_days=settings.past_days,
            upcoming_days=settings.upcoming_days,
            refresh_hours=settings.refresh_hours,
        )
        locks = LockBook(database, utc_now, settings.engine)
        yield Workshop(settings, database, ingestion, enriching, refreshing, locks)


@dataclass(frozen=True, slots=True)
class Viewing:
    """The reading parts that pages are made with; engines are loaded when they are first asked for."""

    reader: "CatalogueReader"
    poster_shelf: "PosterShelf"
    poster_fetcher: "Fetcher"
    engines: "EngineRack"


@contextmanager
def open_viewing(settings: "Settings") -> Iterator[Viewing]:
    """Open the reading side of a database that is set up.

    Raises:
        StoreError: the database cannot be read.
    """
    from trending_now.store.reader import CatalogueReader

    with closing(open_database(settings, writable=False)) as database, _poster_fetcher(settings) as fetcher:
        reader = CatalogueReader(database, utc_now)
        yield Viewing(reader, _poster_shelf(settings), fetcher, build_rack(settings))


@contextmanager
def open_feedback(settings: "Settings") -> Iterator["FeedbackBook"]:
    """Open the handle that viewers' words go through: it adds feedback to a database that is set up, and nothing else.

    Raises:
        StoreError: the database cannot be used.
    """
    from trending_now.store.append_only import AppendOnlyDatabase
    from trending_now.store.feedback import FeedbackBook

    with closing(AppendOnlyDatabase(settings.catalogue_url)) as database:
        yield FeedbackBook(database, utc_now)


def build_day_keys(settings: "Settings") -> "DayKeys":
    """Build the keys of the day, which lie in the home folder."""
    from trending_now.store.day_keys import DayKeys

    return DayKeys(settings.home / "visitor-keys.json", utc_now)


@contextmanager
def source_builder(settings: "Settings") -> Iterator[Callable[[str], Source]]:
    """Open the way out, and yield what builds a source by name on it."""
    with build_fetcher(settings) as fetcher:
        yield lambda name: build_source(settings, name, fetcher)


@dataclass(frozen=True, slots=True)
class Refresh:
    """The refreshing side of the app: its schedule, and the operator's tools on the same parts."""

    schedule: "Schedule"
    operator: "OperatorDesk"


@contextmanager
def open_refresh(
    settings: "Settings", report: Callable[[list[Run]], None], warn: Callable[[str], None]
) -> Iterator[Refresh]:
    """Open the parts that keep the catalogue fresh while the app runs; the schedule is not started yet.

    Raises:
        StoreError: the database or its folder cannot be written.
    """
    from trending_now.pipeline.operator import OperatorDesk
    from trending_now.pipeline.schedule import Schedule

    def job() -> None:
        _poster_shelf(settings).expire()
        build_day_keys(settings).current()  # the day before's go, even where nobody visits
        report(workshop.refreshing.run(list(sources.values()), demo, engine))

    schedule = Schedule(job, settings.refresh_hours, warn, utc_now)
    with open_workshop(settings, schedule.check) as workshop, source_builder(settings) as build:
        sources = {name: build(name) for name in live_sources(settings)}
        demo, engine = build("demo"), build_engine(settings)
        desk = OperatorDesk(workshop.locks, workshop.refreshing, sources, engine, schedule.request)
        yield Refresh(schedule, desk)


def _poster_fetcher(settings: "Settings") -> "Fetcher":
    """Build the way out to the picture hosts, which serve many small files: a reader waits, so each is tried once."""
    services = (settings.tvmaze_image_url, settings.tmdb_image_url)
    return _fetcher(settings, services, POSTER_INTERVAL_SECONDS, attempts=1)


def _fetcher(
    settings: "Settings", services: "Iterable[AnyHttpUrl]", interval_seconds: float, attempts: int
) -> "Fetcher":
    from trending_now.fetch.client import Fetcher

    return Fetcher(
        base_urls=[str(url) for url in services],
        user_agent=settings.user_agent,
        clock=utc_now,
        timeout_seconds=settings.request_timeout_seconds,
        interval_seconds=interval_seconds,
        attempts=attempts,
    )


def _poster_shelf(settings: "Settings") -> "PosterShelf":
    from trending_now.store.posters import PosterShelf

    return PosterShelf(settings.home / "posters", utc_now)


def _boosted() -> Engine:
    from trending_now.models.boosted import load_boosted

    return load_boosted()


def _rules() -> Engine:
    from trending_now.models.rules import load_rules

    return load_rules()


def _tvmaze(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.tvmaze import TvMaze

    return TvMaze(fetcher, str(settings.tvmaze_url), settings.countries, utc_now)


def _tmdb(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.tmdb import Tmdb

    if settings.tmdb_token is None:
        raise SettingsError("TMDb needs a key: set TRENDING_NOW_TMDB_TOKEN to your API key or read token.")
    return Tmdb(
        fetcher,
        str(settings.tmdb_url),
        settings.tmdb_token.get_secret_value(),
        settings.countries,
        utc_now,
        str(settings.tmdb_image_url),
    )


def _demo(settings: "Settings", fetcher: "Fetcher") -> Source:  # noqa: ARG001 (it needs neither)
    from trending_now.sources.demo import Demo

    return Demo(utc_now)


ENGINES: dict[str, Callable[[], Engine]] = {"boosted": _boosted, "rules": _rules}
ENGINE_DESCRIPTIONS = {
    "boosted": "A small language model trained on plots, the text's words beside it; its probabilities are calibrated.",
    "rules": "Weighed keywords, nothing else: quick and plain to see through, and often wrong.",
}
SOURCES: dict[str, Callable[["Settings", "Fetcher"], Source]] = {"tvmaze": _tvmaze, "tmdb": _tmdb, "demo": _demo}
