"""Killed at any moment, a snapshot is there whole or not at all, and the next one is made as if nothing had been."""

import os
import random
import shutil
import signal
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fork_server import SERVER
from tests.invented import NOW, WINDOW, HandClock, ListSource, listing
from tests.pipeline.frozen_world import snapshotting
from tests.pipeline.invented_world import refreshing
from tests.pipeline.killed_run import wait_for
from tests.pipeline.killed_snapshot import freeze
from trending_now.store.database import Database

SEED = 71
KILLS = 10


@pytest.fixture(scope="module")
def gathered(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a catalogue of three sources and their raw answers, to be copied."""
    folder = tmp_path_factory.mktemp("gathered")
    shutil.copyfile(migrated_sqlite, folder / "catalogue.sqlite")
    with closing(Database(url_in(folder), writable=True)) as database:
        ingestion = refreshing(database, folder / "lake", HandClock()).ingestion
        for source in ("first", "second", "third"):
            answers = [[listing(f"{batch}-{number}", source) for number in range(5)] for batch in range(40)]
            ingestion.run(ListSource(answers, source), WINDOW)
    return folder


@pytest.fixture(scope="module")
def steps(gathered: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many steps a whole snapshot takes."""
    folder = shutil.copytree(gathered, tmp_path_factory.mktemp("whole") / "home")
    return run(folder, None)


@pytest.mark.parametrize("number", range(KILLS))
def test_no_half_snapshot_is_ever_seen(number: int, steps: int, gathered: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(gathered, tmp_path / "home")
    low, high = number * steps // KILLS, (number + 1) * steps // KILLS
    step = random.Random(SEED + number).randint(max(low, 1), high)
    run(folder, step)
    with closing(Database(url_in(folder), writable=True)) as database:
        freezing = snapshotting(database, folder, HandClock())
        assert [freezing.shelf.faults(manifest) for manifest in freezing.shelf.all()] in ([], [[]]), f"step {step}"
        made = freezing.run().manifest
        assert freezing.shelf.faults(made) == []
        assert len(freezing.shelf.names()) == 1
        assert sum(source.listings for source in made.sources) == 600


def test_what_a_killed_run_left_goes_after_a_day(gathered: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(gathered, tmp_path / "home")
    run(folder, None)
    next((folder / "snapshots").glob("*/manifest.json")).unlink()  # as if killed right before the last step
    for path in (folder / "snapshots").rglob("*"):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    with closing(Database(url_in(folder), writable=True)) as database:
        shelf = snapshotting(database, folder, HandClock()).shelf
        assert shelf.drop_unfinished(NOW + timedelta(hours=23)) == []
        assert len(shelf.drop_unfinished(NOW + timedelta(hours=25))) == 1
    assert list((folder / "snapshots").iterdir()) == []


def run(folder: Path, kill_at: int | None) -> int:
    """Freeze in a process of its own, to the end or killed after so many steps; returns the steps told."""
    ours, theirs = SERVER.Pipe()
    process = SERVER.Process(target=freeze, args=(url_in(folder), folder, theirs))
    process.start()
    theirs.close()
    try:
        told = wait_for(ours, kill_at)
        if kill_at is None:
            ours.send_bytes(b"go")
        else:
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join(30)
        assert process.exitcode == (0 if kill_at is None else -signal.SIGKILL)
    finally:
        ours.close()
        process.kill()
        process.join(30)
    return told


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'catalogue.sqlite'}"
