"""Stage check: the data rules across rows, on the catalogue or on a file, with a report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.domain.check import CheckReport, Distribution, Level, Rule, joined
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock, Progress, Source
from trending_now.domain.run import ID_TWICE, UNREADABLE_ROW, RunCounts, Violation
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import WrongUse
from trending_now.pipeline.check.drift import DRIFT_RULES, drift, drift_facts
from trending_now.pipeline.check.features import features_of
from trending_now.pipeline.check.files import corpus_records, corpus_schema, listed_records
from trending_now.pipeline.check.rules import COLUMNS, ROWS, SWAPPED, WHOLE, broken_rows, row_rules, swapped
from trending_now.store.database import Database
from trending_now.store.policies import listings_by_source, stored_policies
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import RunLog
from trending_now.store.snapshots.columns import LISTINGS
from trending_now.store.snapshots.listing_frames import listing_frames
from trending_now.store.snapshots.shelf import SnapshotShelf

if TYPE_CHECKING:
    import polars as pl

STAGE, SUBJECT = "check", "catalogue"
ROWS_AT_ONCE = 20_000
MALFORMED = Rule("row is malformed", Level.QUARANTINE, "Every row has what a record needs.")
UNREADABLE = Rule(UNREADABLE_ROW, Level.QUARANTINE, "Every row can be read.")
SAME_ID = Rule(ID_TWICE, Level.QUARANTINE, "Rows with one id tell of one title.")
Frames = Mapping[str, "pl.DataFrame"]
LENGTHS = (0, 10, 25, 50, 100, 200, 400, 800, 1600)


@dataclass(frozen=True, slots=True)
class Checking:
    """The parts that a check of the catalogue works with."""

    database: Database
    shelf: SnapshotShelf
    runs: RunLog
    quarantine: Quarantine
    clock: Clock
    progress: Progress

    def run(self) -> CheckReport:
        """Check every source of the catalogue; update the quarantine with what is broken now.

        Raises:
            StoreError: the database cannot be used.
            WrongUse: the catalogue is empty.
        """
        run_id = self.runs.start(STAGE, SUBJECT)
        try:
            report = joined(SUBJECT, list(self._reports(run_id)))
        except BaseException as error:
            self.runs.fail(run_id, RunCounts(), error)
            raise
        counts = RunCounts(fetched=report.rows, quarantined=len(report.at(Level.QUARANTINE)))
        self.runs.finish(run_id, counts)
        return report

    def has_records(self) -> bool:
        """Tell whether there is anything to check."""
        with self.database.read() as connection:
            return bool(listings_by_source(connection))

    def check_source(self, run_id: int, source: str, policy: Policy, slices: Iterable[Frames]) -> CheckReport:
        """Check one source, in slices, as it was when a run began; update the quarantine with what is broken now."""
        import polars as pl

        features = pl.concat([features_of(frames[LISTINGS]) for frames in slices], rechunk=True)
        violations = [*broken(features, self.clock().date()), *self._drift(source, features)]
        report = _report(source, self.clock, features, violations)
        self.progress(report.rows, report.rows, f"{source} checked")
        aside = report.at(Level.QUARANTINE)
        still_broken = {(x.rule, x.subject) for x in aside}
        self.quarantine.let_go(source, rules_that_put_aside(), still_broken, self.runs.began_at(run_id))
        self.runs.quarantine(run_id, aside, policy)
        return report

    def _reports(self, run_id: int) -> Iterator[CheckReport]:
        with self.database.read() as connection:
            policies = {policy.name: policy for policy in stored_policies(connection)}
            sources = listings_by_source(connection)
            if not sources:
                raise WrongUse("There is nothing to check: the catalogue is empty; run `trending-now ingest` first.")
            for source, name, _ in sources:
                slices = listing_frames(connection, policies[name], source, ROWS_AT_ONCE)
                yield self.check_source(run_id, source, policies[name], slices)

    def _drift(self, source: str, features: "pl.DataFrame") -> Iterator[Violation]:
        import polars as pl

        newest = self.shelf.newest()
        if newest is not None:
            before = self.shelf.read(newest, LISTINGS, ("source", "genres", "plot_summary"))
            yield from drift(source, drift_facts(before.filter(pl.col("source") == source)), features, newest.name)


def check_corpus(path: Path, clock: Clock) -> CheckReport:
    """Check a labelled corpus in Parquet; if it is useless as a whole, the report says so instead of checking rows."""
    import polars as pl

    nothing, words = pl.List(pl.Null()), pl.List(pl.String())  # a column of empty lists has this type
    try:
        frame = pl.read_parquet(path).with_columns(pl.col(nothing).cast(words))
    except (OSError, pl.exceptions.PolarsError) as error:
        return refused(path, clock, str(error))
    fault = "; ".join(_wrong_columns(frame))
    if fault:
        return refused(path, clock, fault, COLUMNS)
    return _check_records(path.name, corpus_records(frame, path.stem), clock)


def check_file(path: Path, source: Source, clock: Clock) -> CheckReport:
    """Check a table that `import` would take."""
    try:
        records, violations = listed_records(source, load_taxonomy())
    except WrongUse as error:
        return refused(path, clock, str(error))
    return _check_records(path.name, records, clock, violations)


def refused(path: Path, clock: Clock, message: str, rule: Rule = WHOLE) -> CheckReport:
    """Return the report of a file that cannot be checked at all."""
    return CheckReport(path.name, clock(), 0, _rules(), (Violation(path.stem, rule.name, path.name, message),))


def broken(features: "pl.DataFrame", today: date) -> Iterator[Violation]:
    """Yield what is wrong with records of one source, given the facts about each (`features_of`)."""
    if swapped(features):
        source = str(features["source"][0])
        yield Violation(source, SWAPPED.name, source, "Most titles have more words than the plots beside them.")
    yield from broken_rows(features, today)


def rules_that_put_aside() -> set[str]:
    """Return the names of the rules across rows that put a record into quarantine."""
    return {each.rule.name for each in row_rules() if each.rule.level is Level.QUARANTINE}


def _check_records(
    subject: str, records: "pl.DataFrame", clock: Clock, violations: Sequence[Violation] = ()
) -> CheckReport:
    """Check records that are not in the catalogue."""
    features = features_of(records)
    if not features.height and not violations:
        return _report(subject, clock, features, [Violation(subject, ROWS.name, subject, "It has no rows.")])
    return _report(subject, clock, features, [*violations, *broken(features, clock().date())])


def _wrong_columns(frame: "pl.DataFrame") -> Iterator[str]:
    """Yield what pandera finds wrong with the columns of a corpus."""
    import pandera.polars as pa
    import polars as pl

    optional = {"year": pl.Int64(), "title": pl.String(), "id": pl.String()}
    columns: dict[str, Any] = {name: pa.Column(kind, nullable=True) for name, kind in corpus_schema().items()}
    columns |= {name: pa.Column(kind, nullable=True, required=False) for name, kind in optional.items()}
    try:
        pa.DataFrameSchema(columns).validate(frame.head(0), lazy=True)
    except pa.errors.SchemaErrors as errors:
        for column, found, check in errors.failure_cases.select("column", "failure_case", "check").iter_rows():
            yield (
                f"column {found} is missing" if check == "column_in_dataframe" else f"{column} is {found}, not {check}"
            )


def _report(subject: str, clock: Clock, features: "pl.DataFrame", violations: Sequence[Violation]) -> CheckReport:
    return CheckReport(subject, clock(), features.height, _rules(), tuple(violations), _distributions(features))


def _rules() -> tuple[Rule, ...]:
    return (
        WHOLE, COLUMNS, ROWS, SWAPPED, UNREADABLE, SAME_ID, MALFORMED,
        *(each.rule for each in row_rules()), *DRIFT_RULES,
    )  # fmt: skip


def _distributions(features: "pl.DataFrame") -> tuple[Distribution, ...]:
    """Return how the records are spread, for the charts of the report."""
    if not features.height:
        return ()
    words = features["plot_words"]
    labels = [f"{low}–{high - 1}" for low, high in pairwise(LENGTHS)] + [f"{LENGTHS[-1]}+"]
    bins = [
        int(((words >= low) & (words < high)).sum()) for low, high in zip(LENGTHS, (*LENGTHS[1:], 10**9), strict=True)
    ]
    genres = features["genres"].explode(empty_as_null=True).drop_nulls().value_counts(sort=True)
    missing = {
        "title": int((~features["has_title"]).sum()),
        "year": features["year"].null_count(),
        "release_date": features["release_date"].null_count(),
        "plot_summary": int((words == 0).sum()),
    }
    return (
        Distribution("words of a plot", dict(zip(labels, bins, strict=True))),
        Distribution("genres", dict(genres.iter_rows())),
        Distribution("missing values", missing),
    )
