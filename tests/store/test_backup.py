"""Backup and restore of SQLite: a consistent copy while others write, and nothing broken put in place."""

import io
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.contents import Content, content_of
from tests.invented import NOW, HandClock, listing, policy
from trending_now.domain.run import RawRecord
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import StoreError, WrongUse
from trending_now.store.backup import make_backup, restore_backup
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.lake import RawLake


@pytest.fixture
def home(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """Hold a catalogue of three titles and a lake of one answer, in a folder with an awkward name."""
    folder = tmp_path / "my home 100% #1"
    folder.mkdir()
    shutil.copyfile(migrated_sqlite, folder / "catalogue.sqlite")
    with closing(Database(url(folder), writable=True)) as database:
        store(database, range(3))
        RawLake(str(folder / "lake"), database).keep([RawRecord("first", "invented:1", b"{}", NOW)], policy())
    return folder


def test_what_was_backed_up_comes_back_whole(home: Path, tmp_path: Path) -> None:
    before = content_at(home)
    size = make_backup(home / "catalogue.sqlite", home / "lake", tmp_path / "copy.tar.gz")
    other = tmp_path / "elsewhere"
    restore_backup(tmp_path / "copy.tar.gz", other / "catalogue.sqlite", other / "lake", replace=False)
    assert size == (tmp_path / "copy.tar.gz").stat().st_size
    assert content_at(other) == before
    with closing(Database(url(other), writable=False)) as database:
        assert [kept.content for kept in RawLake(str(other / "lake"), database).read("first")] == [b"{}"]


def test_an_answer_that_goes_between_the_copies_of_database_and_lake_is_not_in_the_copied_index(
    home: Path, tmp_path: Path
) -> None:
    with closing(Database(url(home), writable=True)) as database:
        lake = RawLake(str(home / "lake"), database)
        lake.keep([RawRecord("second", "invented:2", b"[]", NOW)], policy("second"))
        in_use = LakeInUse(home / "lake")
        in_use.meanwhile = lambda: lake.drop_source("second")
        make_backup(home / "catalogue.sqlite", in_use, tmp_path / "copy.tar.gz")
    other = tmp_path / "elsewhere"
    restore_backup(tmp_path / "copy.tar.gz", other / "catalogue.sqlite", other / "lake", replace=False)
    with closing(Database(url(other), writable=True)) as database:
        kept = RawLake(str(other / "lake"), database)
        assert [file.records for file in kept.lasting(["first", "second"])] == [1]


class LakeInUse(type(Path())):  # type: ignore[misc]
    """A lake's folder; `meanwhile` is what another process does once the database beside it was copied."""

    meanwhile: Callable[[], object]
    listed = 0

    def __truediv__(self, below: str) -> Path:
        self.listed += 1
        if self.listed == 2:
            self.meanwhile()
        return Path(self) / below


def test_a_backup_takes_the_place_of_a_catalogue_only_when_told(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar.gz"
    make_backup(home / "catalogue.sqlite", home / "lake", copy)
    before = content_at(home)
    with closing(Database(url(home), writable=True)) as database:
        store(database, range(3, 9))
    with pytest.raises(WrongUse, match="add --replace"):
        restore_backup(copy, home / "catalogue.sqlite", home / "lake", replace=False)
    restore_backup(copy, home / "catalogue.sqlite", home / "lake", replace=True)
    assert content_at(home) == before


def test_a_copy_made_while_others_write_is_one_moment_of_the_catalogue(home: Path, tmp_path: Path) -> None:
    """Each batch is ten titles in one transaction; a copy that held part of one would show."""
    stop = threading.Event()
    writing = threading.Thread(target=write_until, args=(home, stop))
    writing.start()
    try:
        for number in range(3):
            make_backup(home / "catalogue.sqlite", home / "lake", tmp_path / f"{number}.tar.gz")
    finally:
        stop.set()
        writing.join()
    for number in range(3):
        folder = tmp_path / f"restored {number}"
        restore_backup(tmp_path / f"{number}.tar.gz", folder / "catalogue.sqlite", folder / "lake", replace=False)
        content = content_at(folder)
        assert len(content["titles"]) % 10 == 3
        assert len(content["titles"]) == len(content["plots"]) == len(content["title_search"])


@pytest.mark.parametrize(
    "damage", ["empty", "text", "cut", "flipped", "no database", "broken database", "foreign database", "plain tar"]
)
def test_a_broken_file_is_refused_and_the_catalogue_stays(home: Path, tmp_path: Path, damage: str) -> None:
    copy = tmp_path / "copy.tar.gz"
    make_backup(home / "catalogue.sqlite", home / "lake", copy)
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(DAMAGED[damage](copy.read_bytes()))
    before = content_at(home)
    with pytest.raises(WrongUse, match=r"broken\.tar\.gz (is not a|holds a broken)"):
        restore_backup(broken, home / "catalogue.sqlite", home / "lake", replace=True)
    assert content_at(home) == before
    assert sorted(path.name for path in home.iterdir() if "-" not in path.name) == [
        "catalogue.lock", "catalogue.sqlite", "lake",
    ]  # fmt: skip


@pytest.mark.parametrize("kept", [0, 8192])
def test_a_broken_catalogue_is_said_to_be_and_makes_no_backup(home: Path, tmp_path: Path, kept: int) -> None:
    catalogue, copy = home / "catalogue.sqlite", tmp_path / "copy.tar.gz"
    content = catalogue.read_bytes()
    catalogue.write_bytes(content[:kept].ljust(len(content), b"\7"))
    with pytest.raises(StoreError, match=r"The catalogue .* is broken: .* Restore an earlier backup"):
        make_backup(catalogue, None, copy)
    assert not copy.exists()


def test_a_backup_writes_over_no_file_of_a_name_like_its_own(home: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.tar.gz.partial").write_text("mine")
    make_backup(home / "catalogue.sqlite", None, tmp_path / "copy.tar.gz")
    assert (tmp_path / "copy.tar.gz.partial").read_text() == "mine"


def test_a_backup_of_a_newer_version_is_refused(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    make_backup(home / "catalogue.sqlite", home / "lake", tmp_path / "newer.tar.gz")
    with pytest.raises(StoreError, match="newer version of Trending Now; install that version"):
        restore_backup(tmp_path / "newer.tar.gz", tmp_path / "other.sqlite", None, replace=False)
    assert not (tmp_path / "other.sqlite").exists()


def test_nothing_is_written_over_or_made_of_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "there.tar.gz").write_text("mine")
    with pytest.raises(WrongUse, match="is there already"):
        make_backup(home / "catalogue.sqlite", None, tmp_path / "there.tar.gz")
    with pytest.raises(WrongUse, match="no catalogue at"):
        make_backup(tmp_path / "none.sqlite", None, tmp_path / "new.tar.gz")
    with pytest.raises(WrongUse, match="There is no backup"):
        restore_backup(tmp_path / "none.tar.gz", tmp_path / "other.sqlite", None, replace=False)
    with pytest.raises(WrongUse, match=r"The folder .*no folder is not there; make it"):
        make_backup(home / "catalogue.sqlite", None, tmp_path / "no folder" / "new.tar.gz")
    with pytest.raises(WrongUse, match="There is no backup"):
        restore_backup(tmp_path / "none.tar.gz", home / "catalogue.sqlite", None, replace=False)


def test_a_catalogue_in_use_is_not_replaced_until_its_last_user_has_gone(home: Path, tmp_path: Path) -> None:
    catalogue, copy = home / "catalogue.sqlite", tmp_path / "copy.tar.gz"
    make_backup(catalogue, None, copy)
    with closing(Database(url(home), writable=True)) as database:
        with closing(Database(url(home), writable=True)), pytest.raises(StoreError, match="is in use by another"):
            restore_backup(copy, catalogue, None, replace=True)
        store(database, range(3, 5))
        with pytest.raises(StoreError, match="stop it and restore again"):
            restore_backup(copy, catalogue, None, replace=True)
    assert len(content_at(home)["titles"]) == 5
    restore_backup(copy, catalogue, None, replace=True)
    assert len(content_at(home)["titles"]) == 3


def test_a_catalogue_in_use_is_not_replaced_by_its_other_name_either(home: Path, tmp_path: Path) -> None:
    catalogue, copy, other = home / "catalogue.sqlite", tmp_path / "copy.tar.gz", tmp_path / "other.sqlite"
    make_backup(catalogue, None, copy)
    other.symlink_to(catalogue)
    with closing(Database(url(home), writable=True)), pytest.raises(StoreError, match="is in use by another"):
        restore_backup(copy, other, None, replace=True)


@pytest.mark.parametrize("below", ["lake", "lake/raw", "lake/raw/source=first"])
def test_what_links_lead_to_is_backed_up_and_replaced_where_it_lies(home: Path, tmp_path: Path, below: str) -> None:
    before, disk = content_at(home), tmp_path / "another disk"
    disk.mkdir()
    for name in ("catalogue.sqlite", below):
        (home / name).symlink_to(shutil.move(home / name, disk))
    make_backup(home / "catalogue.sqlite", home / "lake", tmp_path / "copy.tar.gz")
    emptied = disk / Path(below).name
    shutil.rmtree(emptied)
    emptied.mkdir()

    restore_backup(tmp_path / "copy.tar.gz", home / "catalogue.sqlite", home / "lake", replace=True)

    assert (home / "catalogue.sqlite").is_symlink()
    assert content_at(home) == before
    assert list(emptied.rglob("*.parquet"))


def test_an_archive_writes_nowhere_but_in_the_home(home: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar.gz"
    with tarfile.open(hostile, "w:gz") as archive:
        archive.add(home / "catalogue.sqlite", "catalogue.sqlite")
        for name in ("../outside.parquet", "lake/../../outside.parquet", "/outside.parquet", "lake/run.sh"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    folder = tmp_path / "a" / "b"
    restore_backup(hostile, folder / "catalogue.sqlite", folder / "lake", replace=False)
    assert [path.name for path in tmp_path.rglob("outside.parquet")] == []
    assert not (folder / "lake" / "run.sh").exists()


def store(database: Database, numbers: range) -> None:
    listings = [listing(str(number)) for number in numbers]
    CatalogueWriter(database, load_taxonomy(), HandClock()).record(listings, policy(), NOW)


def write_until(home: Path, stop: threading.Event) -> None:
    with closing(Database(url(home), writable=True)) as database:
        lake = RawLake(str(home / "lake"), database)
        for start in range(100, 5_000, 10):
            if stop.is_set():
                return
            store(database, range(start, start + 10))
            lake.keep([RawRecord("first", f"invented:{start}", b"{}", NOW)], policy())


def content_at(home: Path) -> Content:
    with closing(Database(url(home), writable=False)) as database:
        return content_of(database)


def url(home: Path) -> str:
    return f"sqlite:///{home / 'catalogue.sqlite'}"


def _archive(name: str, content: bytes, mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(byte ^ 0xFF for byte in content[middle : middle + 64]) + content[middle + 64 :]


DAMAGED = {
    "empty": lambda _: b"",
    "text": lambda _: b"Dear diary, " * 100,
    "cut": lambda whole: whole[: len(whole) // 2],
    "flipped": _flipped,
    "no database": lambda _: _archive("notes.txt", b"Hello"),
    "broken database": lambda _: _archive("catalogue.sqlite", b"SQLite format 3\0" + b"\x07" * 4_000),
    "foreign database": lambda _: _archive("catalogue.sqlite", b""),
    "plain tar": lambda _: _archive("catalogue.sqlite", b"", "w"),
}
