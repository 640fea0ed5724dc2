"""What takes long to make is cached for the next start, whole or not at all."""

import os
from pathlib import Path

import pytest

from trending_now.models.runtime.file_cache import MOST_FILES, CachedFile

LATER = 2**33  # seconds: in the year 2242


def test_what_was_kept_is_read_again_by_what_it_was_made_of(tmp_path: Path) -> None:
    CachedFile("encoder", "bf16", folder=tmp_path).write(b"compiled")
    read = CachedFile("encoder", "bf16", folder=tmp_path).read()
    assert read is not None
    assert read.tobytes() == b"compiled"
    assert CachedFile("encoder", "f32", folder=tmp_path).read() is None


@pytest.mark.parametrize("damaged", [b"", b"compi", b"compilex"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    cached = CachedFile("encoder", folder=tmp_path)
    cached.write(b"compiled")
    (path,) = tmp_path.iterdir()
    path.write_bytes(damaged)
    assert cached.read() is None


def test_only_the_newest_things_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 2):
        CachedFile(f"encoder {number}", folder=tmp_path).write(b"compiled")
    assert len(list(tmp_path.iterdir())) == MOST_FILES
    assert CachedFile(f"encoder {MOST_FILES + 1}", folder=tmp_path).read() is not None


def test_no_more_are_kept_where_the_clock_says_that_the_newest_is_older_than_all_others(tmp_path: Path) -> None:
    """As where a clock was set back, or counts so coarsely that all were made at one moment."""
    for number in range(MOST_FILES + 2):
        for path in tmp_path.iterdir():
            os.utime(path, (LATER, LATER))
        CachedFile(f"encoder {number}", folder=tmp_path).write(b"compiled")
    assert len(list(tmp_path.iterdir())) == MOST_FILES
    assert CachedFile(f"encoder {MOST_FILES + 1}", folder=tmp_path).read() is not None


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cached = CachedFile("encoder", folder=tmp_path / "file" / "folder")
    cached.write(b"compiled")
    assert cached.read() is None


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    cached = CachedFile("encoder", folder=tmp_path)
    cached.write(b"compiled")
    (place,) = tmp_path.iterdir()
    place.unlink()
    place.mkdir()
    cached.write(b"compiled")
    assert list(tmp_path.iterdir()) == [place]
    assert cached.read() is None
