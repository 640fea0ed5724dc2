"""Killed at any moment and run again, the catalogue is what one clean run gives."""

import os
import random
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.contents import Content, content_of
from tests.databases import PostgresServer
from tests.fork_server import SERVER
from tests.pipeline.killed_run import after, refresh, wait_for
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow, RunRow
from trending_now.store.lake import RawLake
from trending_now.store.tables import ListingRow

SEED = 20_310_520
BEGAN = datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run works: a catalogue and a lake."""

    url: str
    lake: Path


@dataclass(frozen=True, slots=True)
class Clean:
    """What one run from the beginning to the end leaves, and how many steps it takes."""

    content: Content
    steps: int


@pytest.fixture(scope="module")
def clean(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    place = sqlite_place(migrated_sqlite, tmp_path_factory.mktemp("clean"))
    steps = run_to_the_end(place, BEGAN)
    return Clean(content_at(place), steps)


@pytest.mark.parametrize("number", range(20))
def test_a_run_that_is_killed_and_run_again_gives_what_one_clean_run_gives(
    number: int, clean: Clean, migrated_sqlite: Path, tmp_path: Path
) -> None:
    place = sqlite_place(migrated_sqlite, tmp_path)
    kill_at(point(number, 20, clean.steps), place)
    assert_nothing_is_broken_or_lost(place)
    run_to_the_end(place, after(BEGAN, minutes=10))
    assert content_at(place) == clean.content
    assert_every_record_can_be_read(place)


@pytest.mark.parametrize("number", range(4))
def test_so_it_is_on_postgresql(
    number: int, clean: Clean, postgres: PostgresServer, migrated_postgres: str, tmp_path: Path
) -> None:
    name = postgres.create(migrated_postgres)
    place = Place(postgres.url(name), tmp_path / "lake")
    kill_at(point(number, 4, clean.steps), place)
    assert_nothing_is_broken_or_lost(place)
    run_to_the_end(place, after(BEGAN, minutes=10))
    found = content_at(place)
    postgres.drop(name)
    assert without_search(found) == without_search(clean.content)


def test_a_run_that_is_killed_again_and_again_still_arrives(
    clean: Clean, migrated_sqlite: Path, tmp_path: Path
) -> None:
    place = sqlite_place(migrated_sqlite, tmp_path)
    for number in range(5):
        kill_at(point(number, 8, clean.steps), place, after(BEGAN, minutes=10 * number))
    run_to_the_end(place, after(BEGAN, minutes=60))
    assert content_at(place) == clean.content


def test_two_processes_at_once_give_it_too(clean: Clean, migrated_sqlite: Path, tmp_path: Path) -> None:
    place = sqlite_place(migrated_sqlite, tmp_path)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run_to_the_end, [place] * 2, [BEGAN] * 2))
    assert content_at(place) == clean.content
    assert_every_record_can_be_read(place)


def point(number: int, of: int, steps: int) -> int:
    """Return a random step in the `number`th part of the run; the seed is fixed and the step is printed."""
    low, high = number * steps // of, (number + 1) * steps // of
    chosen = random.Random(SEED + number).randint(max(low, 1), high)
    print(f"killed after step {chosen} of {steps} (seed {SEED} + {number})")  # noqa: T201 (shown when the test fails)
    return chosen


def kill_at(step: int, place: Place, began: datetime = BEGAN) -> None:
    with running(place, began) as (process, steps):
        wait_for(steps, step)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join(30)
        assert process.exitcode == -signal.SIGKILL


def run_to_the_end(place: Place, began: datetime) -> int:
    with running(place, began) as (process, steps):
        told = wait_for(steps, None)
        steps.send_bytes(b"go")
        process.join(30)
        assert process.exitcode == 0
    return told


@contextmanager
def running(place: Place, began: datetime) -> Iterator[tuple[BaseProcess, Connection]]:
    """Start a refresh in a process of its own; the way to it is closed at the end."""
    ours, theirs = SERVER.Pipe()
    process = SERVER.Process(target=refresh, args=(place.url, place.lake, began, theirs))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        ours.close()
        process.kill()
        process.join(30)


def sqlite_place(template: Path, folder: Path) -> Place:
    shutil.copyfile(template, folder / "killed.sqlite")
    return Place(f"sqlite:///{folder / 'killed.sqlite'}", folder / "lake")


def content_at(place: Place) -> Content:
    with closing(Database(place.url, writable=False)) as database:
        return content_of(database)


def without_search(content: Content) -> Content:
    return {table: rows for table, rows in content.items() if table != "title_search"}


def assert_nothing_is_broken_or_lost(place: Place) -> None:
    """Each run's counts were noted after what they count was stored: what was reported done is there."""
    with closing(Database(place.url, writable=False)) as database, database.read() as connection:
        if database.dialect == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        for source in ("first", "second"):
            reported = connection.scalar(select(func.sum(RunRow.new)).where(RunRow.subject == source)) or 0
            stored = connection.scalar(select(func.count()).where(ListingRow.source == source)) or 0
            assert stored >= reported


def assert_every_record_can_be_read(place: Place) -> None:
    with closing(Database(place.url, writable=False)) as database:
        lake = RawLake(str(place.lake), database)
        with database.read() as connection:
            indexed = set(connection.execute(select(RawRecordRow.source, RawRecordRow.url, RawRecordRow.sha256)))
        read = {(x.source, x.url, x.sha256) for name in ("demo", "first", "second") for x in lake.read(name)}
    assert read == {tuple(row) for row in indexed}
