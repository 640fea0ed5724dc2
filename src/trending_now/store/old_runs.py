"""What earlier runs decide for later ones, and the forgetting of those that are old and decide nothing any more."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, delete, func, select, update

from trending_now.domain.run import LOST_ANSWER, UNREADABLE, RunState
from trending_now.store.journal_tables import QuarantineRow, RunRow, ViolationRow
from trending_now.store.sql.keys import is_newest

KEPT_FOR = timedelta(days=90)
MISSING = {LOST_ANSWER, *UNREADABLE}


class WholeRun(NamedTuple):
    """A run that ended well, lost no answer and left no day out."""

    id: int
    started_at: datetime


def last_whole_run(connection: Connection, stage: str, subject: str, until: datetime) -> WholeRun | None:
    """Return the last whole run of a stage that began until then; None if there is none.

    A run for which a person chose a first day counts only if that day is not after the last whole run: otherwise the
    days between were never asked for.
    """
    lost = select(ViolationRow.run_id).where(ViolationRow.rule.in_(MISSING))
    query = select(RunRow.id, RunRow.started_at, RunRow.told_since).where(
        RunRow.stage == stage,
        RunRow.subject == subject,
        RunRow.state == RunState.DONE.value,
        RunRow.started_at <= until,
        RunRow.id.not_in(lost),
    )
    last: WholeRun | None = None
    for run_id, started_at, told_since in connection.execute(query.order_by(RunRow.started_at)):
        if told_since is None or (last is not None and told_since <= last.started_at.date()):
            last = WholeRun(run_id, started_at)
    return last


def forget_old_runs(connection: Connection, now: datetime) -> None:
    """Remove the ended runs that began `KEPT_FOR` ago or earlier, with their violations.

    Of each stage and subject the last of these that was whole stays, and the last run of all that ended, and that ended
    well. The run that last found a record which still waits stays, too: `quarantine retry` asks when that was.
    """
    until = now - KEPT_FOR
    subject = (RunRow.stage, RunRow.subject)
    ended, done = RunRow.state != RunState.RUNNING.value, RunRow.state == RunState.DONE.value
    old = (RunRow.started_at <= until, ended)
    subjects = connection.execute(select(*subject).where(*old).distinct()).all()
    found = [last_whole_run(connection, stage, name, until) for stage, name in subjects]
    whole = [run.id for run in found if run]
    standing_alone = update(RunRow).where(RunRow.id.in_(whole), RunRow.told_since.is_not(None))
    connection.execute(standing_alone.values(told_since=None))  # those that it leaned on are forgotten now
    connection.execute(
        delete(RunRow).where(
            *old,
            RunRow.id.not_in(whole),
            ~is_newest(*subject, within=(ended,)),
            ~is_newest(*subject, within=(done,)),
            RunRow.id.not_in(_asked_about(until)),
        )
    )


def _asked_about(until: datetime) -> Select[int]:
    """Return the query for the runs that last found the records which wait and have not come since a moment."""
    is_of = and_(
        QuarantineRow.source == ViolationRow.source,
        QuarantineRow.rule == ViolationRow.rule,
        QuarantineRow.subject == ViolationRow.subject,
    )
    last = select(func.max(ViolationRow.run_id)).join(QuarantineRow, is_of).group_by(QuarantineRow.id)
    return last.where(QuarantineRow.last_seen <= until)
