"""The main job: demo first, then what is due; what an earlier run left is finished."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.invented import NOW, TODAY, HandClock, ListSource, listing, released
from tests.pipeline.invented_world import LengthEngine, Tired, demo, refreshing, sources
from trending_now.domain.run import LOST_ANSWER, NOT_JSON, UNREADABLE, RunState, Violation, Window
from trending_now.errors import FetchFailed, WrongUse
from trending_now.pipeline.ingest import RECORDS_PER_BATCH
from trending_now.pipeline.refresh import Refreshing, days_of
from trending_now.store.database import Database
from trending_now.store.forgetting import forget_source
from trending_now.store.posters import PosterShelf
from trending_now.store.quarantine import Quarantine
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.verdicts.append_only import AppendOnlyDatabase
from trending_now.store.verdicts.feedback import FeedbackBook


def test_without_a_source_the_demo_is_shown_with_its_genres(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    runs = parts.run([], demo(clock), [LengthEngine()])
    cards = reader.browse(TitleQuery()).cards
    assert [(run.stage, run.subject, run.counts.new) for run in runs] == [("ingest", "demo", 3), ("enrich", "rules", 3)]
    assert all(card.title.is_demo and card.genres for card in cards)


def test_real_titles_take_the_place_of_the_demo(parts: Refreshing, reader: CatalogueReader, clock: HandClock) -> None:
    parts.run([], demo(clock), [LengthEngine()])
    parts.run(sources(clock)[:1], demo(clock), [LengthEngine()])
    assert not reader.status().is_demo
    assert {card.title.is_demo for card in reader.browse(TitleQuery()).cards} == {False}
    assert parts.run([], demo(clock), [LengthEngine()])[0].stage == "enrich"


def test_the_demo_is_refused_where_real_titles_are(parts: Refreshing, clock: HandClock) -> None:
    parts.ingest(ListSource([[listing("1")]]))
    with pytest.raises(WrongUse, match="demo catalogue is for an empty catalogue"):
        parts.ingest(demo(clock))


def test_a_source_that_fails_leaves_the_demo(parts: Refreshing, reader: CatalogueReader, clock: HandClock) -> None:
    runs = parts.run([ListSource([FetchFailed("No network.")])], demo(clock), [LengthEngine()])
    assert [run.state for run in runs if run.subject == "first"] == [RunState.FAILED]
    assert reader.status().is_demo


def test_one_source_that_fails_does_not_stop_the_next(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    down = ListSource([FetchFailed("No network.")], "first")
    parts.run([down, ListSource([[listing("1", "second")]], "second")], demo(clock), [LengthEngine()])
    assert [card.title.name for card in reader.browse(TitleQuery()).cards] == ["The Lantern of 1"]


def test_neither_an_unforeseen_error_nor_an_engine_that_cannot_run_stops_the_next(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    breaks = ListSource([KeyError("show")], "first")
    engines = [Tired(0, "boosted"), LengthEngine("rules")]
    runs = parts.run([breaks, ListSource([[listing("1", "second")]], "second")], demo(clock), engines)
    told = {run.subject: run.message for run in runs if run.state is RunState.FAILED}
    assert told == {
        "first": "it broke off unforeseen (KeyError: 'show'); the log tells where",
        "boosted": "The engine is tired.",
    }
    assert [card.engine for card in reader.browse(TitleQuery()).cards] == ["rules"]


def test_a_source_is_asked_again_only_when_it_is_due(parts: Refreshing, clock: HandClock) -> None:
    source = ListSource([[listing("1")]])
    asked = []
    for hours in (0, 5, 1):
        clock.advance(hours=hours)
        parts.run([source], demo(clock), [LengthEngine()])
        asked.append(len(source.asked))
    assert asked == [1, 1, 2]


def test_a_clock_that_was_ahead_neither_silences_a_source_nor_keeps_what_it_says(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    source = ListSource([[listing("1")]], clock=clock)
    clock.advance(days=40)
    parts.run([source], demo(clock), [LengthEngine()])
    clock.advance(days=-40)
    assert parts.is_due("first")
    corrected = ListSource([[listing("1", name="The Lamp of 1")]], clock=clock)
    run = parts.ingest(corrected)
    assert (run.counts.updated, corrected.asked[0].first) == (1, TODAY - timedelta(days=30))
    assert [card.title.name for card in reader.browse(TitleQuery()).cards] == ["The Lamp of 1"]


def test_a_source_that_failed_is_asked_again_at_once(parts: Refreshing, clock: HandClock) -> None:
    source = ListSource([FetchFailed("No network.")])
    for _ in range(2):
        parts.run([source], demo(clock), [LengthEngine()])
    assert len(source.asked) == 2


def test_the_first_run_looks_far_back_and_the_next_to_the_last_good_one(parts: Refreshing, clock: HandClock) -> None:
    source = ListSource([[listing("1")]])
    for days in (0, 3, 300):
        clock.advance(days=days)
        parts.ingest(source)
    asked = [
        (clock_day - window.first).days for clock_day, window in zip(days_asked(0, 3, 303), source.asked, strict=True)
    ]
    assert asked == [30, 4, 30]
    assert source.asked[0] == Window(TODAY - timedelta(days=30), TODAY + timedelta(days=14))


@pytest.mark.parametrize("rule", sorted(UNREADABLE))
def test_a_run_of_which_no_answer_could_be_read_has_failed_and_is_made_up_for(
    parts: Refreshing, database: Database, clock: HandClock, rule: str
) -> None:
    parts.ingest(ListSource([[listing("1")]]))
    clock.advance(days=3)
    busy = Violation("first", rule, "invented:0", "The answer is an HTML page.")
    failed = parts.ingest(ListSource([[busy], [busy]]))
    assert (failed.state, failed.message) == (RunState.FAILED, "Nothing could be read. The answer is an HTML page.")
    assert parts.is_due("first")
    clock.advance(days=1)

    source = ListSource([[listing("1")]])
    parts.ingest(source)

    assert source.asked[0].first == clock().date() - timedelta(days=5)
    assert Quarantine(database).waiting() == []


def test_a_source_that_was_forgotten_is_asked_as_if_it_never_had_been(
    parts: Refreshing, database: Database, clock: HandClock, tmp_path: Path
) -> None:
    source = ListSource([[listing("1")]])
    parts.ingest(source)
    shelf = PosterShelf(tmp_path / "posters", clock)
    forget_source("first", database, parts.runs, parts.catalogue, parts.ingestion.lake, shelf)
    clock.advance(days=1)
    assert parts.is_due("first")

    parts.ingest(source)

    assert source.asked[1].first == clock().date() - timedelta(days=30)


@pytest.mark.parametrize(("told_days", "waits"), [(None, False), (30, False), (0, True)])
def test_an_answer_that_could_not_be_had_waits_until_nothing_of_its_source_is_missing(
    parts: Refreshing, database: Database, clock: HandClock, told_days: int | None, waits: bool
) -> None:
    lost = Violation("first", LOST_ANSWER, "invented:day", "It answered 500 on each of 4 tries.")
    parts.ingest(ListSource([[listing("1")]]))
    clock.advance(days=3)
    parts.ingest(ListSource([[listing("1")], lost]))
    parts.ingest(ListSource([[listing("2")], replace(lost, source="second")], "second"))
    clock.advance(days=3)
    parts.ingest(ListSource([[listing("3")]]), told_days)

    assert [record.source for record in Quarantine(database).waiting()] == ["second", *["first"] * waits]


MENDED, BROKEN = listing("1"), Violation("first", "entry is malformed", "invented:0 episode 7", "It has no name.")


@pytest.mark.parametrize(
    ("again", "wait"),
    [
        ([[MENDED]], []),
        ([*[[MENDED]] * RECORDS_PER_BATCH, FetchFailed("No network.")], []),
        ([[BROKEN]], [BROKEN.rule]),
        ([[replace(BROKEN, subject="invented:0 episode 8")]], [BROKEN.rule]),
        ([replace(BROKEN, rule=LOST_ANSWER, subject="invented:0"), [MENDED]], [LOST_ANSWER, BROKEN.rule]),
        ([[replace(BROKEN, rule=NOT_JSON, subject="invented:0")], [MENDED]], [NOT_JSON, BROKEN.rule]),
    ],
)
def test_what_was_malformed_leaves_quarantine_when_its_address_comes_again_without_it(
    parts: Refreshing, database: Database, clock: HandClock, again: list[Any], wait: list[str]
) -> None:
    parts.ingest(ListSource([[BROKEN, listing("2")]], clock=clock))
    clock.advance(days=1)
    parts.ingest(ListSource(again, clock=clock))

    assert [record.rule for record in Quarantine(database).waiting()] == wait


def test_a_record_with_a_long_id_leaves_quarantine_when_it_can_be_stored(
    parts: Refreshing, database: Database, clock: HandClock
) -> None:
    key = f"https://list.example/{'long-' * 50}"
    parts.ingest(ListSource([[listing(key, year=20310)]], clock=clock))
    clock.advance(days=1)
    parts.ingest(ListSource([[listing(key)], [listing("2")]], clock=clock))

    assert Quarantine(database).waiting() == []


@pytest.mark.parametrize(
    ("again", "waits"), [([listing("1")], False), ([listing("1", year=20310)], True), ([listing("2")], True)]
)
def test_a_record_that_broke_a_data_rule_leaves_quarantine_when_it_can_be_stored(
    parts: Refreshing, database: Database, clock: HandClock, again: list[Any], waits: bool
) -> None:
    of_a_check = Violation("first", "listed twice", "1", "Decided elsewhere.")
    parts.ingest(ListSource([[listing("1", year=20310), of_a_check]], clock=clock))
    clock.advance(days=1)
    parts.ingest(ListSource([again, [listing("2")]], clock=clock))

    left = {record.rule for record in Quarantine(database).waiting()}
    assert left == {of_a_check.rule} | ({"year is impossible"} if waits else set())


def test_a_run_that_lost_an_answer_is_looked_behind_by_the_next(parts: Refreshing, clock: HandClock) -> None:
    lost = Violation("first", LOST_ANSWER, "invented:day", "It answered 500 on each of 4 tries.")
    missing = Violation("first", "answer does not exist", "invented:show", "It answered 404.")
    asked = []
    for answers in ([[listing("1")]], [[listing("2")], missing], [[listing("3")], lost], [[listing("4")]]):
        source = ListSource(answers)
        clock.advance(days=2)
        parts.ingest(source)
        asked.append((clock().date() - source.asked[0].first).days)
    assert asked == [30, 3, 3, 5]


def test_a_person_says_how_far_back(parts: Refreshing) -> None:
    source = ListSource([])
    parts.ingest(source, 7)
    assert source.asked == [Window(TODAY - timedelta(days=7), TODAY + timedelta(days=14))]


def test_what_a_first_run_was_told_to_leave_out_is_looked_at_by_the_next(parts: Refreshing, clock: HandClock) -> None:
    source = ListSource([[listing("1")]])
    parts.ingest(source, 1)
    parts.ingest(source)
    assert [(clock().date() - window.first).days for window in source.asked] == [1, 30]


@pytest.mark.parametrize(("told", "next_looks_back"), [(1, 9), (3, 9), (4, 5), (30, 5)])
def test_days_that_a_person_left_out_are_looked_at_by_the_next_run(
    parts: Refreshing, clock: HandClock, told: int, next_looks_back: int
) -> None:
    source = ListSource([[listing("1")]])
    for days, past_days in ((0, None), (4, told), (4, None)):
        clock.advance(days=days)
        parts.ingest(source, past_days)
    assert (clock().date() - source.asked[-1].first).days == next_looks_back


def test_what_a_killed_run_stored_and_did_not_read_is_read_by_the_next(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    source = ListSource([[listing("1")]])
    parts.ingest(source)
    parts.run([source], demo(clock), [LengthEngine()])
    assert len(source.asked) == 1
    assert [bool(card.genres) for card in reader.browse(TitleQuery()).cards] == [True]


def test_what_is_past_its_date_is_deleted_everywhere(
    database: Database, tmp_path: Path, clock: HandClock, reader: CatalogueReader
) -> None:
    parts = refreshing(database, tmp_path / "lake", clock)
    broken = Violation("first", "row is malformed", "row 7", "It has no name.", "{}")
    source = ListSource([[listing("1"), broken]], retention=timedelta(days=10), clock=clock)
    parts.ingest(source)
    assert list((tmp_path / "lake").rglob("*.parquet"))
    clock.advance(days=10)
    parts.run([], demo(clock), [LengthEngine()])
    assert {card.title.is_demo for card in reader.browse(TitleQuery()).cards} == {True}
    assert list(parts.ingestion.lake.read("first")) == []
    assert Quarantine(database).waiting() == []
    assert not list((tmp_path / "lake" / "raw" / "source=first").rglob("*.parquet"))


def test_what_comes_out_between_two_refreshes_is_new_within_the_hour(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock
) -> None:
    days = {"out": TODAY, "coming": TODAY + timedelta(days=1)}
    parts.ingest(ListSource([[listing(key, releases=(released(day),)) for key, day in days.items()]]))
    clock.advance(days=1)
    parts.expire()
    names = [card.title.name for card in reader.browse(TitleQuery()).cards]
    assert names == ["The Lantern of coming", "The Lantern of out"]


def test_what_was_upcoming_comes_out(parts: Refreshing, reader: CatalogueReader, clock: HandClock) -> None:
    coming = (released(TODAY - timedelta(days=9), "FR"), released(TODAY + timedelta(days=2)))
    parts.run([ListSource([[listing("1", releases=coming)]])], demo(clock), [LengthEngine()])
    shown = []
    for _ in range(2):
        shown += [card.release for card in reader.browse(TitleQuery()).cards]
        clock.advance(days=2)
        parts.run([], demo(clock), [LengthEngine()])
    assert shown == list(coming)


@pytest.mark.parametrize("days", [(60,), (-9, 60)])
def test_what_came_out_by_a_clock_that_was_ahead_is_upcoming_again(
    parts: Refreshing, reader: CatalogueReader, clock: HandClock, days: tuple[int, ...]
) -> None:
    on_days = tuple(released(TODAY + timedelta(days=day)) for day in days)
    source = ListSource([[listing("1", releases=on_days), listing("2", releases=(released(),))]], clock=clock)
    parts.run([source], demo(clock), [LengthEngine()])
    right = [(card.title.name, card.release) for card in reader.browse(TitleQuery()).cards]
    for ahead in (100, -100):
        clock.advance(days=ahead)
        parts.run([], demo(clock), [LengthEngine()])

    assert [(card.title.name, card.release) for card in reader.browse(TitleQuery()).cards] == right


@pytest.mark.parametrize("refresh_hours", [1, 24 * 30])
def test_what_viewers_said_in_a_pause_is_heard_by_the_next_refresh(
    database: Database, database_url: str, reader: CatalogueReader, clock: HandClock, tmp_path: Path, refresh_hours: int
) -> None:
    parts = replace(refreshing(database, tmp_path / "lake", clock), refresh_hours=refresh_hours)
    parts.run([ListSource([[listing("1", tags=())]])], demo(clock), [LengthEngine()])
    (before,) = reader.browse(TitleQuery()).cards
    with closing(AppendOnlyDatabase(database_url)) as database_for_viewers:
        book = FeedbackBook(database_for_viewers, clock)
        for visitor in "abc":
            book.give(before.title.id, before.genres[0].genre, visitor, holds=False)
    clock.advance(hours=max(6 * 24, 2 * refresh_hours))
    parts.run([], demo(clock), [LengthEngine()])
    assert reader.title(before.title.id).card.dispute > before.dispute == 0


@pytest.mark.parametrize(
    ("said", "days"), [("7d", 7), ("2w", 14), (" 30 D ", 30), ("5", 5), ("0d", 0), ("3660d", 3660)]
)
def test_a_length_of_time_is_read(said: str, days: int) -> None:
    assert days_of(said) == days


@pytest.mark.parametrize("said", ["", "d", "7m", "-7d", "7.5d", "seven", "7d7d", "\u0667d x"])
def test_what_is_no_length_of_time_is_refused(said: str) -> None:
    with pytest.raises(WrongUse, match="is no length of time"):
        days_of(said)


@pytest.mark.parametrize("said", ["99999d", "9999d", "3661", "523w", "1000w"])
def test_a_time_that_is_too_long_is_refused_with_the_longest_there_is(said: str) -> None:
    with pytest.raises(WrongUse, match=f"--since '{said}' is too long: at most 3660d are looked back"):
        days_of(said)


def days_asked(*days: int) -> list:  # type: ignore[type-arg]
    return [(NOW + timedelta(days=number)).date() for number in days]
