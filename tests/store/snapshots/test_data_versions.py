"""Snapshots under DVC: pushed, lost, brought back; what goes wrong is said in one sentence."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from tests.data_demo import Demo
from tests.s3 import S3Server
from tests.store.snapshots.test_shelf import publish
from trending_now.errors import StoreError, WrongUse
from trending_now.store.snapshots.data_versions import DataVersions
from trending_now.store.snapshots.shelf import SnapshotShelf

NAME = "20310520T120000Z-1"


@pytest.fixture
def shelf(tmp_path: Path) -> SnapshotShelf:
    pytest.importorskip("dvc", reason="DVC is not installed; run `make data-setup`")
    shelf = SnapshotShelf(str(tmp_path / "home" / "snapshots"))
    publish(shelf, NAME)
    return shelf


@pytest.fixture
def versions(shelf: SnapshotShelf) -> DataVersions:
    return DataVersions(Path(shelf.url))


def test_the_demo_runs_to_its_end_on_a_real_s3_server(s3_settings: S3Server, tmp_path: Path) -> None:
    pytest.importorskip("dvc_s3", reason="DVC is not installed; run `make data-setup`")
    Demo(tmp_path, s3_settings, TrendingNow(tmp_path)).run()
    assert {key.split("/")[0] for key in s3_settings.keys("trending-now-raw-data")} == {"dvc"}
    assert s3_settings.keys("trending-now-processed-data")


def test_what_was_pushed_to_a_folder_comes_back_when_all_is_lost(
    versions: DataVersions, shelf: SnapshotShelf, tmp_path: Path
) -> None:
    versions.set_remotes(str(tmp_path / "processed"), str(tmp_path / "raw"))
    corpora = tmp_path / "home" / "corpora"
    corpora.mkdir()
    (corpora / "mine.txt").write_text("a corpus")
    versions.push([NAME], [corpora])
    for lost in (Path(shelf.url) / NAME, corpora, tmp_path / "home" / ".dvc" / "cache"):
        shutil.rmtree(lost)
    assert versions.pull() == [NAME]
    assert shelf.faults(shelf.open(NAME)) == []
    assert (corpora / "mine.txt").read_text() == "a corpus"


def test_a_checkout_puts_a_damaged_snapshot_right(versions: DataVersions, shelf: SnapshotShelf, tmp_path: Path) -> None:
    versions.set_remotes(str(tmp_path / "remote"), str(tmp_path / "remote"))
    versions.push([NAME])
    (file,) = Path(shelf.url, NAME).rglob("*.parquet")
    file.unlink()
    file.write_bytes(b"damage")
    assert len(shelf.faults(shelf.open(NAME))) == 1
    assert versions.pull("latest") == [NAME]
    assert shelf.faults(shelf.open(NAME)) == []


def test_a_snapshot_that_was_damaged_since_it_was_pushed_is_not_pushed_over_it(
    shelf: SnapshotShelf, tmp_path: Path
) -> None:
    program, pointer = TrendingNow(tmp_path), Path(shelf.url, f"{NAME}.dvc")
    program("data", "remote", tmp_path / "remote")
    assert program("data", "push").exit_code == 0
    pushed = pointer.read_text()
    (file,) = Path(shelf.url, NAME).rglob("*.parquet")
    file.unlink()
    again = program("data", "push")
    assert (again.exit_code, again.out) == (1, "")
    assert f"Not pushed, for they are damaged: {NAME}; `trending-now data checkout {NAME}` brings" in again.err
    assert pointer.read_text() == pushed
    assert program("data", "checkout", "latest").exit_code == 0


def test_the_folder_of_all_and_what_lies_around_it_are_not_pushed(versions: DataVersions) -> None:
    versions.set_remotes("remote", "remote")
    for outside in (versions.root, versions.root / "..", versions.snapshots / ".." / ".."):
        with pytest.raises(WrongUse, match="lies outside"):
            versions.push([], [outside])


def test_the_beginning_of_a_name_is_enough_unless_several_begin_so(
    versions: DataVersions, shelf: SnapshotShelf
) -> None:
    for number in (1, 2):
        Path(shelf.url, f"20310521T120000Z-{number}.dvc").touch()
    with pytest.raises(
        WrongUse, match=r"2 snapshots begin with '20310521'; write more of the name: 20310521T120000Z-1"
    ):
        versions.pull("20310521")
    with pytest.raises(WrongUse, match="get the pointer files from git"):
        versions.pull("0521")


def test_without_a_remote_or_a_pointer_it_says_what_to_do(versions: DataVersions, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="No remote is set; `trending-now data remote URL` sets one"):
        versions.push([NAME])
    versions.set_remotes(str(tmp_path / "remote"), str(tmp_path / "remote"))
    with pytest.raises(WrongUse, match=r"get the pointer files from git, or push snapshot tomorrow first"):
        versions.pull("tomorrow")
    with pytest.raises(WrongUse, match=r"is missing, or lies outside"):
        versions.push([NAME], [tmp_path / "elsewhere"])


def test_a_bucket_that_is_missing_is_said_and_no_half_snapshot_is_seen(
    versions: DataVersions, shelf: SnapshotShelf, s3_settings: S3Server
) -> None:
    versions.set_remotes("s3://bucket-of-nobody/dvc", "s3://bucket-of-nobody/dvc")
    with pytest.raises(StoreError, match=r"^DVC could not push: [^\n]*\.$"):
        versions.push([NAME])
    shutil.rmtree(Path(shelf.url) / NAME)
    shutil.rmtree(versions.root / ".dvc" / "cache")
    with pytest.raises(StoreError, match="DVC could not fetch"):
        versions.pull(NAME)
    assert shelf.names() == []


def test_a_folder_may_be_named_like_a_number(versions: DataVersions, shelf: SnapshotShelf, tmp_path: Path) -> None:
    versions.set_remotes(str(tmp_path / "processed"), str(tmp_path / "raw"))
    year = tmp_path / "home" / "2026"
    year.mkdir()
    (year / "mine.txt").write_text("a corpus")
    assert versions.push([], [year]) == [tmp_path / "home" / "2026.dvc"]
    shutil.rmtree(year)
    versions.pull()
    assert (year / "mine.txt").read_text() == "a corpus"


def test_a_good_snapshot_stays_when_the_remote_is_gone(
    versions: DataVersions, shelf: SnapshotShelf, tmp_path: Path
) -> None:
    versions.set_remotes(str(tmp_path / "remote"), str(tmp_path / "remote"))
    versions.push([NAME])
    for lost in (tmp_path / "remote", versions.root / ".dvc" / "cache"):
        shutil.rmtree(lost)
    (tmp_path / "remote").write_text("no folder any more")
    with pytest.raises(StoreError, match="DVC could not fetch"):
        versions.pull(NAME)
    assert shelf.faults(shelf.open(NAME)) == []


def test_what_a_repository_inside_of_the_own_one_points_at_is_left_to_it(
    versions: DataVersions, tmp_path: Path
) -> None:
    versions.set_remotes(str(tmp_path / "remote"), str(tmp_path / "remote"))
    versions.push([NAME])
    (versions.root / "var" / ".dvc").mkdir(parents=True)
    (versions.root / "var" / "data").mkdir()
    (versions.root / "var" / "data" / "lake.dvc").write_text("outs:\n- path: lake\n")
    assert versions.pull() == [NAME]


def test_a_checkout_around_the_snapshots_is_their_repository(tmp_path: Path) -> None:
    (tmp_path / "checkout" / ".dvc").mkdir(parents=True)
    assert DataVersions(tmp_path / "checkout" / "data" / "snapshots").root == tmp_path / "checkout"
    (tmp_path / "checkout" / "data" / ".dvc").mkdir(parents=True)
    assert DataVersions(tmp_path / "checkout" / "data" / "snapshots").root == tmp_path / "checkout" / "data"


@pytest.fixture(autouse=True)
def quiet_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep git from looking above the folder of the test."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
