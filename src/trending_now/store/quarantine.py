"""The quarantine, where records that broke a rule wait: lists them, and removes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urldefrag

from sqlalchemy import ColumnElement, Connection, delete, func, select

from trending_now.domain.run import UNREADABLE
from trending_now.errors import WrongUse
from trending_now.store.database import Database
from trending_now.store.journal_tables import QuarantineRow, RawRecordRow
from trending_now.store.listings.putting_aside import subject_kept
from trending_now.store.sql.column_types import LARGEST_NUMBER, is_storable
from trending_now.store.sql.keys import is_among
from trending_now.store.tables import ListingRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record in quarantine, and why it is there."""

    id: int
    source: str
    rule: str
    subject: str
    message: str
    excerpt: str
    policy: str
    first_seen: datetime
    last_seen: datetime
    expires_at: datetime | None


class Quarantine:
    """Where records wait that broke a rule."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, source: str | None = None, rule: str | None = None, limit: int | None = None) -> list[Waiting]:
        """Return what waits, the newest first."""
        query = select(QuarantineRow.__table__).order_by(QuarantineRow.last_seen.desc(), QuarantineRow.id.desc())
        query = query if source is None else query.where(QuarantineRow.source == source)
        query = query if rule is None else query.where(QuarantineRow.rule == rule)
        if not all(is_storable(name) for name in (source, rule) if name is not None):
            return []
        most = None if limit is None else min(limit, LARGEST_NUMBER)
        with self._database.read() as connection:
            return [_waiting(row) for row in connection.execute(query.limit(most))]

    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many records wait, by source and rule, the most first."""
        columns = (QuarantineRow.source, QuarantineRow.rule)
        query = select(*columns, func.count()).group_by(*columns).order_by(func.count().desc(), *columns)
        with self._database.read() as connection:
            return [(source, rule, number) for source, rule, number in connection.execute(query)]

    def find(self, record: int) -> Waiting:
        """Return one record.

        Raises:
            WrongUse: no record of that number waits.
        """
        wanted = select(QuarantineRow.__table__).where(QuarantineRow.id == record)
        with self._database.read() as connection:
            row = connection.execute(wanted).one_or_none() if 0 < record <= LARGEST_NUMBER else None
        if row is None:
            raise WrongUse(f"No record {record} waits in quarantine; `trending-now quarantine list` names all.")
        return _waiting(row)

    def drop(self, records: Collection[Waiting]) -> int:
        """Remove records; returns how many there were. One that came again since it was read stays."""
        row = QuarantineRow
        with self._database.write() as connection:
            forgotten = (delete(row).where(row.id == each.id, row.last_seen == each.last_seen) for each in records)
            return sum(connection.execute(one).rowcount for one in forgotten)

    def let_go(
        self, source: str, rules: Collection[str], still_broken: Collection[tuple[str, str]], known_at: datetime
    ) -> int:
        """Remove a source's records that no longer break these rules.

        `still_broken` has the (rule, subject) pairs that do, as known at a moment; records put aside since then stay.
        """
        waiting = [record for rule in rules for record in self.waiting(source, rule) if record.last_seen <= known_at]
        return self.drop([record for record in waiting if (record.rule, record.subject) not in still_broken])

    def let_go_of_read(self, source: str, since: datetime, elsewhere: Collection[str] = ()) -> int:
        """Remove a source's records from before a moment if their address, or listing, has come since without them.

        A record's subject begins with the address that it came from, or is the key of its listing, if that as a whole
        broke a rule. An answer that could not be read does not count. Rules that are decided `elsewhere` are left, for
        reading a listing again tells nothing of them.
        """
        waiting = self.waiting(source)
        older = [record for record in waiting if record.last_seen < since]
        if not older:
            return 0
        unread = {record.subject for record in waiting if record.last_seen >= since and record.rule in UNREADABLE}
        came = select(RawRecordRow.url).where(RawRecordRow.source == source, RawRecordRow.fetched_at >= since)
        stored = select(ListingRow.source_key).where(ListingRow.source == source, ListingRow.fetched_at >= since)
        with self._database.read() as connection:
            addresses = set(connection.scalars(came))
            good = set(connection.scalars(stored.where(_is_of(connection, older))))
        read = {subject_kept(url) for url in addresses} - unread
        read |= {subject_kept(urldefrag(url).url) for url in addresses if subject_kept(url) in read}
        told = [record for record in older if record.subject in good and record.rule not in elsewhere]
        return self.drop([*told, *(record for record in older if _address_of(record.subject) in read)])


def _is_of(connection: Connection, records: Collection[Waiting]) -> ColumnElement[bool]:
    """Return the condition that a listing is one of those that these records are about."""
    return is_among(connection, ListingRow.source_key, [record.subject for record in records])


def _address_of(subject: str) -> str:
    """Return the address in a subject such as "https://api.example.org/schedule entry 2"."""
    return subject.rsplit(" ", 2)[0]


def _waiting(row: object) -> Waiting:
    return Waiting(*(getattr(row, name) for name in Waiting.__slots__))
