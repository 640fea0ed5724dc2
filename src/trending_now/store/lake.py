"""The raw lake: answers as received, append-only, as Parquet by source and day in any folder that fsspec can write."""

import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from trending_now.domain.policy import Policy
from trending_now.domain.run import RawRecord
from trending_now.errors import CalledOff, StoreError
from trending_now.store.database import Database
from trending_now.store.lake_index import Indexed, LakeIndex, Written, index_row
from trending_now.store.stored_files import PARTIAL, Purpose, StoredFiles

LAKE = Purpose("lake", "TRENDING_NOW_LAKE_URL")
FOLDER = "raw"
LONGEST_WRITE = timedelta(days=1)
NOT_IN_A_PATH = re.compile(r"[^\w-]+")

FASTEST_LEVEL = 1  # a tenth larger than the default, in half the time


class LakeFile(NamedTuple):
    """A file of the lake: its path, its bytes (None if the file is lost), and the number of records in it."""

    path: str
    content: bytes | None
    records: int


class RawLake:
    """Keeps raw records; the index of what lies where is a table of the database.

    A file is complete before its records enter the index, so every record in the index can be read. A file is named by
    the digest of its records, so writing a batch again after a crash gives the same file.
    """

    def __init__(self, url: str, database: Database) -> None:
        self._files = StoredFiles(url, LAKE)
        self._index = LakeIndex(database)

    def keep(self, records: Sequence[RawRecord], policy: Policy) -> int:
        """Store the records that are not there yet, each with its policy and expiry; returns how many were new.

        Raises:
            StoreError: the lake cannot be written.
            CalledOff: the run that found them was called off; its files are deleted.
        """
        written = self.write(records, policy)
        try:
            self.enter(written, policy)
        except CalledOff:
            self.discard(written)
            raise
        return len(written.new)

    def write(self, records: Sequence[RawRecord], policy: Policy) -> Written:
        """Write the files of the records that are not there yet; returns the rows to `enter` into the index.

        A record whose file was lost is written again.

        Raises:
            StoreError: the lake cannot be written.
        """
        by_key = {(record.source, record.url, record.sha256): record for record in records}
        known = self._index.known(record.sha256 for record in by_key.values())
        lost = {path for path in set(known.values()) if not self._files.exists(path)}
        known = {key: path for key, path in known.items() if path not in lost}
        again = [index_row(record, policy, known[key]) for key, record in by_key.items() if key in known]
        fresh = [record for key, record in by_key.items() if key not in known]
        new = []
        for (source, day), group in _by_source_and_day(fresh).items():
            path = f"{FOLDER}/source={source}/day={day.isoformat()}/{_group_digest(group)}.parquet"
            self._files.write(path, _parquet(group, policy))
            new += [index_row(record, policy, path) for record in group]
        return Written(new, again)

    def enter(self, written: Written, policy: Policy) -> None:
        """Enter new records into the index, and the time at which known ones came again.

        Records whose file another process has deleted meanwhile are skipped: the index names no missing file.
        """
        if not written.new and not written.again:
            return
        self._index.enter(written, policy, self._files.exists)

    def discard(self, written: Written) -> None:
        """Delete written files that shall not enter the index after all.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        for path in {row["lake_file"] for row in written.new}:
            self._index.drop(path, self._files.delete)

    def read(self, source: str) -> Iterable[RawRecord]:
        """Yield a source's records as received, in the order in which they came last, each with that time.

        Records that are deleted meanwhile, by an expiry or by `policy forget`, are skipped.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        yield from self._read(self._index.records(source))

    def newest(self, source: str, since: datetime | None) -> Iterable[RawRecord]:
        """Yield the newest record of each of a source's addresses, if it came at `since` or later; the oldest first.

        Records that are deleted meanwhile are skipped.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        yield from self._read(self._index.newest(source, since))

    def lasting(self, sources: Collection[str]) -> Iterator[LakeFile]:
        """Yield the files of these sources' records that never expire, by path, as they lie in the lake.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        for path, records in self._index.lasting(sources):
            yield LakeFile(path, self._files.read_if_there(path), records)

    def lost(self) -> list[str]:
        """Return the paths of the files that the index names and the lake does not hold.

        Raises:
            StoreError: the lake cannot be read.
        """
        return sorted(self._index.owners().keys() - set(self._files.paths(FOLDER)))

    def expire(self, now: datetime) -> int:
        """Delete the files with a record whose policy's time is over; returns how many went.

        The records of a file came together, so it goes as a whole with the first that is due. Files that a killed run
        left, complete but not in the index or half-written, go too when their time is over.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        indexed = self._index.owners()
        left = [path for path in self._files.paths(FOLDER) if path not in indexed]
        gone = self._index.due(now) | {path for path in left if self._is_over(path, now)}
        for path in gone:
            self._index.drop(path, self._files.delete)
        return len(gone)

    def drop_source(self, source: str) -> int:
        """Delete all files of a source, including those that the index does not name; returns how many went.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        folder = f"{FOLDER}/source={NOT_IN_A_PATH.sub('-', source)}/"
        owners = self._index.owners()
        there = [path for path in self._files.paths(FOLDER) if path.startswith(folder)]
        gone = [path for path in there if (owners.get(path) or self._source_in(path) or source) == source]
        for path in gone:
            self._index.drop(path, self._files.delete)
        self._index.forget(source)
        return len(gone)

    def _read(self, indexed: Iterable[Indexed]) -> Iterable[RawRecord]:
        for path, some in groupby(indexed, key=attrgetter("lake_file")):
            came = {(row.url, row.sha256): row.fetched_at for row in some}
            found = (record for record in self._records(path) if (record.url, record.sha256) in came)
            again = [replace(record, fetched_at=came[record.url, record.sha256]) for record in found]
            yield from sorted(again, key=attrgetter("fetched_at"))

    def _records(self, path: str) -> Iterable[RawRecord]:
        import polars as pl

        try:
            content = self._files.read_if_there(path)
            frame = None if content is None else pl.read_parquet(io.BytesIO(content))
        except pl.exceptions.PolarsError as error:
            raise StoreError(
                f"{path} of the lake {self._files.url} is broken; put a copy of it in its place."
            ) from error
        if frame is None:
            if self._index.names(path):
                raise StoreError(
                    f"{path} is not in the lake {self._files.url}; put a copy of it there, or read its source again."
                )
            return
        for row in frame.sort("fetched_at", maintain_order=True).iter_rows(named=True):
            yield RawRecord(row["source"], row["url"], row["content"], row["fetched_at"], row["media_type"])

    def _source_in(self, path: str) -> str | None:
        """Return the source of a file that the index does not name; None if it is half-written.

        The folder does not tell: the sources "a b" and "a-b" share one.
        """
        source = None if path.endswith(PARTIAL) else self._least(path, "source")
        return None if source is None else str(source)

    def _is_over(self, path: str, now: datetime) -> bool:
        """Tell whether a file that the index does not name has expired; a half-written one does so by its age."""
        if path.endswith(PARTIAL):
            return self._files.is_older(path, now - LONGEST_WRITE)
        expiry = self._least(path, "expires_at")
        return isinstance(expiry, datetime) and expiry <= now

    def _least(self, path: str, column: str) -> object:
        """Return the least value of a column of a file; None if the file is broken, or was deleted meanwhile."""
        import polars as pl

        try:
            return pl.read_parquet(io.BytesIO(self._files.read(path)), columns=[column])[column].min()
        except pl.exceptions.PolarsError:
            return None
        except StoreError:
            if self._files.exists(path):
                raise
            return None


def _by_source_and_day(records: Iterable[RawRecord]) -> dict[tuple[str, date], list[RawRecord]]:
    groups: defaultdict[tuple[str, date], list[RawRecord]] = defaultdict(list)
    for record in records:
        groups[NOT_IN_A_PATH.sub("-", record.source), record.fetched_at.date()].append(record)
    return groups


def _group_digest(records: Iterable[RawRecord]) -> str:
    digest = hashlib.sha256()
    for source, url, sha256 in sorted((record.source, record.url, record.sha256) for record in records):
        digest.update(f"{source}\0{url}\0{sha256}\0".encode())
    return digest.hexdigest()[:32]


def _parquet(records: Sequence[RawRecord], policy: Policy) -> bytes:
    import polars as pl

    frame = pl.DataFrame({
        "source": [record.source for record in records],
        "url": [record.url for record in records],
        "content": [record.content for record in records],
        "sha256": [record.sha256 for record in records],
        "media_type": [record.media_type for record in records],
        "fetched_at": [record.fetched_at for record in records],
        "expires_at": [policy.expires_at(record.fetched_at) for record in records],
        "policy": [policy.name for _ in records],
    }, schema_overrides={"expires_at": pl.Datetime("us", "UTC")})  # fmt: skip
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=FASTEST_LEVEL, statistics=False)
    return buffer.getvalue()
