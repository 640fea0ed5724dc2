"""The log of runs: their counts and ends, and the broken rules that they found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock
from trending_now.domain.run import Run, RunCounts, RunState, Violation
from trending_now.errors import CalledOff, Stopped, StoreError, TrendingNowError
from trending_now.logs import logger
from trending_now.store.database import Database
from trending_now.store.journal_tables import QuarantineRow, RunRow, ViolationRow
from trending_now.store.listings.putting_aside import put_aside, subject_kept
from trending_now.store.old_runs import MISSING, forget_old_runs, last_whole_run
from trending_now.store.policies import save_policy
from trending_now.store.sql.column_types import storable
from trending_now.store.sql.keys import is_among
from trending_now.store.sql.owners import is_process_alive, this_process
from trending_now.store.tables import PolicyRow

SILENCE = timedelta(minutes=5)
FORGOTTEN = "Its source was forgotten while it was read; nothing more of it was stored."


class RunLog:
    """Notes each execution of a pipeline stage."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._late_ends: dict[int, dict[str, object]] = {}  # of runs whose end could not be stored

    def start(self, stage: str, subject: str, told_since: date | None = None) -> int:
        """Note that a stage begins; returns the run's id. `told_since` is its first day, if a person chose one.

        Earlier runs are put in order first: those that were killed are marked interrupted, and the ends that could not
        be stored when they came are stored now.
        """
        now = self._clock()
        with self._database.side_write() as connection:
            for run_id, end in (late := dict(self._late_ends)).items():
                _end_run(connection, run_id, end)
            _mark_interrupted(connection, now)
            row = {"stage": stage, "subject": subject, "state": RunState.RUNNING.value, "owner": this_process()}
            times = {"started_at": now, "heartbeat_at": now, "told_since": told_since}
            started: int = connection.execute(insert(RunRow).values(**row, **times).returning(RunRow.id)).scalar_one()
        for run_id in late:
            self._late_ends.pop(run_id, None)
        return started

    def refuse(self, stage: str, subject: str, reason: str) -> Run:
        """Note a run that could not begin, and why; returns it."""
        return self.finish(self.start(stage, subject), RunCounts(), reason, RunState.FAILED)

    def began_at(self, run_id: int) -> datetime:
        """Return when a run began."""
        with self._database.read() as connection:
            return connection.execute(select(RunRow.started_at).where(RunRow.id == run_id)).scalar_one()

    def note(self, run_id: int, counts: RunCounts) -> None:
        """Note how far a run has come."""
        with self._database.side_write() as connection:
            values = _count_columns(counts) | {"heartbeat_at": self._clock()}
            connection.execute(update(RunRow).where(RunRow.id == run_id).values(**values))

    def quarantine(self, run_id: int, violations: Sequence[Violation], policy: Policy) -> None:
        """Note which rules a run found broken, and put the records into quarantine until they expire."""
        if not violations:
            return
        with self._database.write() as connection:
            save_policy(connection, policy)
            put_aside(connection, run_id, violations, policy, self._clock())

    def finish(self, run_id: int, counts: RunCounts, message: str = "", state: RunState = RunState.DONE) -> Run:
        """Note a run's end; returns the run, which has failed if it was called off before."""
        with self._database.side_write() as connection:
            _end_run(connection, run_id, _end(counts, message, state, self._clock()))
            return run_of(connection.execute(select(RunRow.__table__).where(RunRow.id == run_id)).one())

    def call_off(self, subject: str) -> None:
        """Call off the runs of a subject that are under way, since it is being forgotten: they store nothing more.

        Runs that are done no longer count as such, since what they stored is gone.
        """
        values = {"state": RunState.FAILED.value, "message": FORGOTTEN, "finished_at": self._clock()}
        of_subject = update(RunRow).where(RunRow.subject == subject)
        with self._database.side_write() as connection:
            connection.execute(of_subject.where(RunRow.state == RunState.RUNNING.value).values(**values))
            done = of_subject.where(RunRow.state == RunState.DONE.value)
            connection.execute(done.values(state=RunState.FORGOTTEN.value))

    @contextmanager
    def unless_called_off(self, run_id: int) -> Iterator[None]:
        """Store what a run found, inside this block; each transaction is refused once the run is called off.

        Raises:
            CalledOff: it is called off.
        """
        with self._database.checking(partial(_require_wanted, run_id=run_id)):
            yield

    def fail(self, run_id: int, counts: RunCounts, error: BaseException) -> None:
        """Note the error or interruption that ended a run; if the database is lost, when the next run starts."""
        ended = isinstance(error, Stopped) or not isinstance(error, Exception)
        state = RunState.INTERRUPTED if ended else RunState.FAILED
        message = str(error) or type(error).__name__
        try:
            self.finish(run_id, counts, message, state)
        except StoreError:
            self._late_ends[run_id] = _end(counts, message, state, self._clock())

    def broken_off(self, run_id: int, counts: RunCounts, error: BaseException) -> Run:
        """Note the error that ended a run. If it was unforeseen, return the failed run instead of raising.

        Then the next source, engine or site still gets its turn.

        Raises:
            BaseException: the error, if it is one of the program's own, or an interruption.
        """
        foreseen = isinstance(error, TrendingNowError) or not isinstance(error, Exception)
        if foreseen:
            self.fail(run_id, counts, error)
            raise error
        said = f"it broke off unforeseen ({type(error).__name__}: {error}); the log tells where"
        run = self.finish(run_id, counts, said, RunState.FAILED)
        logger(__name__).error("a run broke off", stage=run.stage, subject=run.subject, exc_info=error)
        return run

    def last_done(self, stage: str, subject: str) -> datetime | None:
        """Return when the last run of a stage began that ended well for a subject; None if none did."""
        query = select(func.max(RunRow.started_at)).where(
            RunRow.stage == stage,
            RunRow.subject == subject,
            RunRow.state == RunState.DONE.value,
            RunRow.started_at <= self._clock(),
        )
        with self._database.read() as connection:
            return connection.scalar(query)

    def last_message(self, stage: str, subject: str) -> str | None:
        """Return what the last run of a stage that ended well for a subject said; None if there is none."""
        query = select(RunRow.message).where(
            RunRow.stage == stage, RunRow.subject == subject, RunRow.state == RunState.DONE.value
        )
        with self._database.read() as connection:
            return connection.scalar(query.order_by(RunRow.id.desc()).limit(1))

    def last_whole(self, stage: str, subject: str) -> datetime | None:
        """Return when the last run of a stage began that ended well and lost no answer; None if none did.

        A run that left days out does not count (`last_whole_run`). Days before `PAST_DAYS` are not asked for again, so
        after a longer pause they stay unknown. A run that began later than now, by a clock that was ahead, does not
        count.
        """
        with self._database.read() as connection:
            last = last_whole_run(connection, stage, subject, self._clock())
        return None if last is None else last.started_at

    def last_found(self, source: str) -> dict[tuple[str, str], datetime]:
        """Return when the last run began that found a source's record to break a rule, by rule and subject."""
        last = select(ViolationRow.rule, ViolationRow.subject, func.max(RunRow.started_at))
        last = last.join(RunRow, RunRow.id == ViolationRow.run_id).where(ViolationRow.source == source)
        with self._database.read() as connection:
            found = connection.execute(last.group_by(ViolationRow.rule, ViolationRow.subject))
            return {(rule, subject): began_at for rule, subject, began_at in found}

    def make_up(self, source: str, known_at: datetime) -> None:
        """Remove a source's lost answers from quarantine that are older than a moment at which nothing was missing."""
        lost = (QuarantineRow.source == source, QuarantineRow.rule.in_(MISSING), QuarantineRow.last_seen < known_at)
        with self._database.write() as connection:
            connection.execute(delete(QuarantineRow).where(*lost))

    def settle(self, source: str, subjects: Collection[str], known_at: datetime) -> None:
        """Remove a source's records of these subjects from quarantine that are older than a moment, which were read."""
        settled = (QuarantineRow.source == source, QuarantineRow.last_seen < known_at)
        with self._database.write() as connection:
            is_read = is_among(connection, QuarantineRow.subject, set(map(subject_kept, subjects)))
            connection.execute(delete(QuarantineRow).where(*settled, is_read))

    def is_first(self, run_id: int) -> bool:
        """Tell whether no earlier run of its stage and subject is under way; one that was killed does not count."""
        with self._database.read() as connection:
            own = connection.execute(select(RunRow.stage, RunRow.subject).where(RunRow.id == run_id)).one()
            others = select(RunRow.id).where(RunRow.stage == own.stage, RunRow.subject == own.subject)
            earlier = others.where(RunRow.id < run_id, RunRow.state == RunState.RUNNING.value)
            return connection.scalar(earlier.limit(1)) is None

    def was_alone(self, run_id: int) -> bool:
        """Tell whether no other run of its stage and subject worked while a run did; killed ones do not count."""
        columns = (RunRow.stage, RunRow.subject, RunRow.started_at)
        with self._database.read() as connection:
            own = connection.execute(select(*columns).where(RunRow.id == run_id)).one()
            others = select(RunRow.id).where(
                RunRow.stage == own.stage,
                RunRow.subject == own.subject,
                RunRow.id != run_id,
                RunRow.state != RunState.INTERRUPTED.value,
                or_(RunRow.id > run_id, RunRow.finished_at.is_(None), RunRow.finished_at > own.started_at),
            )
            return connection.scalar(others.limit(1)) is None

    def expire(self) -> int:
        """Remove what runs noted of records whose policy's time is over; returns how many left quarantine.

        Old runs that decide nothing any more go as well (`forget_old_runs`); they are no change of the catalogue.
        """
        now = self._clock()
        with self._database.side_write() as connection:
            forget_old_runs(connection, now)
        with self._database.write() as connection:
            _forget_violations(connection, now)
            return connection.execute(delete(QuarantineRow).where(QuarantineRow.expires_at <= now)).rowcount


def run_of(row: Row[tuple[object, ...]]) -> Run:
    """Return a row of the runs table as a value."""
    counts = RunCounts(row.fetched, row.new, row.updated, row.unchanged, row.quarantined)
    state = RunState(row.state)
    return Run(row.id, row.stage, row.subject, state, row.started_at, row.finished_at, counts, row.message)


def is_alive(owner: str, heartbeat_at: datetime, now: datetime) -> bool:
    """Tell whether the process that owns a run still lives: asked of this machine, else judged by its last sign."""
    lives_here = is_process_alive(owner)
    return now - heartbeat_at < SILENCE if lives_here is None else lives_here


def _require_wanted(connection: Connection, run_id: int) -> None:
    if connection.scalar(select(RunRow.state).where(RunRow.id == run_id)) == RunState.FAILED.value:
        raise CalledOff(FORGOTTEN)


def _forget_violations(connection: Connection, now: datetime) -> None:
    """Remove the violations of records that have expired, by the policy with their source's name.

    Of an answer that was missing the bare fact stays, since its run was not whole.
    """
    terms = select(PolicyRow.name, PolicyRow.retention_days).where(PolicyRow.retention_days.is_not(None))
    for source, days in connection.execute(terms).all():
        ended = select(RunRow.id).where(RunRow.started_at <= now - timedelta(days=days or 0))
        expired = (ViolationRow.source == source, ViolationRow.run_id.in_(ended))
        connection.execute(delete(ViolationRow).where(*expired, ViolationRow.rule.not_in(MISSING)))
        told = update(ViolationRow).where(*expired, ViolationRow.message != "")
        connection.execute(told.values(subject="", message=""))


def _mark_interrupted(connection: Connection, now: datetime) -> None:
    running = select(RunRow.id, RunRow.owner, RunRow.heartbeat_at).where(RunRow.state == RunState.RUNNING.value)
    dead = [run_id for run_id, owner, beat in connection.execute(running) if not is_alive(owner, beat, now)]
    if dead:
        values = {"state": RunState.INTERRUPTED.value, "finished_at": now}
        connection.execute(update(RunRow).where(RunRow.id.in_(dead)).values(**values))


def _end_run(connection: Connection, run_id: int, end: Mapping[str, object]) -> None:
    """Store a run's end, unless it was called off meanwhile."""
    unended = (RunState.RUNNING.value, RunState.INTERRUPTED.value)  # a slow run may have been taken for a dead one
    connection.execute(update(RunRow).where(RunRow.id == run_id, RunRow.state.in_(unended)).values(**end))


def _end(counts: RunCounts, message: str, state: RunState, now: datetime) -> dict[str, object]:
    """Return the columns of a run that has ended."""
    said = {"state": state.value, "message": storable(message)}
    return {**_count_columns(counts), **said, "finished_at": now, "heartbeat_at": now}


def _count_columns(counts: RunCounts) -> dict[str, int]:
    return {
        "fetched": counts.fetched,
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "quarantined": counts.quarantined,
    }
