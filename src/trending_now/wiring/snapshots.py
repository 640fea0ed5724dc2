"""The parts that freeze the catalogue, and the shelf where snapshots lie."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from trending_now.domain.ports import Progress
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database

if TYPE_CHECKING:
    from trending_now.pipeline.snapshot import Snapshotting
    from trending_now.settings import Settings
    from trending_now.store.snapshots.shelf import SnapshotShelf


def build_snapshot_shelf(settings: "Settings") -> "SnapshotShelf":
    """Build the shelf of snapshots; nothing is opened yet."""
    from trending_now.store.snapshots.shelf import SnapshotShelf

    return SnapshotShelf(settings.snapshot_shelf_url)


@contextmanager
def open_snapshotting(settings: "Settings", progress: Progress) -> Iterator["Snapshotting"]:
    """Open what freezes the catalogue.

    Raises:
        StoreError: the database cannot be used.
    """
    from trending_now.pipeline.check.stage import Checking
    from trending_now.pipeline.snapshot import Snapshotting
    from trending_now.store.lake import RawLake
    from trending_now.store.quarantine import Quarantine
    from trending_now.store.runs import RunLog
    from trending_now.wiring.program import program_version

    with closing(open_database(settings, writable=True)) as database:
        lake, runs = RawLake(settings.raw_lake_url, database), RunLog(database, utc_now)
        shelf = build_snapshot_shelf(settings)
        checking = Checking(database, shelf, runs, Quarantine(database), utc_now, progress)
        yield Snapshotting(database, lake, shelf, runs, checking, utc_now, program_version(), progress)
