"""Stage ingest: a source's answers go to the lake, and the titles in them to the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain

from trending_now.domain.ports import Clock, Progress, Source
from trending_now.domain.run import LOST_ANSWER, UNREADABLE, RawRecord, Run, RunCounts, RunState, Violation, Window
from trending_now.domain.title import Listing, Withdrawal
from trending_now.errors import CalledOff, FetchError, Stopped, TrendingNowError
from trending_now.logs import logger
from trending_now.pipeline.batches import timely_batches
from trending_now.pipeline.validate import check_listings
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.lake import RawLake
from trending_now.store.lake_index import Written
from trending_now.store.listings.releases import Airing, airings_of
from trending_now.store.runs import RunLog

STAGE = "ingest"
RECORDS_PER_BATCH = 16
SECONDS_PER_BATCH = 2.0


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some answers: their files, the listings that may be stored, those that go, and the refused, lost answers first.

    `answers` counts the answers that could be read.
    """

    records: list[RawRecord]
    written: Written
    listings: list[Listing]
    withdrawn: list[Withdrawal]
    refused: list[Violation]
    answers: int

    def airings(self) -> set[Airing]:
        """Return which title is released on which day, and how."""
        return {airing for listing in self.listings for airing in airings_of(listing)}


@dataclass(slots=True)
class _Schedule:
    """The releases that a run's answers name, for a source that names all days.

    `unread` are the days of refused records, which may have named other releases. The schedule `is_whole` unless
    something was lost whose days are not known.
    """

    named: set[Airing] = field(default_factory=set)
    unread: set[date] = field(default_factory=set)
    is_whole: bool = True

    def add(self, batch: _Batch) -> None:
        """Add what a batch of answers names."""
        self.named |= batch.airings()
        self.unread.update(day for refused in batch.refused for day in refused.days)
        missing = UNREADABLE | {LOST_ANSWER}
        self.is_whole &= all(refused.days and refused.rule not in missing for refused in batch.refused)


@dataclass(slots=True)
class _Losses:
    """How many answers a run could not have, why the last of them, and why the first record was refused."""

    lost: int = 0
    last_lost: str = ""
    first: str = ""

    def add(self, refused: list[Violation]) -> None:
        """Add what was refused of a batch, lost answers first."""
        for violation in refused:
            self.first = self.first or violation.message
            if violation.rule == LOST_ANSWER:
                self.lost, self.last_lost = self.lost + 1, violation.message

    def __str__(self) -> str:
        """Say how many answers could not be had, and why: the last tells if their host was given up."""
        if not self.lost:
            return ""
        return f"{self.lost} answer{'s' if self.lost > 1 else ''} could not be had. {self.last_lost}"


@dataclass(frozen=True, slots=True)
class Ingestion:
    """The parts an ingestion works with."""

    catalogue: CatalogueWriter
    lake: RawLake
    runs: RunLog
    clock: Clock
    progress: Progress
    expected_rows: int | None = None

    def run(self, source: Source, window: Window, told_since: date | None = None) -> Run:
        """Fetch what a source has for the window and store it; the same again changes nothing.

        `told_since` is the window's first day if a person chose it; it is noted with the run.

        If it is killed and run again, the catalogue is as after one clean run: every batch is one transaction, and the
        lake has a file before the catalogue names it.

        If nothing can be fetched at all (unreachable, key refused), the run fails and says why. If the source is
        forgotten meanwhile, the run fails and stores nothing more.

        Upcoming releases that a source no longer names are removed, if the source names all days, the run lost nothing,
        and no other run of it worked meanwhile. Days of which a record was refused are left as they are.

        Raises:
            StoreError: nothing can be written.
            WrongUse: a file cannot be read any further.
        """
        began_at = self.clock()
        run_id = self.runs.start(STAGE, source.name, told_since)
        counts, answers = RunCounts(), 0
        schedule, losses = _Schedule(), _Losses()
        try:
            for batch in self._read(source, window):
                if batch.refused:  # answers may be lost because the program is ending: then this ends the run first
                    self._show_progress(counts, source)
                counts += self._store(run_id, source, batch, counts, began_at)
                answers += batch.answers
                if source.names_all_days:
                    schedule.add(batch)
                losses.add(batch.refused)
                self._show_progress(counts, source)
            if source.names_all_days and answers and schedule.is_whole and self.runs.was_alone(run_id):
                with self.runs.unless_called_off(run_id):
                    self.catalogue.take_back(source.name, window, schedule.named, schedule.unread)
        except (FetchError, CalledOff) as error:
            return self._failed(run_id, counts, source, error)
        except BaseException as error:
            return self.runs.broken_off(run_id, counts, error)
        if losses.first and not answers:
            why = losses.last_lost or losses.first
            return self.runs.finish(run_id, counts, f"Nothing could be read. {why}", RunState.FAILED)
        return self.runs.finish(run_id, counts, str(losses))

    def _failed(self, run_id: int, counts: RunCounts, source: Source, error: TrendingNowError) -> Run:
        """Note why nothing more can be fetched; if the program is ending, that is the reason."""
        try:
            self._show_progress(counts, source)
        except Stopped as stopped:
            return self.runs.broken_off(run_id, counts, stopped)
        return self.runs.finish(run_id, counts, str(error), RunState.FAILED)

    def _show_progress(self, counts: RunCounts, source: Source) -> None:
        self.progress(counts.fetched + counts.quarantined, self.expected_rows, source.name)

    def _read(self, source: Source, window: Window) -> Iterator[_Batch]:
        """Fetch answers, write them to the lake, parse them and check their listings against the data rules."""
        for answers in timely_batches(source.fetch(window), self.clock, RECORDS_PER_BATCH, SECONDS_PER_BATCH):
            records = [answer for answer in answers if isinstance(answer, RawRecord)]
            lost = [answer for answer in answers if isinstance(answer, Violation)]
            written = self.lake.write(records, source.policy)
            parsed = list(chain.from_iterable(map(source.parse, records)))
            listings, refused = check_listings(parsed)
            withdrawn = [each for each in parsed if isinstance(each, Withdrawal)]
            read = len(records) - sum(violation.rule in UNREADABLE for violation in refused)
            yield _Batch(records, written, listings, withdrawn, lost + refused, read)

    def _store(self, run_id: int, source: Source, batch: _Batch, so_far: RunCounts, began_at: datetime) -> RunCounts:
        """Store a batch of answers; returns what it adds to the counts.

        Raises:
            CalledOff: the source is being forgotten, and what this batch has stored goes with it.
        """
        fetched_at = batch.records[-1].fetched_at if batch.records else self.clock()
        try:
            with self.runs.unless_called_off(run_id):
                self.lake.enter(batch.written, source.policy)
                recorded = self.catalogue.record(batch.listings, source.policy, fetched_at, began_at)
                self.catalogue.drop_listings(source.name, [each.source_key for each in batch.withdrawn])
                self.runs.quarantine(run_id, (*batch.refused, *recorded.violations), source.policy)
        except CalledOff:
            self.lake.discard(batch.written)
            raise
        counts = replace(recorded.counts, quarantined=len(batch.refused))
        self.runs.note(run_id, so_far + counts)
        _log(batch)
        return counts


def _log(batch: _Batch) -> None:
    if batch.refused or batch.withdrawn:
        log = logger(__name__)
        for violation in batch.refused:
            log.info("quarantined", source=violation.source, rule=violation.rule, subject=violation.subject)
        for each in batch.withdrawn:
            log.info("withdrawn", source=each.source, subject=each.source_key, reason=each.reason)
