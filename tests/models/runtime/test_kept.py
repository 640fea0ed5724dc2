"""What takes long to make is kept for the next start, whole or not at all."""

from pathlib import Path

import pytest

from trending_now.models.runtime.kept import MOST_KEPT, Kept


def test_what_was_kept_is_read_again_by_what_it_was_made_of(tmp_path: Path) -> None:
    Kept("encoder", "bf16", folder=tmp_path).write(b"compiled")
    read = Kept("encoder", "bf16", folder=tmp_path).read()
    assert read is not None
    assert read.tobytes() == b"compiled"
    assert Kept("encoder", "f32", folder=tmp_path).read() is None


@pytest.mark.parametrize("damaged", [b"", b"compi", b"compilex"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    kept = Kept("encoder", folder=tmp_path)
    kept.write(b"compiled")
    (path,) = tmp_path.iterdir()
    path.write_bytes(damaged)
    assert kept.read() is None


def test_only_the_newest_things_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 2):
        Kept(f"encoder {number}", folder=tmp_path).write(b"compiled")
    assert len(list(tmp_path.iterdir())) == MOST_KEPT
    assert Kept(f"encoder {MOST_KEPT + 1}", folder=tmp_path).read() is not None


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = Kept("encoder", folder=tmp_path / "file" / "folder")
    kept.write(b"compiled")
    assert kept.read() is None


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = Kept("encoder", folder=tmp_path)
    kept.write(b"compiled")
    (place,) = tmp_path.iterdir()
    place.unlink()
    place.mkdir()
    kept.write(b"compiled")
    assert list(tmp_path.iterdir()) == [place]
    assert kept.read() is None
