"""Stage snapshot: freezes the catalogue into typed Parquet files with a manifest."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from trending_now.domain.check import CheckReport, Level, joined
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock, Progress
from trending_now.domain.run import RunCounts
from trending_now.domain.snapshot import (
    STAGE,
    SUBJECT,
    CheckOutcome,
    Manifest,
    ProgramVersion,
    SnapshotModel,
    SnapshotSource,
)
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import DataRefused, StoreError, WrongUse
from trending_now.pipeline.check.stage import Checking
from trending_now.pipeline.snapshot_draft import Draft, Frames, refuse_namesakes
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.policies import listings_by_source, stored_policies
from trending_now.store.runs import RunLog
from trending_now.store.snapshots.columns import ENRICHMENTS, LISTINGS
from trending_now.store.snapshots.frame_spool import open_spool
from trending_now.store.snapshots.listing_frames import listing_frames
from trending_now.store.snapshots.shelf import BEGAN_AT, SnapshotShelf, content_digest
from trending_now.store.snapshots.title_frames import answers_by_model, title_frames


@dataclass(frozen=True, slots=True)
class SnapshotOutcome:
    """The snapshot of the catalogue as it is now; `is_new` is False if an earlier one has the same content.

    `lost_files` counts the files of raw answers that the catalogue names and the lake does not have.
    """

    manifest: Manifest
    is_new: bool
    lost_files: int = 0


@dataclass(frozen=True, slots=True)
class Snapshotting:
    """The parts that a snapshot is made with."""

    database: Database
    lake: RawLake
    shelf: SnapshotShelf
    runs: RunLog
    checking: Checking
    clock: Clock
    program: ProgramVersion
    progress: Progress
    rows_per_file: int = 20_000

    def run(self, corpora: Sequence[Path] = ()) -> SnapshotOutcome:
        """Check the catalogue and freeze it, with the raw answers behind it and labelled corpora.

        Records that a check puts aside are left out, and its report is part of the snapshot. Nothing in a snapshot
        expires, so sources whose policy limits the time are left out, and the manifest says so. The manifest is written
        last, so a killed run leaves no half snapshot that anyone sees.

        Raises:
            DataRefused: a source breaks a rule that lets nothing go on.
            StoreError: something cannot be read or written.
            WrongUse: there is nothing to freeze, a corpus is not Parquet, or two would be one table.
        """
        refuse_namesakes(corpora)
        run_id = self.runs.start(STAGE, SUBJECT)
        counts = RunCounts()
        try:
            with suppress(StoreError):  # a role may write but not delete; nobody sees what is left over
                self.shelf.drop_unfinished(self.clock())
            draft = Draft(self.shelf, f"{self.clock():{BEGAN_AT}}-{run_id}", run_id)
            manifest = self._manifest(draft, corpora)
            outcome = replace(self._publish(manifest), lost_files=draft.lost_files)
            rows = sum(table.rows for table in outcome.manifest.tables)
            aside = sum(check.broken for check in manifest.checks if check.level == Level.QUARANTINE)
            new = rows * outcome.is_new
            counts = RunCounts(fetched=rows, new=new, unchanged=rows - new, quarantined=aside)
        except BaseException as error:
            self.runs.fail(run_id, counts, error)
            raise
        self.runs.finish(run_id, counts, outcome.manifest.name)
        return outcome

    def _manifest(self, draft: Draft, corpora: Sequence[Path]) -> Manifest:
        with self.database.read() as connection:
            policies = stored_policies(connection)
            sources = _sources(connection, policies)
            kept = [source for source in sources if not source.why_left_out]
            if not kept and not corpora:
                raise WrongUse(_nothing_to_freeze(sources))
            by_name = {policy.name: policy for policy in policies}
            held = {one.name: self._add_source(draft, connection, by_name[one.policy], one) for one in kept}
            for said in title_frames(connection, [source.name for source in kept]):
                frames = _of_titles(said, draft.titles)
                draft.add(frames)
                draft.answers.update(answers_by_model(frames[ENRICHMENTS]))
        for file in self.lake.lasting([source.name for source in kept]):
            draft.add_raw(file)
        for corpus in corpora:
            draft.add_corpus(corpus)
        sources = [replace(source, listings=held.get(source.name, source.listings)) for source in sources]
        return self._described(draft, sources, policies)

    def _add_source(self, draft: Draft, connection: Connection, policy: Policy, source: SnapshotSource) -> int:
        """Check a source and add its sound records; returns how many listings these are.

        Rules across rows need all records before the first file is written.
        """
        done = held = 0
        with open_spool() as spool:
            slices = spool.passing(listing_frames(connection, policy, source.name, self.rows_per_file))
            report = self.checking.check_source(draft.run_id, source.name, policy, slices)
            _require_sound(report)
            draft.reports.append(report)
            aside = {violation.subject for violation in report.at(Level.QUARANTINE)}
            for frames in spool:
                sound = _without(frames, aside)
                draft.add(sound, f"source={quote(source.name, safe='')}/")
                draft.titles.update(sound[LISTINGS]["title_id"])
                done, held = done + frames[LISTINGS].height, held + sound[LISTINGS].height
                self.progress(done, source.listings, source.name)
        return held

    def _described(self, draft: Draft, sources: Sequence[SnapshotSource], policies: Sequence[Policy]) -> Manifest:
        tables = draft.tables()
        report = joined(SUBJECT, draft.reports) if draft.reports else None
        used = {source.policy for source in sources if not source.why_left_out}
        return Manifest(
            name=draft.name,
            content=content_digest(file for table in tables for file in table.files),
            created_at=self.clock(),
            program=self.program,
            taxonomy=load_taxonomy().version,
            tables=tables,
            sources=tuple(sources),
            policies=tuple(policy for policy in policies if policy.name in used),
            checks=_outcomes(report) if report else (),
            reports=draft.add_report(report) if report else (),
            models=tuple(SnapshotModel(*model, titles) for model, titles in draft.answers.items()),
        )

    def _publish(self, manifest: Manifest) -> SnapshotOutcome:
        """Make the snapshot visible, unless the newest one has the same content."""
        newest = self.shelf.newest()
        if newest is not None and newest.content == manifest.content:
            with suppress(StoreError):
                self.shelf.drop(manifest.name)
            return SnapshotOutcome(newest, is_new=False)
        self.shelf.publish(manifest)
        return SnapshotOutcome(manifest, is_new=True)


def _require_sound(report: CheckReport) -> None:
    refused = report.at(Level.REFUSE)
    if refused:
        first = refused[0]
        raise DataRefused(
            f"{first.source} is refused, {first.rule}: {first.message} Run `trending-now check` to see all."
        )


def _outcomes(report: CheckReport) -> tuple[CheckOutcome, ...]:
    return tuple(CheckOutcome(rule.name, rule.level.value, number) for rule, number in report.broken.items())


def _without(frames: Frames, keys: Collection[str]) -> Frames:
    """Return a source's frames without the records of these keys."""
    import polars as pl

    return (
        {name: frame.filter(~pl.col("source_key").is_in(list(keys))) for name, frame in frames.items()}
        if keys
        else frames
    )


def _of_titles(frames: Frames, titles: Collection[int]) -> Frames:
    """Return what is said of these titles."""
    return {name: frame.filter([title in titles for title in frame["title_id"]]) for name, frame in frames.items()}


def _sources(connection: Connection, policies: Sequence[Policy]) -> list[SnapshotSource]:
    """Return every source with its policy, and why it is left out where it is."""
    ends = {policy.name: policy.retention for policy in policies if policy.retention is not None}
    return [
        SnapshotSource(source, policy, listings, _why(ends[policy].days) if policy in ends else "")
        for source, policy, listings in listings_by_source(connection)
    ]


def _why(days: int) -> str:
    return f"Its policy ends after {days} days, and a snapshot does not."


def _nothing_to_freeze(sources: Sequence[SnapshotSource]) -> str:
    if not sources:
        return "There is nothing to freeze: the catalogue is empty; run `trending-now ingest` first."
    names = ", ".join(source.name for source in sources)
    return (
        f"There is nothing to freeze: all that is stored ({names}) may be kept for a time only; ingest another source."
    )
