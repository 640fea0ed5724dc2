"""The invented world, frozen: the real parts of a snapshot on a database and folders of a test."""

from pathlib import Path

from tests.pipeline.invented_world import no_progress
from trending_now.domain.ports import Clock
from trending_now.domain.snapshot import ProgramVersion
from trending_now.pipeline.check.stage import Checking
from trending_now.pipeline.snapshot import Snapshotting
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import RunLog
from trending_now.store.snapshots.shelf import SnapshotShelf

PROGRAM = ProgramVersion("0.0.0", "0000", None)


def snapshotting(database: Database, folder: Path, clock: Clock) -> Snapshotting:
    """Build what freezes a catalogue; `folder` holds the lake and the snapshots."""
    lake, shelf = RawLake(str(folder / "lake"), database), SnapshotShelf(str(folder / "snapshots"))
    runs = RunLog(database, clock)
    checking = Checking(database, shelf, runs, Quarantine(database), clock, no_progress)
    return Snapshotting(database, lake, shelf, runs, checking, clock, PROGRAM, no_progress)
