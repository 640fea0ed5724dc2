"""The shelf of snapshots: what is whole is found, what is broken is named."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.invented import NOW, listing, policy
from trending_now.domain.snapshot import Manifest, ProgramVersion, SnapshotSource, SnapshotTable
from trending_now.errors import StoreError, WrongUse
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.snapshots.columns import LISTINGS
from trending_now.store.snapshots.listing_frames import listing_frames
from trending_now.store.snapshots.shelf import SnapshotShelf, content_digest


@pytest.fixture
def shelf(tmp_path: Path) -> SnapshotShelf:
    return SnapshotShelf(str(tmp_path / "snapshots"))


def test_a_manifest_comes_back_as_it_was(shelf: SnapshotShelf) -> None:
    made = publish(shelf, "20310520T120000Z-1", b"rows")
    assert shelf.open(made.name) == made
    assert shelf.newest() == made


def test_snapshots_are_named_oldest_first_and_half_ones_are_not(shelf: SnapshotShelf) -> None:
    publish(shelf, "20310521T120000Z-2")
    publish(shelf, "20310520T120000Z-1")
    shelf.write("20310522T120000Z-3", "processed/x.parquet", b"half", 1)
    assert shelf.names() == ["20310520T120000Z-1", "20310521T120000Z-2"]


def test_a_snapshot_is_found_by_name_its_beginning_its_content_or_as_latest(shelf: SnapshotShelf) -> None:
    first, second = publish(shelf, "20310520T120000Z-1", b"one"), publish(shelf, "20310521T120000Z-2", b"two")
    for asked in ("20310520T120000Z-1", "20310520", first.content[:12]):
        assert shelf.find(asked) == first
    assert shelf.find("latest") == second


@pytest.mark.parametrize(("asked", "said"), [("2031", "There are 2 snapshots"), ("tomorrow", "There is no snapshot")])
def test_a_name_of_none_or_of_several_is_wrong_use(shelf: SnapshotShelf, asked: str, said: str) -> None:
    publish(shelf, "20310520T120000Z-1")
    publish(shelf, "20310521T120000Z-2")
    with pytest.raises(WrongUse, match=f"{said} '{asked}' in .*`trending-now snapshot list` names them all"):
        shelf.find(asked)


def test_the_same_files_have_the_same_digest_in_any_order(shelf: SnapshotShelf) -> None:
    files = [shelf.write("any", f"{letter}.parquet", letter.encode(), 1) for letter in "ab"]
    assert content_digest(files) == content_digest(reversed(files))
    assert content_digest(files) != content_digest(files[:1])


def test_a_file_that_is_gone_or_another_is_named(shelf: SnapshotShelf, tmp_path: Path) -> None:
    made = publish(shelf, "20310520T120000Z-1", b"rows")
    path = tmp_path / "snapshots" / made.name / made.files[0].path
    path.write_bytes(b"swor")
    assert shelf.faults(made) == ["processed/listings/part-0000.parquet is not what it was: its SHA-256 is another."]
    path.unlink()
    assert shelf.faults(made) == ["processed/listings/part-0000.parquet is missing."]


def test_a_snapshot_with_half_a_file_is_not_published(shelf: SnapshotShelf, tmp_path: Path) -> None:
    made = described(shelf, "20310520T120000Z-1", b"rows")
    (tmp_path / "snapshots" / made.name / made.files[0].path).write_bytes(b"ro")
    with pytest.raises(StoreError, match=r"lacks processed/listings/part-0000.parquet, or has half of it"):
        shelf.publish(made)
    assert shelf.names() == []


def test_a_broken_manifest_and_a_broken_table_are_named(shelf: SnapshotShelf, tmp_path: Path) -> None:
    made = publish(shelf, "20310520T120000Z-1", b"no parquet")
    with pytest.raises(StoreError, match=r"part-0000.parquet of snapshot .* is broken"):
        shelf.read(made, "listings")
    (tmp_path / "snapshots" / made.name / "manifest.json").write_text('{"name": 7}')
    with pytest.raises(StoreError, match=r"manifest of snapshot 20310520T120000Z-1 in .* is broken: name"):
        shelf.open(made.name)
    (tmp_path / "snapshots" / made.name / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"is broken: Invalid JSON.*; bring it back with .*, or delete its folder\.$"):
        shelf.open(made.name)


def test_a_column_that_an_older_snapshot_has_not_is_empty(shelf: SnapshotShelf) -> None:
    content = io.BytesIO()
    pl.DataFrame({"title": ["The Tin Sheriff"]}).write_parquet(content)
    made = publish(shelf, "20310520T120000Z-1", content.getvalue())
    assert shelf.read(made, "listings", ("title", "year")).rows() == [("The Tin Sheriff", None)]


def test_listings_are_framed_in_one_order_in_both_databases(writer: CatalogueWriter, database: Database) -> None:
    keys = ["Zz", "_x", "a", "A", "b", "B"]
    writer.record([listing(key) for key in keys], policy(), NOW)
    with database.read() as connection:
        frames = list(listing_frames(connection, policy(), "first", rows=4))
    assert [key for frame in frames for key in frame[LISTINGS]["source_key"]] == sorted(keys)


def test_a_snapshot_being_made_stays_for_a_day(shelf: SnapshotShelf, tmp_path: Path) -> None:
    half = "20310520T120000Z-1"
    shelf.write(half, "processed/x.parquet", b"half", 1)
    written = datetime.fromtimestamp((tmp_path / "snapshots" / half / "processed/x.parquet").stat().st_mtime, UTC)
    assert shelf.drop_unfinished(written + timedelta(hours=24)) == []
    assert shelf.drop_unfinished(written + timedelta(hours=25)) == [half]


def test_a_folder_that_another_process_has_just_made_for_its_first_file_stays(
    shelf: SnapshotShelf, tmp_path: Path
) -> None:
    fresh = datetime(2031, 5, 20, 12, tzinfo=UTC)
    (tmp_path / "snapshots" / "20310520T120000Z-1" / "processed").mkdir(parents=True)
    assert shelf.drop_unfinished(fresh + timedelta(hours=24)) == []
    assert shelf.drop_unfinished(fresh + timedelta(hours=25)) == ["20310520T120000Z-1"]


def test_what_is_no_snapshot_stays_though_it_lies_beside_them(shelf: SnapshotShelf) -> None:
    """The lake, corpora or a model may lie in the folder that snapshots are put into."""
    made = publish(shelf, "20310520T120000Z-1")
    for folder, path in (("raw", "source=first/x.parquet"), ("corpora", "mine.parquet"), ("model", "manifest.json")):
        shelf.write(folder, path, b"mine", 1)
    assert shelf.drop_unfinished(datetime.now(UTC) + timedelta(days=9)) == []
    assert shelf.newest() == made


def test_a_folder_that_cannot_be_used_says_which_setting_names_another(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"folder of snapshots .* cannot be used: .*TRENDING_NOW_SNAPSHOTS_URL"):
        SnapshotShelf(str(tmp_path / "snapshots")).write("any", "x.parquet", b"", 0)


def described(shelf: SnapshotShelf, name: str, content: bytes) -> Manifest:
    file = shelf.write(name, "processed/listings/part-0000.parquet", content, 1)
    return Manifest(
        name=name, content=content_digest([file]), created_at=NOW, program=ProgramVersion("1.0", "0003", "abc"),
        taxonomy="1.2.0", tables=(SnapshotTable("listings", {"title": "String"}, (file,)),),
        sources=(SnapshotSource("first", "first", 1),), policies=(policy(retention=timedelta(days=3)),),
    )  # fmt: skip


def publish(shelf: SnapshotShelf, name: str, content: bytes = b"rows") -> Manifest:
    made = described(shelf, name, content)
    shelf.publish(made)
    return made
