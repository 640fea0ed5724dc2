"""A run whose service fails to every request ends soon and says why; the next one makes up for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.fetch.fetchers import quick_fetcher
from tests.invented import NOW, TODAY, HandClock
from tests.loopback import Asked, Loopback, Reply, as_json
from tests.sources.invented_answers import broadcast, show
from trending_now.domain.run import LOST_ANSWER, RunState
from trending_now.fetch.outages import MOST_IN_A_ROW
from trending_now.pipeline.refresh import Refreshing
from trending_now.sources.tvmaze import TvMaze
from trending_now.store.database import Database
from trending_now.store.quarantine import Quarantine
from trending_now.store.tables import ReleaseRow

TRIES = 2
SOON = (TODAY + timedelta(days=3)).isoformat()


class Service:
    """TVmaze with one show a day; it fails to every request after some `good` answers, and about `bad_day` always."""

    def __init__(self) -> None:
        self.good = 1_000
        self.names_releases = True
        self.bad_day = ""
        self.server = Loopback({"*": self.reply})

    def reply(self, asked: Asked) -> Reply:
        day = asked.query["date"]
        self.good -= 1
        if self.good < 0 or day == self.bad_day:
            return Reply(status=500)
        is_on = self.names_releases and "web" not in asked.path
        return as_json([broadcast(show(int(day[-2:])), day)] if is_on else [])


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def source(service: Service, clock: HandClock) -> Iterator[TvMaze]:
    with service.server, quick_fetcher(service.server, attempts=TRIES) as fetcher:
        yield TvMaze(fetcher, service.server.url, ("US",), clock)


def releases(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(ReleaseRow)) or 0


def test_a_run_whose_service_is_down_asks_a_few_times_and_says_why(
    parts: Refreshing, service: Service, source: TvMaze
) -> None:
    service.good = 0
    run = parts.ingest(source)
    asked = len(service.server.asked)
    assert run.state is RunState.FAILED
    assert run.message.startswith("Nothing could be read. 127.0.0.1 is asked no more in this run, since 10 addresses")
    assert asked <= TRIES * (MOST_IN_A_ROW + 4)  # four are asked at once
    assert run.counts.quarantined == (30 + 1 + 14) * 2
    parts.ingest(source)
    assert len(service.server.asked) > asked


def test_a_service_that_goes_down_in_a_run_takes_nothing_back_and_is_made_up_for(
    parts: Refreshing, service: Service, source: TvMaze, database: Database, clock: HandClock
) -> None:
    parts.ingest(source)
    before = releases(database)
    clock.advance(days=1)
    service.good, service.names_releases = 3, False
    run = parts.ingest(source)
    assert run.state is RunState.DONE
    assert "answers could not be had. 127.0.0.1 is asked no more in this run" in run.message
    assert releases(database) == before
    assert parts.runs.last_whole("ingest", "tvmaze") == NOW

    service.good, service.names_releases = 1_000, True
    clock.advance(days=1)
    recovered = parts.ingest(source)
    assert (recovered.state, recovered.message) == (RunState.DONE, "")
    assert parts.runs.last_whole("ingest", "tvmaze") == recovered.started_at
    assert LOST_ANSWER not in {record.rule for record in Quarantine(database).waiting()}


def test_one_address_that_fails_among_good_ones_changes_nothing_for_the_others(
    parts: Refreshing, service: Service, source: TvMaze
) -> None:
    parts.ingest(source)
    whole = len(service.server.asked)
    service.server.asked.clear()
    service.bad_day = SOON
    run = parts.ingest(source, past_days=30)
    assert len(service.server.asked) == whole + 2 * (TRIES - 1)
    assert run.message.startswith("2 answers could not be had. ")
