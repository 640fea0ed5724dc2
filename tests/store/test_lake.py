"""The raw lake: answers as received, kept once, for as long as their policy says."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import fsspec
import polars as pl
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from sqlalchemy import select

from tests.invented import NOW, policy
from trending_now.domain.run import RawRecord
from trending_now.errors import StoreError
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow
from trending_now.store.lake import RawLake

SHORT = policy(retention=timedelta(days=30))


def test_answers_come_back_as_they_were_received(lake: RawLake) -> None:
    records = [record(1, content=b"\x00\xff{}"), record(2, media_type="text/csv")]
    assert lake.keep(records, policy()) == 2
    assert sorted(lake.read("first"), key=lambda kept: kept.url) == records
    assert list(lake.read("second")) == []


def test_what_came_first_is_read_first_whatever_its_file_is_called(lake: RawLake) -> None:
    moments = [NOW + timedelta(minutes=minute) for minute in range(8)]
    for number, moment in enumerate(moments):
        lake.keep([record(number, fetched_at=moment)], policy())
    assert [kept.fetched_at for kept in lake.read("first")] == moments


def test_what_came_again_is_read_where_it_came_last(lake: RawLake) -> None:
    days = [NOW + timedelta(days=day) for day in range(3)]
    lake.keep([record(1, content=b"as it was"), record(2)], policy())
    lake.keep([record(1, content=b"changed", fetched_at=days[1])], policy())
    lake.keep([record(1, content=b"as it was", fetched_at=days[2])], policy())

    read = [kept for kept in lake.read("first") if kept.url == record(1).url]

    assert [(kept.content, kept.fetched_at) for kept in read] == [(b"changed", days[1]), (b"as it was", days[2])]


def test_files_lie_by_source_and_day(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1), record(2), record(3, fetched_at=NOW + timedelta(days=1))], policy())
    lake.keep([record(1, source="import:../a b")], policy())
    assert sorted(str(file.parent.relative_to(tmp_path / "lake")) for file in files(tmp_path)) == [
        "raw/source=first/day=2031-05-20",
        "raw/source=first/day=2031-05-21",
        "raw/source=import-a-b/day=2031-05-20",
    ]


def test_the_same_bytes_of_the_same_address_are_kept_once(lake: RawLake, tmp_path: Path) -> None:
    assert [lake.keep([record(1), record(1)], policy()) for _ in range(2)] == [1, 0]
    assert lake.keep([record(1, fetched_at=NOW + timedelta(days=1))], policy()) == 0
    assert len(files(tmp_path)) == 1


def test_other_bytes_of_the_same_address_are_added(lake: RawLake) -> None:
    lake.keep([record(1, content=b"old")], policy())
    lake.keep([record(1, content=b"new")], policy())
    assert {kept.content for kept in lake.read("first")} == {b"old", b"new"}


def test_each_record_carries_its_policy_its_hash_and_its_expiry(
    lake: RawLake, database: Database, tmp_path: Path
) -> None:
    lake.keep([record(1)], SHORT)
    (row,) = pl.read_parquet(files(tmp_path)[0]).rows(named=True)
    with database.read() as connection:
        indexed = connection.execute(select(RawRecordRow.__table__)).one()
    assert (row["policy"], row["sha256"], row["expires_at"]) == ("first", record(1).sha256, NOW + timedelta(days=30))
    assert (indexed.policy, indexed.sha256, indexed.expires_at) == (row["policy"], row["sha256"], row["expires_at"])


def test_a_file_that_a_killed_run_wrote_is_written_again_under_its_name(
    lake: RawLake, database: Database, tmp_path: Path
) -> None:
    lake.keep([record(1), record(2)], policy())
    before = files(tmp_path)
    with database.write() as connection:
        connection.execute(RawRecordRow.__table__.delete())  # type: ignore[attr-defined]
    assert lake.keep([record(2), record(1)], policy()) == 2
    assert files(tmp_path) == before


def test_what_is_past_its_date_is_deleted_files_and_index(lake: RawLake, database: Database, tmp_path: Path) -> None:
    lake.keep([record(1)], SHORT)
    lake.keep([record(2, fetched_at=NOW + timedelta(days=1))], SHORT)
    lake.keep([record(1, source="lasting")], policy("lasting"))
    assert lake.expire(NOW + timedelta(days=29)) == 0
    assert lake.expire(NOW + timedelta(days=30)) == 1
    assert [kept.url for kept in lake.read("first")] == ["invented:2"]
    assert len(files(tmp_path)) == 2
    assert lake.expire(NOW + timedelta(days=31)) == 1
    assert [kept.source for kept in lake.read("lasting")] == ["lasting"]


def test_a_file_that_no_index_names_goes_when_its_time_is_over(
    lake: RawLake, database: Database, tmp_path: Path
) -> None:
    lake.keep([record(1)], SHORT)
    lake.keep([record(2)], policy("lasting"))
    with database.write() as connection:
        connection.execute(RawRecordRow.__table__.delete())  # type: ignore[attr-defined]
    assert lake.expire(NOW + timedelta(days=29)) == 0
    assert lake.expire(NOW + timedelta(days=30)) == 1
    assert len(files(tmp_path)) == 1


def test_half_a_file_of_a_killed_run_goes_after_a_day(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1)], policy())
    half = files(tmp_path)[0].with_suffix(".77.partial")
    half.write_bytes(b"PAR1")
    os.utime(half, (NOW.timestamp(), NOW.timestamp()))
    assert lake.expire(NOW + timedelta(hours=23)) == 0
    assert lake.expire(NOW + timedelta(hours=25)) == 1
    assert not half.exists()


def test_a_file_that_is_gone_already_does_not_stop_the_expiry(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1)], SHORT)
    files(tmp_path)[0].unlink()
    assert [lake.expire(NOW + timedelta(days=40)) for _ in range(2)] == [1, 0]


def test_a_source_that_goes_leaves_the_files_of_one_whose_folder_is_called_the_same(
    lake: RawLake, tmp_path: Path
) -> None:
    ours, theirs = record(1, source="import:my films"), record(2, source="import:my-films")
    lake.keep([ours], policy())
    lake.keep([theirs], policy())
    lake.write([record(3, source="import:my films")], policy())
    lake.write([record(4, source="import:my-films")], policy())

    assert lake.drop_source("import:my films") == 2
    assert list(lake.read("import:my films")) == []
    assert list(lake.read("import:my-films")) == [theirs]
    assert len(files(tmp_path)) == 2


def test_what_expires_before_it_comes_again_into_the_index_is_not_there(lake: RawLake) -> None:
    lake.keep([record(1)], SHORT)
    again = lake.write([record(1, fetched_at=NOW + timedelta(days=30))], SHORT)
    lake.expire(NOW + timedelta(days=30))
    lake.enter(again, SHORT)
    assert list(lake.read("first")) == []


def test_what_is_forgotten_before_it_enters_the_index_is_not_there(lake: RawLake) -> None:
    fresh = lake.write([record(1)], policy())
    lake.drop_source("first")
    lake.enter(fresh, policy())
    assert list(lake.lasting(["first"])) == []


def test_what_is_forgotten_while_a_source_is_read_is_passed_over(lake: RawLake) -> None:
    for number in range(3):
        lake.keep([record(number, fetched_at=NOW + timedelta(minutes=number))], policy())
    reading = iter(lake.read("first"))
    assert next(reading) == record(0)
    lake.drop_source("first")
    assert list(reading) == []


def test_what_expires_while_a_source_is_read_is_passed_over(lake: RawLake) -> None:
    for number, terms in enumerate((SHORT, SHORT, policy())):
        lake.keep([record(number, fetched_at=NOW + timedelta(minutes=number))], terms)
    reading = iter(lake.read("first"))
    assert next(reading) == record(0)
    lake.expire(NOW + timedelta(days=40))
    assert [kept.url for kept in reading] == ["invented:2"]


def test_a_file_that_is_lost_is_no_expired_one(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1)], SHORT)
    files(tmp_path)[0].unlink()
    with pytest.raises(StoreError, match=r"is not in the lake .* put a copy of it there"):
        list(lake.read("first"))


def test_a_file_that_is_lost_is_written_anew_when_its_records_come_again(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1), record(2)], policy())
    files(tmp_path)[0].unlink()
    assert [file.content for file in lake.lasting(["first"])] == [None]

    assert lake.keep([record(2)], policy()) == 1
    assert lake.keep([record(1)], policy()) == 1

    assert sorted(kept.url for kept in lake.read("first")) == ["invented:1", "invented:2"]
    assert None not in [file.content for file in lake.lasting(["first"])]


def test_an_empty_lake_has_nothing_to_expire(lake: RawLake) -> None:
    assert lake.expire(NOW) == 0
    assert lake.keep([], policy()) == 0


def test_a_lake_that_cannot_be_written_says_what_to_do(database: Database, tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"lake .* cannot be used: .*set TRENDING_NOW_LAKE_URL"):
        RawLake(str(tmp_path / "lake"), database).keep([record(1)], policy())
    with pytest.raises(StoreError, match="cannot be used"):
        RawLake("nothing://there", database).keep([record(1)], policy())


def test_a_broken_file_says_which_lake(lake: RawLake, tmp_path: Path) -> None:
    lake.keep([record(1)], policy())
    files(tmp_path)[0].write_bytes(b"no parquet")
    with pytest.raises(StoreError, match="is broken"):
        list(lake.read("first"))


def test_any_folder_that_fsspec_writes_will_do(database: Database) -> None:
    lake = RawLake(f"memory://{database.dialect}-lake", database)
    lake.keep([record(1)], SHORT)
    assert [kept.url for kept in lake.read("first")] == ["invented:1"]
    assert lake.expire(NOW + timedelta(days=30)) == 1


def test_half_a_file_that_gets_its_name_during_an_expiry_does_not_end_it(database: Database) -> None:
    fsspec.register_implementation("fleeting", FleetingFiles, clobber=True)
    lake = RawLake(f"fleeting://{database.dialect}-lake", database)
    lake.keep([record(1)], SHORT)
    FleetingFiles().pipe_file(f"{database.dialect}-lake/raw/source=first/half.77.partial", b"PAR1")
    assert lake.expire(NOW + timedelta(days=30)) == 1


def test_a_file_that_another_expiry_deletes_first_does_not_end_this_one(database: Database) -> None:
    fsspec.register_implementation("rival", RivalFiles, clobber=True)
    lake = RawLake(f"rival://{database.dialect}-rival", database)
    lake.write([record(1)], SHORT)
    assert lake.expire(NOW + timedelta(days=30)) == 0


class FleetingFiles(MemoryFileSystem):  # type: ignore[misc]
    """Files in memory, of which a half-written one is gone as soon as it was listed: its writer has renamed it."""

    protocol = "fleeting"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("fleeting://", "memory://")))

    def find(self, path: str, **how: Any) -> Any:
        found = super().find(path, **how)
        self.rm([half for half in found if half.endswith(".partial")])
        return found


class RivalFiles(MemoryFileSystem):  # type: ignore[misc]
    """Files in memory that another process deletes as soon as they were listed."""

    protocol = "rival"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("rival://", "memory://")))

    def find(self, path: str, **how: Any) -> Any:
        found = super().find(path, **how)
        self.rm(list(found))
        return found


def record(number: int, **said: object) -> RawRecord:
    given = RawRecord("first", f"invented:{number}", f'{{"number": {number}}}'.encode(), NOW)
    return replace(given, **said)  # type: ignore[arg-type]


def files(folder: Path) -> list[Path]:
    return sorted((folder / "lake").rglob("*.parquet"))
