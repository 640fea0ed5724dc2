"""The lake and snapshots directly in S3, on a real server, and when it fails."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.invented import NOW, WINDOW, HandClock, ListSource, listing, policy
from tests.pipeline.frozen_world import snapshotting as snapshotting_in
from tests.pipeline.invented_world import refreshing
from tests.s3 import Request, S3Server, faulty
from trending_now.domain.run import RawRecord
from trending_now.errors import StoreError
from trending_now.pipeline.snapshot import Snapshotting
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.snapshots.shelf import SnapshotShelf
from trending_now.store.stored_files import Purpose, StoredFiles

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the database makes no difference here

PLACE = Purpose("lake", "TRENDING_NOW_LAKE_URL")


def test_a_lake_in_s3_gives_back_what_it_was_given_and_expires_it(s3_settings: S3Server, database: Database) -> None:
    bucket = s3_settings.bucket()
    lake = RawLake(f"s3://{bucket}/lake", database)
    record = RawRecord("first", "invented:1", b"\x00{}", NOW)
    assert [lake.keep([record], policy()) for _ in range(2)] == [1, 0]
    assert list(lake.read("first")) == [record]
    assert [key.rpartition("/")[0] for key in s3_settings.keys(bucket)] == ["lake/raw/source=first/day=2031-05-20"]


def test_a_snapshot_goes_to_s3_and_is_read_back(s3_settings: S3Server, filled: Database, tmp_path: Path) -> None:
    bucket = s3_settings.bucket()
    freezing = snapshotting(filled, bucket, tmp_path)
    manifest = freezing.run().manifest
    assert freezing.shelf.names() == [manifest.name]
    assert freezing.shelf.faults(manifest) == []
    assert freezing.shelf.read(manifest, "listings")["title"].to_list() == ["The Lantern of 1", "The Lantern of 2"]
    assert freezing.run().is_new is False
    assert {key.split("/")[1] for key in s3_settings.keys(bucket)} >= {manifest.name}


def test_a_server_that_asks_to_slow_down_is_asked_again(
    s3_settings: S3Server, filled: Database, use: Callable[[str], None], tmp_path: Path
) -> None:
    asked: list[str] = []

    def every_third(request: Request) -> str | None:
        asked.append(request.path)
        return "slow down" if len(asked) % 3 == 0 else None

    with faulty(s3_settings, every_third) as url:
        use(url)
        freezing = snapshotting(filled, s3_settings.bucket(), tmp_path)
        assert freezing.shelf.faults(freezing.run().manifest) == []


@pytest.mark.parametrize(("fault", "number"), [("cut", 0), ("slow down", 1), ("cut", 2)])
def test_no_half_snapshot_is_seen_when_an_upload_fails_for_good(
    fault: str,
    number: int,
    s3_settings: S3Server,
    filled: Database,
    use: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    bucket = s3_settings.bucket()
    uploads: list[str] = []

    def from_the_nth_upload_on(request: Request) -> str | None:
        uploads.extend([request.path] if request.method == "PUT" and request.path not in uploads else [])
        return fault if request.method == "PUT" and uploads.index(request.path) >= number else None

    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with faulty(s3_settings, from_the_nth_upload_on) as url:
        use(url)
        with pytest.raises(StoreError, match=r"folder of snapshots s3://.* cannot be used: "):
            snapshotting(filled, bucket, tmp_path).run()
    use(s3_settings.url)
    freezing = snapshotting(filled, bucket, tmp_path)
    assert freezing.shelf.names() == []
    assert freezing.shelf.faults(freezing.run().manifest) == []


def test_a_missing_bucket_says_what_to_do(backend: str, s3_settings: S3Server) -> None:
    with pytest.raises(StoreError, match=r"bucket does not exist. Make the bucket first, or set TRENDING_NOW_LAKE_URL"):
        StoredFiles("s3://bucket-of-nobody/lake", PLACE).write("raw/x.parquet", b"x")


def test_a_wrong_key_says_what_to_do(
    backend: str, s3_settings: S3Server, use: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = s3_settings.bucket()
    with s3_settings.checking_keys():
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHISONE")
        use(s3_settings.url)
        with pytest.raises(StoreError, match="Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
            StoredFiles(f"s3://{bucket}/lake", PLACE).write("raw/x.parquet", b"x")
    assert s3_settings.keys(bucket) == []


def test_a_file_that_is_gone_is_named(backend: str, s3_settings: S3Server) -> None:
    with pytest.raises(StoreError, match=r"lake .* cannot be used: .*raw/x.parquet is not there"):
        StoredFiles(f"s3://{s3_settings.bucket()}/lake", PLACE).read("raw/x.parquet")


def test_nobody_at_the_address_says_what_to_do(backend: str, s3_settings: S3Server, use: Callable[[str], None]) -> None:
    use("http://127.0.0.1:9")
    with pytest.raises(StoreError, match="See that AWS_ENDPOINT_URL is right and reachable"):
        StoredFiles("s3://any/lake", PLACE).write("raw/x.parquet", b"x")


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    """Return a catalogue of two titles; its raw answers lie in a folder."""
    answers = ListSource([[listing("1"), listing("2")]])
    refreshing(database, tmp_path / "lake", HandClock()).ingestion.run(answers, WINDOW)
    return database


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what lets AWS's usual setting name another address from now on."""
    import s3fs

    def use_address(url: str) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        s3fs.S3FileSystem.clear_instance_cache()

    yield use_address
    s3fs.S3FileSystem.clear_instance_cache()


def snapshotting(database: Database, bucket: str, folder: Path) -> Snapshotting:
    """Build what freezes a catalogue whose raw answers lie in a folder; snapshots go to a bucket."""
    parts, shelf = snapshotting_in(database, folder, HandClock()), SnapshotShelf(f"s3://{bucket}/snapshots")
    return replace(parts, shelf=shelf, checking=replace(parts.checking, shelf=shelf))
