"""The raw lake: answers as received, append-only, as Parquet by source and day in any folder that fsspec can write."""

import hashlib
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from trending_now.domain.policy import Policy
from trending_now.domain.run import RawRecord
from trending_now.errors import StoreError
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow
from trending_now.store.policies import save_policy
from trending_now.store.upsert import insert_new

PARTIAL = ".partial"
LONGEST_WRITE = timedelta(days=1)
PLAIN_FOLDER = re.compile(r"[^~:]+")
NOT_IN_A_PATH = re.compile(r"[^\w-]+")

FASTEST_LEVEL = 1  # a tenth larger than the default, in half the time

IndexRow = dict[str, Any]


class RawLake:
    """Keeps raw records; the index of what lies where is a table of the database.

    A file is complete before its records enter the index, so that a record in the index can always be read. The name
    of a file is the digest of its records: writing a batch again after a crash gives the same file.
    """

    def __init__(self, url: str, database: Database) -> None:
        self._url = url.rstrip("/")
        self._database = database

    def keep(self, records: Sequence[RawRecord], policy: Policy) -> int:
        """Store the records that are not there yet, each with its policy and expiry; returns how many were new.

        Raises:
            StoreError: the lake cannot be written.
        """
        return self.enter(self.write(records, policy), policy)

    def write(self, records: Sequence[RawRecord], policy: Policy) -> list[IndexRow]:
        """Write the files of the records that are not there yet; returns what is to `enter` the index.

        Raises:
            StoreError: the lake cannot be written.
        """
        fresh = self._fresh(records)
        rows = []
        for (source, day), group in _by_source_and_day(fresh).items():
            path = f"raw/source={source}/day={day.isoformat()}/{_group_digest(group)}.parquet"
            self._write(path, _parquet(group, policy))
            rows += [_index_row(record, policy, path) for record in group]
        return rows

    def enter(self, rows: Sequence[IndexRow], policy: Policy) -> int:
        """Note in the index what lies in written files; returns how many records that are."""
        if rows:
            with self._database.write() as connection:
                save_policy(connection, policy)
                insert_new(connection, RawRecordRow, rows)
        return len(rows)

    def read(self, source: str) -> Iterable[RawRecord]:
        """Yield a source's records as received, the oldest first.

        Raises:
            StoreError: a file of the lake cannot be read.
        """
        query = (
            select(RawRecordRow.lake_file)
            .where(RawRecordRow.source == source)
            .group_by(RawRecordRow.lake_file)
            .order_by(RawRecordRow.lake_file)
        )
        with self._database.read() as connection:
            files = list(connection.scalars(query))
        for path in files:
            yield from self._records(path)

    def expire(self, now: datetime) -> int:
        """Delete the files with a record whose policy's time is over; returns how many went.

        A file goes whole, with the first of its records that is due: they came together. What a killed run left, a
        file that no index names or half of one, goes too when its time is over.

        Raises:
            StoreError: a file of the lake cannot be deleted.
        """
        with self._database.read() as connection:
            indexed = set(connection.scalars(select(RawRecordRow.lake_file).distinct()))
            due = set(connection.scalars(select(RawRecordRow.lake_file).where(RawRecordRow.expires_at <= now)))
        with self._filesystem() as (filesystem, root):
            left = [path for path in _files(filesystem, root) if path not in indexed]
            gone = due | {path for path in left if _is_over(filesystem, f"{root}/{path}", now)}
            for path in gone:
                if filesystem.exists(f"{root}/{path}"):
                    filesystem.rm_file(f"{root}/{path}")
        with self._database.write() as connection:
            for path in due:
                connection.execute(delete(RawRecordRow).where(RawRecordRow.lake_file == path))
        return len(gone)

    def _fresh(self, records: Sequence[RawRecord]) -> list[RawRecord]:
        by_key = {(record.source, record.url, record.sha256): record for record in records}
        columns = (RawRecordRow.source, RawRecordRow.url, RawRecordRow.sha256)
        digests = {digest for _, _, digest in by_key}
        with self._database.read() as connection:
            known = set(map(tuple, connection.execute(select(*columns).where(RawRecordRow.sha256.in_(digests)))))
        return [record for key, record in by_key.items() if key not in known]

    def _write(self, path: str, content: bytes) -> None:
        if PLAIN_FOLDER.fullmatch(self._url):  # nothing that fsspec would be needed for, and it is long in loading
            with self._sentences():
                _write_whole(Path(self._url) / path, content)
            return
        with self._filesystem() as (filesystem, root):
            target = f"{root}/{path}"
            if "file" in filesystem.protocol:
                _write_whole(Path(target), content)
            else:
                filesystem.pipe_file(target, content)

    @contextmanager
    def _filesystem(self) -> Iterator[tuple[Any, str]]:
        """Open the lake's file system, and name the folder in it; what it raises becomes a sentence."""
        with self._sentences():
            import fsspec

            yield fsspec.url_to_fs(self._url)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn what a file system raises into one sentence that says what to do."""
        try:
            yield
        except (OSError, ValueError, ImportError) as error:
            raise StoreError(_sentence(self._url, error)) from error

    def _records(self, path: str) -> Iterable[RawRecord]:
        import polars as pl

        with self._filesystem() as (filesystem, root):
            try:
                frame = pl.read_parquet(io.BytesIO(filesystem.cat_file(f"{root}/{path}")))
            except pl.exceptions.PolarsError as error:
                raise ValueError(f"{path} is broken") from error
        for row in frame.iter_rows(named=True):
            yield RawRecord(row["source"], row["url"], row["content"], row["fetched_at"], row["media_type"])


def _write_whole(target: Path, content: bytes) -> None:
    """Write a local file so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}{PARTIAL}")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _files(filesystem: Any, root: str) -> list[str]:
    """Return the paths of all files of raw records, the lake's folder left out."""
    found = filesystem.find(f"{root}/raw") if filesystem.exists(f"{root}/raw") else []
    return [str(path).removeprefix(f"{root}/") for path in found]


def _is_over(filesystem: Any, path: str, now: datetime) -> bool:
    """Tell whether the time of a file that no index names is over: by its records, or for half a file by its age."""
    import polars as pl

    if path.endswith(PARTIAL):
        return bool(now - filesystem.modified(path) > LONGEST_WRITE)
    try:
        expiry = pl.read_parquet(io.BytesIO(filesystem.cat_file(path)), columns=["expires_at"])["expires_at"].min()
    except pl.exceptions.PolarsError:
        return False
    return isinstance(expiry, datetime) and expiry <= now


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


def _sentence(url: str, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"The lake {url} cannot be used: {reason}. Free some space, make it writable or set TRENDING_NOW_LAKE_URL."
