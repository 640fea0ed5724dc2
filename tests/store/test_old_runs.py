"""Old runs go with what they found broken; what decides a later run, or tells how things stand, stays."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.databases import OpenCatalogue
from tests.invented import NOW, HandClock, policy
from trending_now.domain.run import LOST_ANSWER, Run, RunCounts, RunState, Violation
from trending_now.store.database import Database
from trending_now.store.journal_tables import RunRow, ViolationRow
from trending_now.store.old_runs import KEPT_FOR
from trending_now.store.quarantine import Quarantine
from trending_now.store.reader import CatalogueReader
from trending_now.store.runs import RunLog

BROKEN = Violation("first", "row is malformed", "row 7", "It has no name.")
LOST = Violation("first", LOST_ANSWER, "https://first.example/7", "It answered 500.")


@pytest.fixture
def emptied(fresh: OpenCatalogue) -> OpenCatalogue:
    return fresh


def ran(runs: RunLog, *found: Violation, told: date | None = None, retention: timedelta | None = None) -> Run:
    """Let a run of the source find something broken, and end well."""
    run_id = runs.start("ingest", "first", told)
    runs.quarantine(run_id, found, policy(retention=retention))
    return runs.finish(run_id, RunCounts(), "Well.")


def kept(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.scalars(select(RunRow.id).order_by(RunRow.id)))


def violations(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(ViolationRow)) or 0


def test_a_run_is_forgotten_ninety_days_later_with_what_it_found(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    for _ in range(3):
        clock.advance(hours=6)
        last = ran(runs, BROKEN)
    clock.now = last.started_at + KEPT_FOR - timedelta(seconds=1)
    runs.expire()
    assert (kept(database), violations(database)) == ([last.id - 1, last.id], 2)
    clock.advance(seconds=1)
    runs.expire()
    assert (kept(database), violations(database)) == ([last.id], 1)


def test_the_tables_stop_growing(runs: RunLog, database: Database, clock: HandClock) -> None:
    sizes = []
    for _ in range(200):
        ran(runs, BROKEN, LOST)
        runs.expire()
        sizes.append((len(kept(database)), violations(database)))
        clock.advance(days=1)
    assert set(sizes[100:]) == {(90, 180)}


def test_a_source_that_has_not_been_whole_for_a_year_is_still_asked_since_then(
    runs: RunLog, clock: HandClock, database: Database
) -> None:
    whole = ran(runs)
    for _ in range(12):
        clock.advance(days=30)
        ran(runs, LOST)
        runs.expire()
    assert runs.last_whole("ingest", "first") == whole.started_at
    assert whole.id in kept(database)
    assert len(kept(database)) == 4


def test_when_a_source_last_ended_well_and_how_it_ended_last_is_known_however_long_ago(
    runs: RunLog, database: Database, clock: HandClock, reader: CatalogueReader
) -> None:
    done = ran(runs, told=NOW.date())
    clock.advance(days=1)
    failed = runs.refuse("ingest", "first", "No key.")
    clock.advance(days=400)
    runs.expire()
    assert (runs.last_done("ingest", "first"), runs.last_message("ingest", "first")) == (done.started_at, "Well.")
    assert reader.metrics().last_runs == (failed,)
    assert runs.last_whole("ingest", "first") is None


def test_a_run_that_was_whole_by_the_runs_before_it_stays_whole_without_them(runs: RunLog, clock: HandClock) -> None:
    ran(runs)
    clock.advance(days=3)
    told = ran(runs, told=NOW.date() - timedelta(days=1))
    clock.advance(days=200)
    runs.expire()
    assert runs.last_whole("ingest", "first") == told.started_at
    later = ran(runs, told=told.started_at.date())
    assert runs.last_whole("ingest", "first") == later.started_at


def test_a_run_that_left_days_out_is_not_whole_later_either(runs: RunLog, clock: HandClock) -> None:
    ran(runs, told=NOW.date())
    clock.advance(days=200)
    runs.expire()
    assert runs.last_whole("ingest", "first") is None


def test_a_run_that_lost_an_answer_is_not_whole_once_its_source_s_terms_end(
    runs: RunLog, clock: HandClock, database: Database
) -> None:
    ran(runs, LOST, retention=timedelta(days=3))
    for days in (4, 100):
        clock.advance(days=days)
        runs.expire()
        assert runs.last_whole("ingest", "first") is None
    with database.read() as connection:
        told = connection.execute(select(ViolationRow.rule, ViolationRow.subject, ViolationRow.message)).all()
    assert [tuple(one) for one in told] == [(LOST_ANSWER, "", "")]


def test_when_a_record_that_waits_was_found_is_known_as_long_as_it_waits(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    found = ran(runs, BROKEN)
    for _ in range(3):
        clock.advance(days=100)
        ran(runs)
        runs.expire()
    assert runs.last_found("first") == {(BROKEN.rule, BROKEN.subject): found.started_at}
    Quarantine(database).drop(Quarantine(database).waiting())
    runs.expire()
    assert (runs.last_found("first"), found.id in kept(database)) == ({}, False)


def test_a_run_that_still_works_is_not_forgotten(runs: RunLog, database: Database, clock: HandClock) -> None:
    working = runs.start("ingest", "first")
    clock.advance(days=200)
    ran(runs)
    runs.expire()
    assert working in kept(database)
    assert not runs.was_alone(working)


def test_forgetting_old_runs_is_no_change_of_the_catalogue(
    runs: RunLog, reader: CatalogueReader, clock: HandClock
) -> None:
    clock.now = NOW - timedelta(days=200)
    ran(runs)
    ran(runs)
    clock.now = NOW
    before = reader.status().revision
    runs.expire()
    assert reader.status().revision == before


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happened_the_answers_about_runs_are_the_same_without_the_old_ones(
    runs: RunLog, database: Database, reader: CatalogueReader, clock: HandClock, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        clock.advance(days=chance.uniform(0, 8))
        told = chance.choice((None, clock().date() - timedelta(days=chance.randrange(30))))
        run_id = runs.start("ingest", chance.choice(("first", "second")), told)
        records = [Violation("first", "rule", str(chance.randrange(20)), "It is.") for _ in range(2)]
        runs.quarantine(run_id, chance.choice(([], [LOST], records)), policy())
        runs.finish(run_id, RunCounts(), f"Run {run_id}.", chance.choice((RunState.DONE, RunState.FAILED)))
    before, many = answers(runs, database, reader), len(kept(database))
    runs.expire()
    assert answers(runs, database, reader) == before
    assert len(kept(database)) < many


def answers(runs: RunLog, database: Database, reader: CatalogueReader) -> list[object]:
    """Return all that is asked about runs, and when the records were found that still wait."""
    waiting = {(record.rule, record.subject) for record in Quarantine(database).waiting()}
    found = {key: at for key, at in runs.last_found("first").items() if key in waiting}
    told = [
        (runs.last_whole("ingest", source), runs.last_done("ingest", source), runs.last_message("ingest", source))
        for source in ("first", "second")
    ]
    return [told, found, reader.metrics(), reader.status().last_finished]
