"""Reads how the catalogue stands, in short: its size, its runs, and whether anything changed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from trending_now.domain.run import Run, RunState
from trending_now.store.journal_tables import RunRow
from trending_now.store.runs import is_alive, run_of
from trending_now.store.tables import ChangeCountRow, TitleRow


@dataclass(frozen=True, slots=True)
class CatalogueStatus:
    """How the catalogue stands; `revision` changes whenever anything shown does."""

    revision: str
    titles: int
    is_demo: bool
    running: tuple[Run, ...]
    last_finished: Run | None


def read_status(connection: Connection, now: datetime) -> CatalogueStatus:
    """Return how the catalogue stands; what is shown changes with the day, too."""
    changes = connection.scalar(select(ChangeCountRow.changes))
    return CatalogueStatus(
        revision=_digest((changes, now.date())),
        titles=connection.scalar(select(func.count()).select_from(TitleRow)) or 0,
        is_demo=bool(connection.scalar(select(TitleRow.is_demo).limit(1))),
        running=_running(connection, now),
        last_finished=_last_finished(connection),
    )


def _running(connection: Connection, now: datetime) -> tuple[Run, ...]:
    rows = connection.execute(select(RunRow.__table__).where(RunRow.state == RunState.RUNNING.value))
    return tuple(run_of(row) for row in rows if is_alive(row.owner, row.heartbeat_at, now))


def _last_finished(connection: Connection) -> Run | None:
    query = select(RunRow.__table__).where(RunRow.state != RunState.RUNNING.value).order_by(RunRow.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else run_of(row)


def _digest(state: object) -> str:
    return hashlib.sha256(repr(state).encode()).hexdigest()[:24]
