"""The index of the raw lake: a table of the database that says which record lies in which file, and until when."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, case, delete, exists, func, select, update

from trending_now.domain.policy import Policy
from trending_now.domain.run import RawRecord
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow
from trending_now.store.policies import save_policy
from trending_now.store.sql.upsert import insert_or_update

KEY = ("source", "url", "sha256")

IndexRow = dict[str, Any]


class Indexed(NamedTuple):
    """Where a record lies, what tells it from the others there, and when it came last."""

    lake_file: str
    url: str
    sha256: str
    fetched_at: datetime


class Written(NamedTuple):
    """Rows for the index: of records whose files were written just now, and of those that were there already."""

    new: list[IndexRow]
    again: list[IndexRow]


class LakeIndex:
    """Says what lies where in the lake; files are named by their paths in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, digests: Iterable[str]) -> dict[tuple[str, str, str], str]:
        """Return the files of the records with these SHA-256 digests, by source, URL and digest."""
        columns = (RawRecordRow.source, RawRecordRow.url, RawRecordRow.sha256, RawRecordRow.lake_file)
        query = select(*columns).where(RawRecordRow.sha256.in_(set(digests)))
        with self._database.read() as connection:
            return {(source, url, sha256): path for source, url, sha256, path in connection.execute(query)}

    def enter(self, written: Written, policy: Policy, is_there: Callable[[str], bool]) -> None:
        """Enter new records whose file `is_there`, and the time at which known ones came again.

        Nobody can delete a file between the question and the entry.
        """
        with self._database.write() as connection:
            save_policy(connection, policy)
            there = {path for path in {row["lake_file"] for row in written.new} if is_there(path)}
            new = [row for row in written.new if row["lake_file"] in there]
            insert_or_update(connection, RawRecordRow, new, KEY, ("fetched_at", "lake_file"))
            _note_again(connection, written.again)

    def records(self, source: str) -> list[Indexed]:
        """Return all records of a source, in the order in which they came last."""
        return self._indexed(_of(source))

    def newest(self, source: str, since: datetime | None) -> list[Indexed]:
        """Return the newest record of each of a source's addresses, the oldest first; from a moment on, if given."""
        last = select(RawRecordRow.url, func.max(RawRecordRow.fetched_at).label("at"))
        newest = last.where(RawRecordRow.source == source).group_by(RawRecordRow.url).subquery()
        is_newest = and_(newest.c.url == RawRecordRow.url, newest.c.at == RawRecordRow.fetched_at)
        query = _of(source).join(newest, is_newest)
        return self._indexed(query if since is None else query.where(RawRecordRow.fetched_at >= since))

    def lasting(self, sources: Collection[str]) -> list[tuple[str, int]]:
        """Return the files of these sources in which nothing expires, by path, each with its number of records."""
        ends = func.max(case((RawRecordRow.expires_at.is_not(None), 1), else_=0))
        query = select(RawRecordRow.lake_file, func.count()).where(RawRecordRow.source.in_(sources))
        query = query.group_by(RawRecordRow.lake_file).having(ends == 0).order_by(RawRecordRow.lake_file)
        with self._database.read() as connection:
            return [(path, records) for path, records in connection.execute(query)]

    def owners(self) -> dict[str, str]:
        """Return the source of every file."""
        with self._database.read() as connection:
            named = connection.execute(select(RawRecordRow.lake_file, RawRecordRow.source).distinct())
            return {path: owner for path, owner in named}  # noqa: C416 (rows are no pairs to mypy)

    def due(self, now: datetime) -> set[str]:
        """Return the files with a record whose policy's time is over."""
        with self._database.read() as connection:
            return set(connection.scalars(select(RawRecordRow.lake_file).where(RawRecordRow.expires_at <= now)))

    def names(self, path: str) -> bool:
        """Tell whether a file is in the index; waits for a process that is just deleting it."""
        with self._database.write() as connection:
            return bool(connection.scalar(select(exists().where(RawRecordRow.lake_file == path))))

    def drop(self, path: str, delete_file: Callable[[str], None]) -> None:
        """Delete a file and its rows in one transaction, so that whoever waits for it sees neither."""
        with self._database.write(anyhow=True) as connection:
            connection.execute(delete(RawRecordRow).where(RawRecordRow.lake_file == path))
            delete_file(path)

    def forget(self, source: str) -> None:
        """Delete all rows of a source."""
        with self._database.write() as connection:
            connection.execute(delete(RawRecordRow).where(RawRecordRow.source == source))

    def _indexed(self, query: Select[str, str, str, datetime]) -> list[Indexed]:
        with self._database.read() as connection:
            found = connection.execute(query.order_by(RawRecordRow.fetched_at, RawRecordRow.lake_file))
            return [Indexed(*row) for row in found]


def index_row(record: RawRecord, policy: Policy, path: str) -> IndexRow:
    """Return the row of a record that lies in a file."""
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


def _of(source: str) -> Select[str, str, str, datetime]:
    columns = (RawRecordRow.lake_file, RawRecordRow.url, RawRecordRow.sha256, RawRecordRow.fetched_at)
    return select(*columns).where(RawRecordRow.source == source)


def _note_again(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Note when records came again, if the index still has them."""
    if rows:
        is_it = [getattr(RawRecordRow, name) == bindparam(f"its_{name}") for name in KEY]
        came = update(RawRecordRow).where(*is_it).values(fetched_at=bindparam("came"))
        told = [{f"its_{name}": row[name] for name in KEY} | {"came": row["fetched_at"]} for row in rows]
        connection.execute(came, told)
