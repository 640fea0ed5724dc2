"""The log of runs, and the quarantine."""

import multiprocessing
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.databases import OpenCatalogue
from tests.invented import NOW, HandClock, listing, policy
from trending_now.domain.run import RawRecord, RunCounts, RunState, Violation
from trending_now.errors import CalledOff
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.journal_tables import RunRow, ViolationRow
from trending_now.store.lake import RawLake
from trending_now.store.quarantine import Quarantine
from trending_now.store.reader import CatalogueReader
from trending_now.store.runs import FORGOTTEN, RunLog

BROKEN = Violation("first", "row is malformed", "row 7", "It has no name.", '{"name": ""}')


@pytest.fixture
def emptied(fresh: OpenCatalogue) -> OpenCatalogue:
    return fresh


def test_a_run_is_noted_from_its_start_to_its_end(runs: RunLog, clock: HandClock) -> None:
    run_id = runs.start("ingest", "first")
    clock.advance(seconds=5)
    run = runs.finish(run_id, RunCounts(5, 1, 1, 2, 1), "All is well.")
    assert (run.stage, run.subject, run.state, run.message) == ("ingest", "first", RunState.DONE, "All is well.")
    assert (run.started_at, run.finished_at) == (NOW, NOW + timedelta(seconds=5))
    assert run.counts == RunCounts(5, 1, 1, 2, 1)


@pytest.mark.parametrize("after", ["", " row 7"])
def test_what_came_from_a_long_address_leaves_quarantine_too(
    runs: RunLog, lake: RawLake, database: Database, clock: HandClock, after: str
) -> None:
    address = f"https://invented.example/{'%E0%B8%81' * 40}"
    runs.quarantine(runs.start("ingest", "first"), [replace(BROKEN, subject=f"{address}{after}")], policy())
    quarantine = Quarantine(database)
    clock.advance(days=1)

    lake.keep([RawRecord("first", "https://invented.example/other", b"{}", clock())], policy())
    assert quarantine.let_go_of_read("first", clock()) == 0
    lake.keep([RawRecord("first", address, b"{}", clock())], policy())
    assert quarantine.let_go_of_read("first", clock()) == 1


def test_what_a_crawl_read_well_leaves_quarantine_however_long_its_address(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    address = f"https://invented.example/{'review-' * 60}"
    runs.quarantine(runs.start("crawl", "first"), [replace(BROKEN, subject=address)], policy())
    clock.advance(days=1)

    runs.settle("first", {"https://invented.example/other"}, clock())
    assert len(Quarantine(database).waiting()) == 1
    runs.settle("first", {address}, clock())
    assert Quarantine(database).waiting() == []


def test_a_run_that_is_called_off_stores_nothing_more(
    runs: RunLog, writer: CatalogueWriter, lake: RawLake, tmp_path: Path
) -> None:
    run_id, other = runs.start("ingest", "first"), runs.start("ingest", "second")
    with runs.unless_called_off(run_id):
        assert writer.record([listing("1")], policy(), NOW).counts.new == 1
        runs.call_off("first")
        with pytest.raises(CalledOff):
            writer.record([listing("2")], policy(), NOW)
        with pytest.raises(CalledOff):
            lake.keep([RawRecord("first", "invented:1", b"{}", NOW)], policy())
        with pytest.raises(CalledOff):
            runs.quarantine(run_id, [BROKEN], policy())
    assert list((tmp_path / "lake").rglob("*.parquet")) == []

    with runs.unless_called_off(other):
        assert writer.record([listing("1", source="second")], policy("second"), NOW).counts.new == 1
    assert writer.record([listing("3")], policy(), NOW).counts.new == 1


def test_a_run_that_is_called_off_at_its_end_is_not_taken_for_done(runs: RunLog) -> None:
    run_id = runs.start("ingest", "first")
    runs.call_off("first")
    ended = runs.finish(run_id, RunCounts(5, 5))
    assert (ended.state, ended.message) == (RunState.FAILED, FORGOTTEN)
    assert runs.last_done("ingest", "first") is None


def test_a_run_whose_process_was_killed_is_found_dead_by_the_next(
    runs: RunLog, database_url: str, reader: CatalogueReader, database: Database
) -> None:
    child = multiprocessing.get_context("fork").Process(target=start_and_die, args=(database_url,))
    child.start()
    child.join()
    assert reader.status().running == ()
    runs.start("ingest", "first")
    assert states(database) == ["interrupted", "running"]


def test_a_run_that_lives_is_left_alone(runs: RunLog, database: Database, clock: HandClock) -> None:
    runs.start("ingest", "first")
    clock.advance(hours=9)
    runs.start("ingest", "second")
    assert states(database) == ["running", "running"]


def test_a_process_that_has_the_number_of_a_dead_one_is_not_taken_for_it(runs: RunLog, database: Database) -> None:
    run_id = runs.start("ingest", "first")
    with database.write() as connection:
        owner = connection.scalar(select(RunRow.owner).where(RunRow.id == run_id))
        assert owner is not None
        before = owner.rpartition(":")[0] + ":1"
        connection.execute(update(RunRow).values(owner=before))
    runs.start("ingest", "first")
    assert states(database) == ["interrupted", "running"]


def test_a_run_of_another_machine_is_judged_by_its_last_sign(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    run_id = runs.start("ingest", "first")
    with database.write() as connection:
        connection.execute(update(RunRow).values(owner=f"not-{socket.gethostname()}:1:1"))
    clock.advance(minutes=4)
    runs.note(run_id, RunCounts(fetched=1))
    clock.advance(minutes=4)
    runs.finish(runs.start("ingest", "second"), RunCounts())
    assert states(database) == ["running", "done"]
    clock.advance(minutes=2)
    runs.start("ingest", "second")
    assert states(database) == ["interrupted", "done", "running"]


def test_what_ended_a_run_is_noted(runs: RunLog, database: Database) -> None:
    runs.fail(runs.start("ingest", "first"), RunCounts(fetched=3), ValueError("The disk is full."))
    runs.fail(runs.start("ingest", "first"), RunCounts(), KeyboardInterrupt())
    assert states(database) == ["failed", "interrupted"]


def test_an_end_that_a_lost_database_did_not_take_is_noted_before_the_next_run(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    lost = runs.start("crawl", "first")
    renamed(database, "runs", "gone")
    runs.fail(lost, RunCounts(fetched=3), ValueError("The database went away."))
    renamed(database, "gone", "runs")
    assert states(database) == ["running"]
    clock.advance(minutes=1)
    assert runs.is_first(runs.start("crawl", "first"))
    assert states(database) == ["failed", "running"]


def test_only_a_run_that_ended_well_counts_as_the_last(runs: RunLog, clock: HandClock) -> None:
    assert runs.last_done("ingest", "first") is None
    runs.finish(runs.start("ingest", "first"), RunCounts())
    clock.advance(hours=1)
    runs.finish(runs.start("ingest", "first"), RunCounts(), "No key.", RunState.FAILED)
    runs.start("ingest", "first")
    assert runs.last_done("ingest", "first") == NOW
    assert runs.last_done("ingest", "second") is runs.last_done("enrich", "first") is None


def test_a_malformed_record_waits_once_however_often_it_comes(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    for _ in range(2):
        runs.quarantine(runs.start("ingest", "first"), [BROKEN, BROKEN], policy())
        clock.advance(hours=1)
    with database.read() as connection:
        assert len(connection.scalars(select(ViolationRow.id)).all()) == 4
    (waiting,) = Quarantine(database).waiting()
    assert (waiting.first_seen, waiting.last_seen) == (NOW, NOW + timedelta(hours=1))
    assert (waiting.source, waiting.rule, waiting.subject) == (BROKEN.source, BROKEN.rule, BROKEN.subject)
    assert (waiting.message, waiting.excerpt) == (BROKEN.message, BROKEN.excerpt)


def test_of_what_may_not_be_kept_whole_forty_words_wait(runs: RunLog, database: Database) -> None:
    long = replace(BROKEN, excerpt="word " * 200)
    runs.quarantine(runs.start("crawl", "first"), [long], replace(policy(), keep_full_text=False))
    assert len(Quarantine(database).waiting()[0].excerpt.split()) == 40


@pytest.mark.parametrize("text", ["漢字。" * 3_000, "word—" * 5_000])
def test_forty_words_are_few_where_no_spaces_part_them(runs: RunLog, database: Database, text: str) -> None:
    long = replace(BROKEN, excerpt=text)
    runs.quarantine(runs.start("crawl", "first"), [long], replace(policy(), keep_full_text=False))
    assert len(Quarantine(database).waiting()[0].excerpt) <= 401


def test_the_newest_of_the_quarantine_stands_in_front(runs: RunLog, database: Database, clock: HandClock) -> None:
    for subject in ("row 1", "row 2"):
        runs.quarantine(runs.start("ingest", "first"), [Violation("first", "rule", subject, "It is.")], policy())
        clock.advance(hours=1)
    assert [waiting.subject for waiting in Quarantine(database).waiting()] == ["row 2", "row 1"]


def test_a_number_of_quarantine_is_never_given_twice(runs: RunLog, database: Database) -> None:
    runs.quarantine(runs.start("ingest", "first"), [BROKEN], policy())
    (dropped,) = Quarantine(database).waiting()
    Quarantine(database).drop([dropped])
    runs.quarantine(runs.start("ingest", "first"), [BROKEN], policy())
    assert Quarantine(database).waiting()[0].id > dropped.id


def test_what_no_database_takes_is_kept_with_marks_in_its_place(runs: RunLog, database: Database) -> None:
    awful = Violation("first", "text is not valid Unicode", "a\0b", "No: \ud800", "c\0d\udfff" + "e" * 10_000)
    runs.quarantine(runs.start("ingest", "first"), [awful], policy())
    (kept,) = Quarantine(database).waiting()
    assert (kept.subject, kept.message, kept.excerpt[:5]) == ("a\ufffdb", "No: ?", "c\ufffdd?e")
    assert len(kept.excerpt) == 2_000


def test_what_waits_goes_when_its_time_is_over(runs: RunLog, database: Database, clock: HandClock) -> None:
    runs.quarantine(runs.start("ingest", "first"), [BROKEN], policy(retention=timedelta(days=3)))
    clock.advance(days=2, hours=23)
    assert (runs.expire(), len(Quarantine(database).waiting())) == (0, 1)
    clock.advance(hours=1)
    assert (runs.expire(), Quarantine(database).waiting()) == (1, [])


def test_what_is_said_of_a_listing_goes_when_the_listing_does(
    runs: RunLog, writer: CatalogueWriter, database: Database, clock: HandClock
) -> None:
    short = policy(retention=timedelta(days=3))
    writer.record([listing("1")], short, NOW)
    clock.advance(days=2)
    twice = Violation("first", "text is another's, too", "1", "It is.", "The Lantern of 1")
    runs.quarantine(runs.start("check", "catalogue"), [twice], short)
    clock.advance(days=1)
    runs.expire()
    assert Quarantine(database).waiting() == []


def test_what_a_run_found_broken_is_kept_no_longer_than_the_record(
    runs: RunLog, database: Database, clock: HandClock
) -> None:
    for source, days in (("first", 3), ("second", None)):
        terms = policy(source, None if days is None else timedelta(days=days))
        told = Violation(source, "external id of another title", "1", f"{source} gives an id to 'The Lantern of 1'.")
        runs.quarantine(runs.start("ingest", source), [told], terms)
    Quarantine(database).drop(Quarantine(database).waiting())
    clock.advance(days=2, hours=23)
    runs.expire()
    assert violations_of(database) == ["first", "second"]
    clock.advance(hours=1)
    runs.expire()
    assert violations_of(database) == ["second"]


def violations_of(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(ViolationRow.source).order_by(ViolationRow.id)))


def start_and_die(url: str) -> None:
    """Begin a run and end without a word, as a killed process does."""
    import os

    RunLog(Database(url, writable=True), HandClock()).start("ingest", "first")
    os._exit(9)


def renamed(database: Database, table: str, name: str) -> None:
    with database.side_write() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def states(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(RunRow.state).order_by(RunRow.id)))
