"""Stage ingest: what a source gives is stored, what is malformed waits, and nothing stops the batch but the end."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.contents import content_of
from tests.invented import NOW, TODAY, WINDOW, HandClock, ListSource, OvertakenSource, SlowSource, listing, released
from tests.pipeline.invented_world import refreshing
from trending_now.domain.run import (
    LOST_ANSWER,
    NOT_JSON,
    RawRecord,
    RunCounts,
    RunState,
    Violation,
)
from trending_now.domain.title import Popularity, Withdrawal
from trending_now.errors import FetchFailed, Stopped, StoreError, WrongUse
from trending_now.pipeline.ingest import RECORDS_PER_BATCH
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.forgetting import forget_source
from trending_now.store.journal_tables import RunRow
from trending_now.store.posters import PosterShelf
from trending_now.store.quarantine import Quarantine
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.runs import FORGOTTEN
from trending_now.store.tables import ListingRow

REFUSED = Violation("first", "answer is broken", "answer 1", "Cut in the middle.", "{")
MANY = [[listing(str(number))] for number in range(3 * RECORDS_PER_BATCH)]


def test_a_run_counts_what_became_of_each_record(parts: Refreshing) -> None:
    source = ListSource([[listing("1"), listing("2")], REFUSED, [REFUSED, listing("3")]])
    first = parts.ingestion.run(source, WINDOW)
    assert first.counts == RunCounts(fetched=3, new=3, quarantined=2)
    again = ListSource([[listing("1"), listing("2", runtime_minutes=90)], REFUSED, [REFUSED, listing("3")]])
    assert parts.ingestion.run(again, WINDOW).counts == RunCounts(3, 0, 1, 2, 2)
    assert (first.state, first.stage, first.subject) == (RunState.DONE, "ingest", "first")


def test_the_same_again_changes_nothing(parts: Refreshing, database: Database) -> None:
    source = ListSource([*MANY, REFUSED])
    parts.ingestion.run(source, WINDOW)
    before = content_of(database)
    assert parts.ingestion.run(source, WINDOW).counts == RunCounts(fetched=48, unchanged=48, quarantined=1)
    assert content_of(database) == before


def test_every_answer_goes_to_the_lake_as_received(parts: Refreshing) -> None:
    source = ListSource(MANY)
    parts.ingestion.run(source, WINDOW)
    records = [record for record in source.fetch(WINDOW) if isinstance(record, RawRecord)]
    kept = {(record.url, record.content) for record in parts.ingestion.lake.read("first")}
    assert kept == {(record.url, record.content) for record in records}


BAD = {
    "name is missing": listing("bad", name="   "),
    "name is missing, too": listing("bad", name="\u200b \ufeff"),
    "name is too long": listing("bad", name="x" * 501),
    "year is impossible": listing("bad", year=1492),
    "release date is impossible": listing("bad", releases=(released(date(9999, 12, 31)),)),
    "runtime is impossible": listing("bad", runtime_minutes=2**40),
    "text is not valid Unicode": listing("bad\0", name="half \ud800 of a pair"),
    "text is not valid Unicode, too": listing("bad", directors=("half \ud800 of a pair",)),
    "measure is not a number": listing("bad", popularity=(Popularity("first", "p", TODAY, float("nan")),)),
    "identifier is too long": listing("b" * 301),
}


@pytest.mark.parametrize("rule", BAD)
def test_one_bad_record_never_stops_a_batch(
    parts: Refreshing, database: Database, reader: CatalogueReader, rule: str
) -> None:
    run = parts.ingestion.run(ListSource([[listing("1"), BAD[rule], listing("2")]]), WINDOW)
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(fetched=2, new=2, quarantined=1))
    (waiting,) = Quarantine(database).waiting()
    assert (waiting.source, waiting.rule) == ("first", rule.removesuffix(", too"))
    assert len(reader.browse(TitleQuery()).cards) == 2


def test_a_title_that_its_source_withdraws_goes_and_others_stay(
    parts: Refreshing, database: Database, reader: CatalogueReader
) -> None:
    parts.ingestion.run(ListSource([[listing("1"), listing("2", name="Another")]]), WINDOW)
    parts.ingestion.run(ListSource([[listing("2", name="Another", source="second")]], name="second"), WINDOW)

    gone = [Withdrawal("first", key, "It is for adults only.") for key in ("1", "2", "never stored")]
    run = parts.ingestion.run(ListSource([[*gone, listing("3", name="A third")]]), WINDOW)

    assert run.counts == RunCounts(fetched=1, new=1)
    assert sorted(card.title.name for card in reader.browse(TitleQuery()).cards) == ["A third", "Another"]
    with database.read() as connection:
        kept = [tuple(row) for row in connection.execute(select(ListingRow.source, ListingRow.source_key))]
    assert sorted(kept) == [("first", "3"), ("second", "2")]


def test_what_is_stored_dates_from_when_its_answer_came(
    parts: Refreshing, database: Database, clock: HandClock
) -> None:
    clock.advance(hours=1)
    parts.ingestion.run(ListSource([[listing("1")]], clock=HandClock()), WINDOW)

    with database.read() as connection:
        assert connection.scalars(select(ListingRow.fetched_at)).all() == [NOW]


AWKWARD = [
    listing("fold", name="\ufdfa" * 500),
    listing("emoji", name="🦊" * 500, tags=()),
    listing("x" * 300, name="Deep", releases=()),
    listing("same words twice", name="Again"),
]


def test_what_is_awkward_but_right_is_stored(parts: Refreshing) -> None:
    assert parts.ingestion.run(ListSource([AWKWARD]), WINDOW).counts == RunCounts(fetched=4, new=4)


def test_a_source_that_fails_in_the_middle_keeps_what_it_gave(parts: Refreshing, reader: CatalogueReader) -> None:
    given = RECORDS_PER_BATCH + 3  # the last of them did not fill a batch
    broken = ListSource([*MANY[:given], FetchFailed("The invented service is down.")])
    run = parts.ingestion.run(broken, WINDOW)
    assert (run.state, run.message) == (RunState.FAILED, "The invented service is down.")
    assert run.counts.new == reader.status().titles == given


def test_the_next_run_goes_on_from_there(parts: Refreshing) -> None:
    parts.ingestion.run(ListSource([*MANY[:RECORDS_PER_BATCH], FetchFailed("Down.")]), WINDOW)
    assert parts.ingestion.run(ListSource(MANY), WINDOW).counts == RunCounts(fetched=48, new=32, unchanged=16)


@pytest.mark.parametrize(
    "answers", [[REFUSED], [[replace(REFUSED, rule=NOT_JSON)]], [REFUSED, replace(REFUSED, message="Later.")]]
)
def test_a_source_that_gives_only_refusals_has_failed(parts: Refreshing, answers: list[Any]) -> None:
    run = parts.ingestion.run(ListSource(answers), WINDOW)
    assert (run.state, run.message) == (RunState.FAILED, "Nothing could be read. Cut in the middle.")


def test_a_source_that_gives_only_refusals_at_last_has_not_failed(parts: Refreshing) -> None:
    run = parts.ingestion.run(ListSource([*MANY[:RECORDS_PER_BATCH], REFUSED]), WINDOW)
    assert (run.state, run.counts.quarantined) == (RunState.DONE, 1)


def test_a_source_with_nothing_new_has_done_well(parts: Refreshing) -> None:
    assert parts.ingestion.run(ListSource([]), WINDOW).state is RunState.DONE


@pytest.mark.parametrize("error", [WrongUse("The file ends in the middle."), StoreError("The disk is full.")])
def test_an_error_that_ends_a_run_is_noted_and_told(
    parts: Refreshing, reader: CatalogueReader, error: Exception
) -> None:
    with pytest.raises(type(error)):
        parts.ingestion.run(ListSource([[listing("1")], error]), WINDOW)  # type: ignore[list-item]
    last = reader.status().last_finished
    assert last is not None
    assert (last.state, last.message) == (RunState.FAILED, str(error))


@pytest.mark.parametrize(
    ("error", "state"), [(StoreError("The lake is full."), "failed"), (KeyboardInterrupt(), "interrupted")]
)
def test_an_error_or_an_interruption_leaves_no_run_that_seems_to_go_on(
    parts: Refreshing, database: Database, error: BaseException, state: str
) -> None:
    class Broken(ListSource):
        def parse(self, record: RawRecord):  # type: ignore[no-untyped-def]  # noqa: ARG002 (it fails at once)
            raise error

    with pytest.raises(type(error)):
        parts.ingestion.run(Broken([[listing("1")]]), WINDOW)
    with database.read() as connection:
        assert connection.scalars(select(RunRow.state)).all() == [state]


@pytest.mark.parametrize(
    "lost",
    [FetchFailed("It was closed."), Violation("first", LOST_ANSWER, "x", "Closed.")],
    ids=lambda lost: type(lost).__name__,
)
def test_what_cannot_be_had_since_the_program_ends_is_an_interruption_and_no_answer_is_lost(
    database: Database, tmp_path: Path, clock: HandClock, lost: FetchFailed | Violation
) -> None:
    def stop(*_: object) -> None:
        raise Stopped("The program was stopped.")

    parts = refreshing(database, tmp_path / "lake", clock, stop)
    with pytest.raises(Stopped):
        parts.ingestion.run(ListSource([lost]), WINDOW)
    with database.read() as connection:
        assert connection.scalars(select(RunRow.state)).all() == ["interrupted"]
    assert Quarantine(database).waiting() == []


def test_progress_is_told_after_each_batch(database: Database, tmp_path: Path, clock: HandClock) -> None:
    told: list[tuple[int, int | None, str]] = []
    parts = refreshing(database, tmp_path / "lake", clock, lambda *said: told.append(said))
    answers = [*MANY[:-1], [REFUSED]]
    replace(parts.ingestion, expected_rows=48).run(ListSource(answers), WINDOW)
    assert [told[0], told[1], told[-1]] == [(16, 48, "first"), (32, 48, "first"), (48, 48, "first")]


def test_what_comes_slowly_is_not_held_back(database: Database, tmp_path: Path, clock: HandClock) -> None:
    told: list[int] = []
    parts = refreshing(database, tmp_path / "lake", clock, lambda done, _total, _what: told.append(done))
    parts.ingestion.run(SlowSource(MANY[:6], clock=clock), WINDOW)
    assert told == [3, 5, 6]


def test_a_source_that_is_forgotten_while_it_is_read_stores_nothing_more(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1")]]), WINDOW)
    lake, shelf = parts.ingestion.lake, PosterShelf(tmp_path / "posters", clock)
    source = OvertakenSource([[listing("1")], [listing("2")]])
    source.meanwhile = lambda: forget_source("first", database, parts.runs, parts.catalogue, lake, shelf)

    run = parts.ingestion.run(source, WINDOW)

    assert (run.state, run.message) == (RunState.FAILED, FORGOTTEN)
    assert parts.catalogue.is_empty()
    assert (list(lake.read("first")), list((tmp_path / "lake").rglob("*.parquet"))) == ([], [])
    assert parts.ingestion.run(ListSource([[listing("1")]]), WINDOW).counts.new == 1
