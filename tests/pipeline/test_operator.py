"""The operator's desk: locks at once, runs in the queue."""

from collections.abc import Callable

import pytest

from tests.invented import NOW, HandClock, ListSource, listing, policy
from tests.pipeline.invented_world import LengthEngine
from trending_now.domain.genre import Genre
from trending_now.domain.run import Run, RunState
from trending_now.errors import FetchFailed, TitleNotFound, WrongUse
from trending_now.pipeline.operator import OperatorDesk
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.verdicts.locks import LockBook


@pytest.fixture
def queued() -> list[Callable[[], None]]:
    return []


@pytest.fixture
def reported() -> list[Run]:
    return []


@pytest.fixture
def sources() -> dict[str, ListSource]:
    return {name: ListSource([[listing(name, name)]], name) for name in ("first", "second")}


@pytest.fixture
def desk(
    database: Database,
    parts: Refreshing,
    clock: HandClock,
    sources: dict[str, ListSource],
    queued: list[Callable[[], None]],
    reported: list[Run],
) -> OperatorDesk:
    locks = LockBook(database, clock, "rules")
    return OperatorDesk(locks, parts, sources, lambda: [LengthEngine()], queued.append, reported.extend)


def test_a_run_waits_in_the_queue_and_ends_enriched(
    desk: OperatorDesk, queued: list[Callable[[], None]], reader: CatalogueReader
) -> None:
    desk.start_run("ingest", None)
    assert reader.status().titles == 0
    queued[0]()
    cards = reader.browse(TitleQuery()).cards
    assert len(cards) == 2
    assert all(card.genres for card in cards)


def test_one_source_is_asked_when_one_is_named(
    desk: OperatorDesk, queued: list[Callable[[], None]], sources: dict[str, ListSource]
) -> None:
    desk.start_run("ingest", "second")
    queued[0]()
    assert [len(source.asked) for source in sources.values()] == [0, 1]


def test_a_source_that_fails_is_reported_though_the_run_after_it_goes_well(
    desk: OperatorDesk, queued: list[Callable[[], None]], sources: dict[str, ListSource], reported: list[Run]
) -> None:
    sources["first"] = ListSource([FetchFailed("No network.")], "first")
    desk.start_run("ingest", "first")
    queued[0]()
    assert [(run.stage, run.state, run.message) for run in reported] == [
        ("ingest", RunState.FAILED, "No network."),
        ("enrich", RunState.DONE, ""),
    ]


def test_enriching_alone_asks_no_source(
    desk: OperatorDesk, queued: list[Callable[[], None]], sources: dict[str, ListSource]
) -> None:
    desk.start_run("enrich", None)
    queued[0]()
    assert [len(source.asked) for source in sources.values()] == [0, 0]


@pytest.mark.parametrize(
    ("stage", "source", "sentence"),
    [
        ("paint", None, "no stage 'paint' to start; choose one of: ingest, enrich"),
        ("ingest", "third", "source 'third' is not on; these are: first, second"),
        ("enrich", "first", "stage enrich has no source: it reads every title"),
    ],
)
def test_what_there_is_not_cannot_be_started(
    desk: OperatorDesk, queued: list[Callable[[], None]], stage: str, source: str | None, sentence: str
) -> None:
    with pytest.raises(WrongUse, match=sentence):
        desk.start_run(stage, source)
    assert queued == []


def test_a_lock_shows_at_once_and_is_lifted_at_once(
    desk: OperatorDesk, parts: Refreshing, reader: CatalogueReader
) -> None:
    parts.catalogue.record([listing()], policy(), NOW)
    title = reader.browse(TitleQuery()).cards[0].title.id
    desk.locks.lock(title, Genre.WAR, holds=True)
    assert [score.genre for score in reader.title(title).card.genres] == [Genre.WAR]
    desk.locks.unlock(title, Genre.WAR)
    assert reader.title(title).card.genres == ()
    with pytest.raises(TitleNotFound):
        desk.locks.lock(999_999, Genre.WAR, holds=True)
