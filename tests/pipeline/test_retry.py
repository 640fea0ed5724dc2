"""What waits in quarantine is read again from the raw answers; what is good now is stored and leaves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.invented import TODAY, WINDOW, HandClock, ListSource, imdb, listing, policy, released
from trending_now.domain.run import (
    ID_OF_ANOTHER,
    ID_TWICE,
    LOST_ANSWER,
    NO_ANSWER,
    UNREADABLE_ROW,
    RawRecord,
    RunCounts,
    RunState,
    Violation,
)
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Plot
from trending_now.domain.title import Listing
from trending_now.errors import SettingsError, StoreError, TrendingNowError, WrongUse
from trending_now.pipeline.refresh import Refreshing
from trending_now.pipeline.retry import STAGE, Parser, Retrying, SourceReader
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.forgetting import forget_source
from trending_now.store.journal_tables import RunRow, ViolationRow
from trending_now.store.lake import RawLake
from trending_now.store.posters import PosterShelf
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import FORGOTTEN, RunLog
from trending_now.store.tables import ListingRow, PlotRow, ReleaseRow

MALFORMED = Violation("first", "row is malformed", "row 2", "It has no name.", "{}")


def test_a_record_that_the_program_can_read_now_is_stored_and_leaves(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1")], [MALFORMED]]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    (run,) = retrying.run(retrying.quarantine.waiting())
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(fetched=4, new=1, unchanged=3))
    assert retrying.quarantine.waiting() == []
    assert keys(database) == ["1", "2"]


def test_a_record_that_is_still_malformed_still_waits(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    source = ListSource([[MALFORMED], [listing("1")], [replace(MALFORMED, subject="row 3")]])
    parts.ingestion.run(source, WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: source.parse)
    retrying.run(retrying.quarantine.waiting())
    assert len(retrying.quarantine.waiting()) == 2


def test_of_two_answers_of_one_address_the_newer_tells_what_is_still_malformed(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    answers = [[listing("1"), MALFORMED]], [[listing("1"), listing("2")]]
    broken, mended = (ListSource(each, clock=clock) for each in answers)

    def as_then(record: RawRecord) -> Iterator[Listing | Violation]:
        return (broken if b"Violation" in record.content else mended).parse(record)

    for source in (broken, mended):
        parts.ingestion.run(source, WINDOW)
        clock.advance(days=1)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: as_then)

    retrying.run(retrying.quarantine.waiting())

    assert retrying.quarantine.waiting() == []


def test_answers_are_read_again_from_the_first_run_on_that_found_what_waits(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    """Each run asks an address less than the one before, so each has the newest answer of one."""
    for number in range(4):
        broken = [replace(MALFORMED, subject=f"row {number}")] if number in (1, 2) else []
        parts.ingestion.run(ListSource([broken, *([] for _ in range(3 - number))], clock=clock), WINDOW)
        clock.advance(days=1)
    read: list[str] = []

    def note(record: RawRecord) -> Iterator[Listing | Violation]:
        read.append(record.url)
        yield from ()

    retrying = build(database, tmp_path, clock, parser_of=lambda _: note)
    retrying.run(retrying.quarantine.waiting())

    assert sorted(read) == ["invented:0", "invented:1", "invented:2"]


def test_where_it_is_not_known_which_run_found_a_record_every_answer_is_read_again(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[MALFORMED]]), WINDOW)
    with database.write() as connection:
        connection.execute(delete(ViolationRow))
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    retrying.run(retrying.quarantine.waiting())
    assert (keys(database), retrying.quarantine.waiting()) == (["1", "2"], [])


def test_a_malformed_record_still_waits_though_its_subject_is_stored_in_another_form(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    """A NUL cannot be stored, and a long subject is cut."""
    source = ListSource([[replace(MALFORMED, subject="a\0b"), replace(MALFORMED, subject="x" * 400)]])
    parts.ingestion.run(source, WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: source.parse)
    retrying.run(retrying.quarantine.waiting())
    assert len(retrying.quarantine.waiting()) == 2


def test_a_record_that_breaks_a_rule_across_records_waits_on_as_it_was(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    shared = replace(MALFORMED, rule="one text on several titles", subject="1")
    parts.ingestion.run(ListSource([[listing("1"), shared]]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    waiting = retrying.quarantine.waiting()
    retrying.run(waiting)
    assert retrying.quarantine.waiting() == waiting
    assert keys(database) == ["1", "2"]


def test_what_comes_broken_again_during_a_retry_still_waits(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[MALFORMED]]), WINDOW)

    def read_beside_an_ingest(_: RawRecord) -> Iterator[Listing | Violation]:
        clock.advance(minutes=1)
        parts.ingestion.run(ListSource([[listing("1"), MALFORMED]]), WINDOW)
        yield from (listing("1"), listing("2"))

    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_beside_an_ingest)
    retrying.run(retrying.quarantine.waiting())
    assert [record.last_seen for record in retrying.quarantine.waiting()] == [clock()]


def test_what_a_source_says_during_a_retry_stays(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1", name="As it was"), MALFORMED]]), WINDOW)

    def read_beside_an_ingest(_: RawRecord) -> Iterator[Listing | Violation]:
        clock.advance(minutes=1)
        parts.ingestion.run(ListSource([[listing("1", name="As it is")]], clock=clock), WINDOW)
        yield listing("1", name="As it was")

    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_beside_an_ingest)
    retrying.run(retrying.quarantine.waiting())
    with database.read() as connection:
        assert connection.scalars(select(ListingRow.name)).all() == ["As it is"]


def as_given(record: RawRecord) -> Iterator[Listing | Violation]:
    """Read an answer as the source gave it, which `ListSource` keeps as text."""
    yield from GIVEN[record.content]


GIVEN: dict[bytes, list[Listing | Violation]] = {}


@pytest.mark.parametrize("days_apart", [0, 1])
def test_a_retry_brings_back_nothing_that_a_source_has_taken_back(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock, days_apart: int
) -> None:
    wrong = listing("1", name="Salt and Iron", external_ids=(imdb(7),), releases=(released(TODAY + timedelta(days=9)),))
    mended = listing("1", name="Honey Moon", releases=(released(TODAY + timedelta(days=10)),), names_all_releases=True)
    for answers in ([[wrong], [MALFORMED]], [[mended], [MALFORMED]]):
        source = ListSource(answers, clock=clock)
        parts.ingestion.run(source, WINDOW)
        GIVEN.update({repr(answer).encode(): answer for answer in answers})
        clock.advance(days=days_apart, minutes=1)
    other = listing("9", source="second", name="Salt and Iron", external_ids=(imdb(7),), plots=(Plot("Another."),))
    parts.ingestion.run(ListSource([[other]], name="second", clock=clock), WINDOW)
    before = said_of_titles(database)

    retrying = build(database, tmp_path, clock, parser_of=lambda _: as_given)
    retrying.run(retrying.quarantine.waiting())

    assert said_of_titles(database) == before
    assert len({title for title, *_ in before}) == 2


@pytest.mark.parametrize(("names_all_days", "left"), [(True, [1]), (False, [1, 10])])
def test_a_retry_brings_back_no_day_that_a_later_run_names_no_more(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock, names_all_days: bool, left: list[int]
) -> None:
    """The address that named it is asked for no more, so its old answer is still the newest of that address."""
    days = tuple(released(TODAY + timedelta(days=ahead)) for ahead in (1, 10))
    once = ListSource([[], [listing("1", releases=days), MALFORMED]], names_all_days=names_all_days, clock=clock)
    GIVEN.update({repr(answer).encode(): list(answer) for answer in once.answers if isinstance(answer, list)})
    parts.ingest(once)
    clock.advance(days=2)
    parts.ingest(ListSource([[]], names_all_days=names_all_days, clock=clock))

    retrying = build(database, tmp_path, clock, lambda _: as_given, names_all_days=names_all_days)
    retrying.run(retrying.quarantine.waiting())

    assert days_ahead(database) == left


@pytest.mark.parametrize(
    ("names_all_days", "later_runs", "left"), [(True, 1, [1]), (False, 1, [1, 2, 10]), (True, 0, [1, 2, 10])]
)
def test_what_can_be_read_at_last_has_its_days_but_for_those_that_a_later_run_could_have_named(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock, names_all_days: bool, later_runs: int,
    left: list[int],
) -> None:  # fmt: skip
    for answers in ([[], [MALFORMED]], *([[[]]] * later_runs)):
        parts.ingest(ListSource(answers, names_all_days=names_all_days, clock=clock))
        clock.advance(days=2)
    mended = listing("1", releases=tuple(released(TODAY + timedelta(days=ahead)) for ahead in (1, 2, 10)))

    def read(record: RawRecord) -> Iterator[Listing | Violation]:
        yield from [mended] if b"Violation" in record.content else []

    retrying = build(database, tmp_path, clock, lambda _: read, names_all_days=names_all_days)
    retrying.run(retrying.quarantine.waiting())

    assert days_ahead(database) == left


def days_ahead(database: Database) -> list[int]:
    with database.read() as connection:
        return [(day - TODAY).days for day in connection.scalars(select(ReleaseRow.date).order_by(ReleaseRow.date))]


def said_of_titles(database: Database) -> list[tuple[int, str, int, date]]:
    """Return each title's listings and days, and the rows that its texts have."""
    columns = (ListingRow.title_id, ListingRow.name, PlotRow.id, ReleaseRow.date)
    joined = select(*columns).join(PlotRow, PlotRow.listing_id == ListingRow.id)
    joined = joined.join(ReleaseRow, ReleaseRow.listing_id == ListingRow.id).order_by(ListingRow.id, ReleaseRow.date)
    with database.read() as connection:
        return [(title, name, plot, day) for title, name, plot, day in connection.execute(joined)]


def test_what_is_forgotten_during_a_retry_is_not_stored_again(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1"), MALFORMED]]), WINDOW)
    lake, shelf = parts.ingestion.lake, PosterShelf(tmp_path / "posters", clock)

    def read_beside_a_forgetting(_: RawRecord) -> Iterator[Listing | Violation]:
        forget_source("first", database, parts.runs, parts.catalogue, lake, shelf)
        yield listing("1")

    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_beside_a_forgetting)
    (run,) = retrying.run(retrying.quarantine.waiting())
    assert (run.state, run.message) == (RunState.FAILED, FORGOTTEN)
    assert (keys(database), retrying.quarantine.waiting()) == ([], [])


@pytest.mark.parametrize("rule", [LOST_ANSWER, NO_ANSWER, UNREADABLE_ROW, ID_TWICE, ID_OF_ANOTHER])
def test_what_no_answer_can_tell_is_not_let_go_by_reading_the_others(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock, rule: str
) -> None:
    lost = Violation("first", rule, "page 3", "It was cut.")
    parts.ingestion.run(ListSource([[listing("1")], lost]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    assert retrying.run(retrying.quarantine.waiting()) == []
    assert [record.rule for record in retrying.quarantine.waiting()] == [rule]


def test_without_an_answer_to_read_again_a_record_waits_on(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([MALFORMED]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    retrying.run(retrying.quarantine.waiting())
    assert len(retrying.quarantine.waiting()) == 1


def test_what_one_source_has_mended_lets_nothing_of_another_go(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    broken = ListSource([[replace(MALFORMED, source="second")]], "second")
    for source in (ListSource([[MALFORMED]]), broken):
        parts.ingestion.run(source, WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda name: broken.parse if name == "second" else read_well)
    retrying.run(retrying.quarantine.waiting())
    assert [record.source for record in retrying.quarantine.waiting()] == ["second"]


@pytest.mark.parametrize("error", [SettingsError, WrongUse])
def test_a_source_that_cannot_be_read_again_does_not_stop_the_next(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock, error: type[TrendingNowError]
) -> None:
    def without_key(source: str) -> Parser:
        if source == "first":
            raise error("It needs a key.")
        return read_well

    for name in ("first", "second"):
        parts.ingestion.run(ListSource([[listing("1", name), replace(MALFORMED, source=name)]], name), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=without_key)
    runs = retrying.run(sorted(retrying.quarantine.waiting(), key=lambda record: record.source))
    assert [(run.subject, run.state, run.message) for run in runs] == [
        ("first", RunState.FAILED, "It needs a key."),
        ("second", RunState.DONE, ""),
    ]


def test_a_retry_that_an_error_ends_is_a_failed_run(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1"), MALFORMED]]), WINDOW)
    for path in (tmp_path / "lake").rglob("*.parquet"):
        path.unlink()
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    with pytest.raises(StoreError):
        retrying.run(retrying.quarantine.waiting())
    with database.read() as connection:
        states = connection.scalars(select(RunRow.state).where(RunRow.stage == STAGE)).all()
    assert states == [RunState.FAILED.value]


def read_well(record: RawRecord) -> Iterator[Listing | Violation]:
    yield from (listing("1"), listing("2"))


def build(
    database: Database,
    folder: Path,
    clock: HandClock,
    parser_of: Callable[[str], Parser],
    *,
    names_all_days: bool = False,
) -> Retrying:
    catalogue, lake = CatalogueWriter(database, load_taxonomy(), clock), RawLake(str(folder / "lake"), database)
    runs, quarantine = RunLog(database, clock), Quarantine(database)
    return Retrying(
        catalogue, lake, runs, quarantine, lambda name: SourceReader(parser_of(name), names_all_days), policy
    )


def keys(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(ListingRow.source_key).order_by(ListingRow.source_key)))
