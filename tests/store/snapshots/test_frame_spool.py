"""What passes through a spool comes once more as it was, and nothing of it stays."""

from pathlib import Path

from trending_now.store.snapshots.columns import LOCKS, VERDICTS
from trending_now.store.snapshots.frame_building import build_frame
from trending_now.store.snapshots.frame_spool import open_spool


def test_slices_come_once_more_as_they_were_and_leave_no_file(tmp_path: Path) -> None:
    slices = [
        {VERDICTS: build_frame(VERDICTS, [(n, "Drama", n, 0)] * n), LOCKS: build_frame(LOCKS, [])} for n in range(3)
    ]
    with open_spool(tmp_path) as spool:
        passed = list(spool.passing(slices))
        again = list(spool)
        assert list(tmp_path.iterdir()) == []
    for frames in (passed, again):
        assert [list(one) for one in frames] == [[VERDICTS, LOCKS]] * 3
        assert all(one[name].equals(slices[n][name]) for n, one in enumerate(frames) for name in one)
        assert all(one[VERDICTS].schema == slices[0][VERDICTS].schema for one in frames)
