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
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, case, delete, exists, func, select, update

from trending_now.domain.policy import Policy
from trending_now.domain.run import RawRecord
from trending_now.errors import CalledOff, StoreError
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow
from trending_now.store.policies import save_policy
from trending_now.store.sql.upsert import insert_or_update
from trending_now.store.stored_files import PARTIAL, Purpose, StoredFiles

LAKE = Purpose("lake", "TRENDING_NOW_LAKE_URL")
FOLDER = "raw"
LONGEST_WRITE = timedelta(days=1)
NOT_IN_A_PATH = re.compile(r"[^\w-]+")

KEY = ("source", "url", "sha256")
INDEXED = (RawRecordRow.lake_file, RawRecordRow.url, RawRecordRow.sha256, RawRecordRow.fetched_at)

FASTEST_LEVEL = 1  # a tenth larger than the default, in half the time

IndexRow = dict[str, Any]


class LakeFile(NamedTuple):
    """A file of the lake: its path, its bytes (None if the file is lost), and the number of records in it."""

    path: str
    content: bytes | None
    records: int


class Written(NamedTuple):
    """Rows for the index: of records whose files were written just now, and of those that were there already."""

    new: list[IndexRow]
    again: list[IndexRow]


class RawLake:
    """Keeps raw records; the index of what lies where is a table of the database.

    A file is complete before its records enter the index, so every record in the index can be read. A file is named by
    the digest of its records, so writing a batch again after a crash gives the same file.
    """

    def __init__(self, url: str, database: Database) -> None:
        self._files = StoredFiles(url, LAKE)
        self._database = database

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
        known = self._known(record.sha256 for record in by_key.values())
        lost = {path for path in set(known.values()) if not self._files.exists(path)}
        known = {key: path for key, path in known.items() if path not in lost}
        again = [_index_row(record, policy, known[key]) for key, record in by_key.items() if key in known]
        fresh = [record for key, record in by_key.items() if key not in known]
        new = []
        for (source, day), group in _by_source_and_day(fresh).items():
            path = f"{FOLDER}/source={source}/day={day.isoformat()}/{_group_digest(group)}.parquet"
            self._files.write(path, _parquet(group, policy))
            new += [_index_row(record, policy, path) for record in group]
        return Written(new, again)

    def enter(self, written: Written, policy: Policy) -> None:
        """Enter new records into the index, and the time at which known ones came again.

        Records whose file another process has deleted meanwhile are skipped: the index names no missing file.
        """
        if not written.new and not written.again:
            return
        with self._database.write() as connection:
            save_policy(connection, policy)
            there = {path for path in {row["lake_file"] for row in written.new} if self._files.exists(path)}
            new = [row for row in written.new if row["lake_file"] in there]
            insert_or_update(connection, RawRecordRow, new, KEY, ("fetched_at", "lake_file"))
            _note_again(connection, written.again)

    def discard(self, written: Written) -> None:
        """Delete written files that shall not enter the index after all.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        for path in {row["lake_file"] for row in written.new}:
            self._drop(path)

    def read(self, source: str) -> Iterable[RawRecord]:
        """Yield a source's records as received, in the order in which they came last, each with that time.

        Records that are deleted meanwhile, by an expiry or by `policy forget`, are skipped.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        yield from self._read(select(*INDEXED).where(RawRecordRow.source == source))

    def standing(self, source: str, since: datetime | None) -> Iterable[RawRecord]:
        """Yield the newest record of each of a source's addresses, if it came at `since` or later; the oldest first.

        Records that are deleted meanwhile are skipped.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        last = select(RawRecordRow.url, func.max(RawRecordRow.fetched_at).label("at"))
        newest = last.where(RawRecordRow.source == source).group_by(RawRecordRow.url).subquery()
        is_newest = and_(newest.c.url == RawRecordRow.url, newest.c.at == RawRecordRow.fetched_at)
        query = select(*INDEXED).join(newest, is_newest).where(RawRecordRow.source == source)
        yield from self._read(query if since is None else query.where(RawRecordRow.fetched_at >= since))

    def _read(self, query: Select[str, str, str, datetime]) -> Iterable[RawRecord]:
        with self._database.read() as connection:
            indexed = connection.execute(query.order_by(RawRecordRow.fetched_at, RawRecordRow.lake_file)).all()
        for path, some in groupby(indexed, key=attrgetter("lake_file")):
            came = {(row.url, row.sha256): row.fetched_at for row in some}
            found = (record for record in self._records(path) if (record.url, record.sha256) in came)
            again = [replace(record, fetched_at=came[record.url, record.sha256]) for record in found]
            yield from sorted(again, key=attrgetter("fetched_at"))

    def lasting(self, sources: Collection[str]) -> Iterator[LakeFile]:
        """Yield the files of these sources' records that never expire, by path, as they lie in the lake.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        ends = func.max(case((RawRecordRow.expires_at.is_not(None), 1), else_=0))
        query = select(RawRecordRow.lake_file, func.count()).where(RawRecordRow.source.in_(sources))
        query = query.group_by(RawRecordRow.lake_file).having(ends == 0).order_by(RawRecordRow.lake_file)
        with self._database.read() as connection:
            files = list(connection.execute(query))
        for path, records in files:
            yield LakeFile(path, self._files.read_if_there(path), records)

    def lost(self) -> list[str]:
        """Return the paths of the files that the index names and the lake does not hold.

        Raises:
            StoreError: the lake cannot be read.
        """
        with self._database.read() as connection:
            named = set(connection.scalars(select(RawRecordRow.lake_file).distinct()))
        return sorted(named.difference(self._files.paths(FOLDER)))

    def expire(self, now: datetime) -> int:
        """Delete the files with a record whose policy's time is over; returns how many went.

        The records of a file came together, so it goes as a whole with the first that is due. Files that a killed run
        left, complete but not in the index or half-written, go too when their time is over.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        with self._database.read() as connection:
            indexed = set(connection.scalars(select(RawRecordRow.lake_file).distinct()))
            due = set(connection.scalars(select(RawRecordRow.lake_file).where(RawRecordRow.expires_at <= now)))
        left = [path for path in self._files.paths(FOLDER) if path not in indexed]
        gone = due | {path for path in left if self._is_over(path, now)}
        for path in gone:
            self._drop(path)
        return len(gone)

    def drop_source(self, source: str) -> int:
        """Delete all files of a source, including those that the index does not name; returns how many went.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        folder = f"{FOLDER}/source={NOT_IN_A_PATH.sub('-', source)}/"
        with self._database.read() as connection:
            named = select(RawRecordRow.lake_file, RawRecordRow.source).distinct()
            owners = {path: owner for path, owner in connection.execute(named)}  # noqa: C416 (rows are no pairs to mypy)
        there = [path for path in self._files.paths(FOLDER) if path.startswith(folder)]
        gone = [path for path in there if (owners.get(path) or self._source_in(path) or source) == source]
        for path in gone:
            self._drop(path)
        with self._database.write() as connection:
            connection.execute(delete(RawRecordRow).where(RawRecordRow.source == source))
        return len(gone)

    def _drop(self, path: str) -> None:
        """Delete a file and its rows of the index in one transaction, so that whoever waits for it sees neither."""
        with self._database.write(anyhow=True) as connection:
            connection.execute(delete(RawRecordRow).where(RawRecordRow.lake_file == path))
            self._files.delete(path)

    def _is_indexed(self, path: str) -> bool:
        """Tell whether the index names a file; waits for a process that is just deleting it."""
        with self._database.write() as connection:
            return bool(connection.scalar(select(exists().where(RawRecordRow.lake_file == path))))

    def _known(self, digests: Iterable[str]) -> dict[tuple[str, str, str], str]:
        """Return the files of the records with these digests, by their keys in the index."""
        columns = (RawRecordRow.source, RawRecordRow.url, RawRecordRow.sha256, RawRecordRow.lake_file)
        query = select(*columns).where(RawRecordRow.sha256.in_(set(digests)))
        with self._database.read() as connection:
            return {(source, url, sha256): path for source, url, sha256, path in connection.execute(query)}

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
            if self._is_indexed(path):
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


def _note_again(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Note when records came again, if the index still has them."""
    if rows:
        is_it = [getattr(RawRecordRow, name) == bindparam(f"its_{name}") for name in KEY]
        came = update(RawRecordRow).where(*is_it).values(fetched_at=bindparam("came"))
        told = [{f"its_{name}": row[name] for name in KEY} | {"came": row["fetched_at"]} for row in rows]
        connection.execute(came, told)


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


def _index_row(record: RawRecord, policy: Policy, path: str) -> IndexRow:
    return {
        "source": record.source,
        "url": record.url,
        "sha256": record.sha256,
        "media_type": record.media_type,
        "size_bytes": len(record.content),
        "fetched_at": record.fetched_at,
        "policy": policy.name,
        "expires_at": policy.expires_at(record.fetched_at),
        "lake_file": path,
    }
