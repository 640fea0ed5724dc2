"""Days that a source takes back: what a whole schedule names no more, and what a part of one does not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.invented import TODAY, WINDOW, HandClock, ListSource, OvertakenSource, SlowSource, listing, released
from trending_now.domain.run import (
    LOST_ANSWER,
    NO_ANSWER,
    NOT_JSON,
    OTHER_SHAPE,
    Violation,
    Window,
)
from trending_now.domain.title import Listing, Release, ReleaseType
from trending_now.errors import FetchFailed
from trending_now.pipeline.ingest import RECORDS_PER_BATCH
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.tables import ListingRow, ReleaseRow

REFUSED = Violation("first", "answer is broken", "answer 1", "Cut in the middle.", "{")
SOON, LATER, LONG_AFTER = (TODAY + timedelta(days=days) for days in (1, 2, 90))
YESTERDAY = TODAY - timedelta(days=1)
AHEAD = Window(TODAY - timedelta(days=7), TODAY + timedelta(days=14))


def days_of(database: Database) -> dict[str, list[date]]:
    """Return the days on which each title is released."""
    named = select(ListingRow.source_key, ReleaseRow.date).join(ReleaseRow, ReleaseRow.listing_id == ListingRow.id)
    with database.read() as connection:
        found = connection.execute(named.order_by(ReleaseRow.date)).all()
    return {key: [day for other, day in found if other == key] for key, _ in found}


def on(key: str, *days: date) -> list[Listing | Violation]:
    return [listing(key, releases=tuple(map(released, days)))]


def test_answers_of_several_batches_name_the_releases_of_a_title_together(
    parts: Refreshing, database: Database, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([on("1", YESTERDAY)]), WINDOW)
    clock.advance(hours=1)
    soon, later = ([listing("1", releases=(released(day),), names_all_releases=True)] for day in (SOON, LATER))

    parts.ingestion.run(SlowSource([[], soon, [], later], clock=clock), WINDOW)

    assert days_of(database) == {"1": [SOON, LATER]}


@pytest.fixture
def scheduled(parts: Refreshing) -> Refreshing:
    """Ingest a schedule: one title yesterday and tomorrow, another tomorrow, a third long after the window."""
    schedule = [on("1", YESTERDAY, SOON), on("2", SOON), on("3", LONG_AFTER)]
    parts.ingestion.run(ListSource(schedule, names_all_days=True), AHEAD)
    return parts


def test_a_day_that_a_whole_schedule_names_no_more_is_taken_back(
    scheduled: Refreshing, database: Database, reader: CatalogueReader
) -> None:
    scheduled.ingestion.run(ListSource([on("1", LATER)], names_all_days=True), AHEAD)

    assert days_of(database) == {"1": [YESTERDAY, LATER], "3": [LONG_AFTER]}
    shown = {card.title.name[-1]: card.release and card.release.date for card in reader.browse(TitleQuery()).cards}
    assert shown == {"1": YESTERDAY, "2": None, "3": LONG_AFTER}


def test_a_show_that_goes_to_another_channel_is_on_that_one_only(parts: Refreshing, reader: CatalogueReader) -> None:
    for channel in ("North One", "Lumen+"):
        days = tuple(released(day, "GB", channel) for day in (YESTERDAY, SOON))
        parts.ingestion.run(ListSource([[listing("1", releases=days)]], names_all_days=True), AHEAD)

    (card,) = reader.browse(TitleQuery()).cards
    assert set(reader.title(card.title.id).releases) == {released(day, "GB", "Lumen+") for day in (YESTERDAY, SOON)}
    assert card.release == released(YESTERDAY, "GB", "Lumen+")


def test_a_day_of_which_only_the_day_is_told_any_more_stays_as_it_was(
    scheduled: Refreshing, database: Database, reader: CatalogueReader
) -> None:
    bare = listing("2", releases=(Release(SOON, ReleaseType.UNSPECIFIED),))
    for _ in range(2):
        scheduled.ingestion.run(ListSource([[bare]], names_all_days=True), AHEAD)

    assert days_of(database) == {"1": [YESTERDAY], "2": [SOON], "3": [LONG_AFTER]}
    assert released(SOON) in {card.release for card in reader.browse(TitleQuery()).cards}


def test_a_release_of_today_is_taken_back_too(parts: Refreshing, database: Database) -> None:
    for schedule in ([on("1", YESTERDAY, TODAY), on("2", SOON)], [on("2", SOON)]):
        parts.ingestion.run(ListSource(schedule, names_all_days=True), AHEAD)

    assert days_of(database) == {"1": [YESTERDAY], "2": [SOON]}


@pytest.mark.parametrize(
    "answers", [[on("1", LATER), REFUSED], [on("1", LATER), [REFUSED]], [on("1", LATER), FetchFailed("Down.")], []]
)
def test_a_schedule_that_was_not_read_whole_takes_nothing_back(
    scheduled: Refreshing, database: Database, answers: list[Any]
) -> None:
    scheduled.ingestion.run(ListSource(answers, names_all_days=True), AHEAD)

    assert days_of(database)["2"] == [SOON]


@pytest.mark.parametrize(
    ("first", "left"),
    [(on("2", SOON), {"1": [YESTERDAY], "2": [SOON]}), ([REFUSED], {"1": [YESTERDAY, SOON], "2": [SOON]})],
)
def test_a_schedule_of_several_batches_is_one(
    scheduled: Refreshing, database: Database, first: list[Listing | Violation], left: dict[str, list[date]]
) -> None:
    answers = [first, *([] for _ in range(RECORDS_PER_BATCH)), []]
    scheduled.ingestion.run(ListSource(answers, names_all_days=True), AHEAD)

    assert days_of(database) == left | {"3": [LONG_AFTER]}


@pytest.mark.parametrize("rule", [REFUSED.rule, NO_ANSWER])
@pytest.mark.parametrize(("spared", "left"), [(SOON, {"1", "2", "3"}), (LATER, {"1", "3"})])
def test_what_is_malformed_or_not_there_spares_the_days_that_it_may_have_named(
    scheduled: Refreshing, database: Database, spared: date, left: set[str], rule: str
) -> None:
    malformed = replace(REFUSED, rule=rule, days=(spared,))
    scheduled.ingestion.run(ListSource([on("1", LATER), [malformed]], names_all_days=True), AHEAD)

    assert set(days_of(database)) == left


def test_a_title_that_is_refused_spares_its_days(scheduled: Refreshing, database: Database) -> None:
    nameless = listing("2", name="", releases=(released(SOON),))
    scheduled.ingestion.run(ListSource([on("1", YESTERDAY), [nameless]], names_all_days=True), AHEAD)

    assert days_of(database) == {"1": [YESTERDAY, SOON], "2": [SOON], "3": [LONG_AFTER]}


@pytest.mark.parametrize("rule", [LOST_ANSWER, NOT_JSON, OTHER_SHAPE])
def test_an_answer_that_is_missing_keeps_all_days_whatever_it_was_about(
    scheduled: Refreshing, database: Database, rule: str
) -> None:
    missing = replace(REFUSED, rule=rule, days=(LONG_AFTER,))
    scheduled.ingestion.run(ListSource([on("1", LATER), [missing]], names_all_days=True), AHEAD)

    assert days_of(database)["2"] == [SOON]


def test_who_does_not_name_all_days_takes_none_back(scheduled: Refreshing, database: Database) -> None:
    scheduled.ingestion.run(ListSource([on("1", LATER)]), AHEAD)

    assert days_of(database) == {"1": [YESTERDAY, SOON, LATER], "2": [SOON], "3": [LONG_AFTER]}


def test_another_sources_days_stay(scheduled: Refreshing, database: Database) -> None:
    scheduled.ingestion.run(ListSource([[listing("9", "other")]], "other", names_all_days=True), AHEAD)

    assert days_of(database)["2"] == [SOON]


def test_a_day_that_another_run_stored_meanwhile_is_not_taken_back(scheduled: Refreshing, database: Database) -> None:
    newer = ListSource([on("1", YESTERDAY, SOON), on("2", SOON), on("4", LATER)], names_all_days=True)
    older = OvertakenSource([on("1", YESTERDAY, SOON), on("2", SOON)], names_all_days=True)
    older.meanwhile = lambda: scheduled.ingestion.run(newer, AHEAD)

    scheduled.ingestion.run(older, AHEAD)

    assert days_of(database)["4"] == [LATER]
