"""Stage snapshot: freezes the catalogue into typed Parquet files with a manifest."""

import io
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic_core import to_json
from sqlalchemy import Connection

from trending_now.domain.check import CheckReport, Level, joined
from trending_now.domain.enrichment import ModelVersion
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock, Progress
from trending_now.domain.run import RunCounts
from trending_now.domain.snapshot import (
    STAGE,
    SUBJECT,
    CheckOutcome,
    Manifest,
    ProgramVersion,
    SnapshotFile,
    SnapshotModel,
    SnapshotSource,
    SnapshotTable,
)
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import DataRefused, StoreError, WrongUse
from trending_now.pipeline.check.page import report_as_json, report_page
from trending_now.pipeline.check.stage import Checking
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.policies import listings_by_source, stored_policies
from trending_now.store.runs import RunLog
from trending_now.store.snapshots.columns import BY_SOURCE, BY_TITLE, ENRICHMENTS, LISTINGS, snapshot_columns
from trending_now.store.snapshots.frame_spool import open_spool
from trending_now.store.snapshots.listing_frames import listing_frames
from trending_now.store.snapshots.shelf import BEGAN_AT, SnapshotShelf, content_digest
from trending_now.store.snapshots.title_frames import answers_by_model, title_frames

if TYPE_CHECKING:
    import polars as pl

RAW_TABLE = "raw_records"
RAW_COLUMNS = {
    "source": "String", "url": "String", "content": "Binary", "sha256": "String", "media_type": "String",
    "fetched_at": "Datetime(time_unit='us', time_zone='UTC')",
    "expires_at": "Datetime(time_unit='us', time_zone='UTC')", "policy": "String",
}  # fmt: skip
CORPUS_TABLE = "corpus_"

Frames = Mapping[str, "pl.DataFrame"]


@dataclass(frozen=True, slots=True)
class SnapshotOutcome:
    """The snapshot of the catalogue as it is now; `is_new` is False if an earlier one has the same content.

    `lost_files` counts the files of raw answers that the catalogue names and the lake does not have.
    """

    manifest: Manifest
    is_new: bool
    lost_files: int = 0


@dataclass(slots=True)
class _Making:
    """A snapshot that is being written: its name, its run, and its content so far."""

    name: str
    run_id: int
    files: defaultdict[str, list[SnapshotFile]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    reports: list[CheckReport] = field(default_factory=list)
    answers: Counter[tuple[str, ModelVersion]] = field(default_factory=Counter)
    titles: set[int] = field(default_factory=set)
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
        _refuse_namesakes(corpora)
        run_id = self.runs.start(STAGE, SUBJECT)
        counts = RunCounts()
        try:
            with suppress(StoreError):  # a role may write but not delete; nobody sees what is left over
                self.shelf.drop_unfinished(self.clock())
            making = _Making(f"{self.clock():{BEGAN_AT}}-{run_id}", run_id)
            manifest = self._manifest(making, corpora)
            outcome = replace(self._publish(manifest), lost_files=making.lost_files)
            rows = sum(table.rows for table in outcome.manifest.tables)
            aside = sum(check.broken for check in manifest.checks if check.level == Level.QUARANTINE)
            new = rows * outcome.is_new
            counts = RunCounts(fetched=rows, new=new, unchanged=rows - new, quarantined=aside)
        except BaseException as error:
            self.runs.fail(run_id, counts, error)
            raise
        self.runs.finish(run_id, counts, outcome.manifest.name)
        return outcome

    def _manifest(self, making: _Making, corpora: Sequence[Path]) -> Manifest:
        with self.database.read() as connection:
            policies = stored_policies(connection)
            sources = _sources(connection, policies)
            kept = [source for source in sources if not source.why_left_out]
            if not kept and not corpora:
                raise WrongUse(_nothing_to_freeze(sources))
            by_name = {policy.name: policy for policy in policies}
            held = {one.name: self._add_source(making, connection, by_name[one.policy], one) for one in kept}
            for said in title_frames(connection, [source.name for source in kept]):
                frames = _of_titles(said, making.titles)
                self._add(making, frames, "")
                making.answers.update(answers_by_model(frames[ENRICHMENTS]))
        for file in self.lake.lasting([source.name for source in kept]):
            if file.content is None:
                making.lost_files += 1
            else:
                making.files[RAW_TABLE].append(self.shelf.write(making.name, file.path, file.content, file.records))
        for corpus in corpora:
            self._add_corpus(making, corpus)
        sources = [replace(source, listings=held.get(source.name, source.listings)) for source in sources]
        return self._described(making, sources, policies)

    def _add_source(self, making: _Making, connection: Connection, policy: Policy, source: SnapshotSource) -> int:
        """Check a source and add its sound records; returns how many listings these are.

        Rules across rows need all records before the first file is written.
        """
        done = held = 0
        with open_spool() as spool:
            slices = spool.passing(listing_frames(connection, policy, source.name, self.rows_per_file))
            report = self.checking.check_source(making.run_id, source.name, policy, slices)
            _require_sound(report)
            making.reports.append(report)
            aside = {violation.subject for violation in report.at(Level.QUARANTINE)}
            for frames in spool:
                sound = _without(frames, aside)
                self._add(making, sound, f"source={quote(source.name, safe='')}/")
                making.titles.update(sound[LISTINGS]["title_id"])
                done, held = done + frames[LISTINGS].height, held + sound[LISTINGS].height
                self.progress(done, source.listings, source.name)
        return held

    def _add_reports(self, making: _Making, report: CheckReport) -> tuple[SnapshotFile, ...]:
        """Add the report of the checks; it contains the time, so it does not count as content."""
        forms = {"json": to_json(report_as_json(report), indent=1), "html": report_page(report).encode()}
        return tuple(
            self.shelf.write(making.name, f"processed/checks/report.{form}", content, report.rows)
            for form, content in forms.items()
        )

    def _add(self, making: _Making, frames: Frames, partition: str) -> None:
        for table, frame in frames.items():
            if frame.height:
                folder = f"processed/{table}/{partition}"
                number = sum(file.path.startswith(folder) for file in making.files[table])
                path = f"{folder}part-{number:04}.parquet"
                making.files[table].append(self.shelf.write(making.name, path, _parquet(frame), frame.height))

    def _add_corpus(self, making: _Making, corpus: Path) -> None:
        """Add a labelled corpus as its publisher or `train` wrote it, byte for byte."""
        import polars as pl

        try:
            content = corpus.read_bytes()
            frame = pl.read_parquet(io.BytesIO(content))
        except (OSError, pl.exceptions.PolarsError) as error:
            raise WrongUse(f"{corpus} cannot be read as Parquet: {error}; name a labelled corpus.") from None
        table = _table_of(corpus)
        path = f"processed/corpora/{corpus.name}"
        making.columns[table] = {name: str(kind) for name, kind in frame.schema.items()}
        making.files[table].append(self.shelf.write(making.name, path, content, frame.height))

    def _described(self, making: _Making, sources: Sequence[SnapshotSource], policies: Sequence[Policy]) -> Manifest:
        columns = {
            name: {column: str(kind) for column, kind in kinds.items()} for name, kinds in snapshot_columns().items()
        }
        columns = columns | {RAW_TABLE: RAW_COLUMNS} | making.columns
        tables = tuple(
            SnapshotTable(name, columns[name], tuple(making.files[name]))
            for name in (*BY_SOURCE, *BY_TITLE, RAW_TABLE, *making.columns)
        )
        report = joined(SUBJECT, making.reports) if making.reports else None
        used = {source.policy for source in sources if not source.why_left_out}
        return Manifest(
            name=making.name,
            content=content_digest(file for table in tables for file in table.files),
            created_at=self.clock(),
            program=self.program,
            taxonomy=load_taxonomy().version,
            tables=tables,
            sources=tuple(sources),
            policies=tuple(policy for policy in policies if policy.name in used),
            checks=_outcomes(report) if report else (),
            reports=self._add_reports(making, report) if report else (),
            models=tuple(SnapshotModel(*model, titles) for model, titles in making.answers.items()),
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


def _table_of(corpus: Path) -> str:
    return CORPUS_TABLE + corpus.stem.replace(".", "_")


def _refuse_namesakes(corpora: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    for corpus in corpora:
        table = _table_of(corpus)
        if table in seen:
            raise WrongUse(f"{seen[table]} and {corpus} would both be the table {table!r} of the snapshot; rename one.")
        seen[table] = corpus


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


def _parquet(frame: "pl.DataFrame") -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3)
    return buffer.getvalue()
