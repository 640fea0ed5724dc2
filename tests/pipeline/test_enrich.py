"""Stage enrich: each title once for each version and document, and nothing is written over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.invented import NOW, HandClock, listing, policy
from tests.pipeline.invented_world import LengthEngine, Tired
from trending_now.domain.enrichment import Enrichment, TrainingSet
from trending_now.domain.run import RunCounts, RunState
from trending_now.domain.snapshot import STAGE, SUBJECT
from trending_now.domain.text import Document, Plot
from trending_now.pipeline.enrich import SECONDS_PER_BATCH, TITLES_PER_BATCH
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.database import Database
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery


@pytest.fixture(autouse=True)
def titles(parts: Refreshing) -> None:
    parts.catalogue.record([listing(str(number)) for number in range(5)], policy(), NOW)


def test_a_second_run_has_nothing_to_do(parts: Refreshing, database: Database) -> None:
    engine = LengthEngine()
    runs = [parts.enriching.run(engine) for _ in range(2)]
    assert [(run.state, run.counts.new) for run in runs] == [(RunState.DONE, 5), (RunState.DONE, 0)]
    assert (engine.read, answers(database)) == (5, 5)


def test_a_new_version_reads_all_again_and_the_old_answers_stay(parts: Refreshing, database: Database) -> None:
    parts.enriching.run(LengthEngine())
    assert parts.enriching.run(LengthEngine(digest="b" * 64)).counts.new == 5
    assert answers(database) == 10


def test_a_changed_plot_is_read_again_and_no_other(parts: Refreshing, database: Database) -> None:
    parts.enriching.run(LengthEngine())
    parts.catalogue.record([listing("3", plots=(Plot("Told quite differently."),))], policy(), NOW)
    assert parts.enriching.run(LengthEngine()).counts.new == 1


def test_all_means_all(parts: Refreshing, database: Database) -> None:
    parts.enriching.run(LengthEngine())
    assert parts.enriching.run(LengthEngine(), everything=True).counts.new == 5
    assert answers(database) == 10


def test_two_engines_do_not_disturb_each_other(parts: Refreshing, reader: CatalogueReader) -> None:
    counts = [parts.enriching.run(LengthEngine(name)).counts.new for name in ("boosted", "rules", "boosted")]
    assert counts == [5, 5, 0]
    assert {card.engine for card in reader.browse(TitleQuery()).cards} == {"rules"}


def test_a_slow_engine_s_answers_are_stored_as_they_come(
    parts: Refreshing, clock: HandClock, database: Database
) -> None:
    stored: list[int] = []

    def pass_time() -> None:
        stored.append(answers(database))
        clock.advance(seconds=SECONDS_PER_BATCH + 1)

    parts.enriching.run(Slow(pass_time))
    assert stored == [0, 1, 2, 3, 4]


def test_what_stands_in_is_stored_once_however_often_the_other_is_asked(parts: Refreshing, database: Database) -> None:
    counts = [parts.enriching.run(StoodInFor(reason)).counts.new for reason in ("Down.", "Down.", "Over budget.")]
    assert counts == [5, 0, 5]
    assert answers(database) == 10


def test_an_engine_that_fails_in_the_middle_keeps_what_it_answered(parts: Refreshing, reader: CatalogueReader) -> None:
    many = [listing(f"more {number}") for number in range(TITLES_PER_BATCH)]
    parts.catalogue.record(many, policy(), NOW)
    run = parts.enriching.run(Tired(TITLES_PER_BATCH + 1))
    assert run == reader.status().last_finished
    assert (run.state, run.counts.new, run.message) == (RunState.FAILED, TITLES_PER_BATCH + 1, "The engine is tired.")
    assert parts.enriching.run(LengthEngine()).counts.new == 4


def test_an_engine_that_answers_too_little_is_found_out(parts: Refreshing, reader: CatalogueReader) -> None:
    run = parts.enriching.run(Silent())
    assert run == reader.status().last_finished
    assert run.state is RunState.FAILED
    assert "ValueError: zip() argument 2 is shorter" in run.message


def test_an_answer_names_what_its_model_was_fitted_with_and_the_newest_snapshot(
    parts: Refreshing, reader: CatalogueReader
) -> None:
    parts.enriching.run(LengthEngine("rules"))
    run = parts.enriching.runs.start(STAGE, SUBJECT)
    parts.enriching.runs.finish(run, RunCounts(), "20261126T013545Z-2")
    corpus = TrainingSet("corpus.parquet", "c" * 64)
    parts.enriching.run(LengthEngine("boosted", training_sets=(corpus,)))
    title = reader.browse(TitleQuery()).cards[0].title.id
    answers = {one.engine: one for one in reader.title(title).enrichments}
    assert (answers["rules"].training_sets, answers["rules"].snapshot) == ((), None)
    assert (answers["boosted"].training_sets, answers["boosted"].snapshot) == ((corpus,), "20261126T013545Z-2")


class Slow(LengthEngine):
    """Takes its time before each answer."""

    def __init__(self, pass_time: Callable[[], None]) -> None:
        super().__init__()
        self.pass_time = pass_time

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        for enrichment in super().enrich(documents):
            self.pass_time()
            yield enrichment


class StoodInFor(LengthEngine):
    """Is asked, and another answers in its place, saying why."""

    def __init__(self, reason: str) -> None:
        super().__init__("llm")
        self.reason = reason

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        for enrichment in LengthEngine("boosted").enrich(documents):
            yield replace(enrichment, warnings=(self.reason,))


class Silent(LengthEngine):
    """Leaves the last document out."""

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        yield from list(super().enrich(documents))[:-1]


def answers(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count(EnrichmentRow.id))) or 0
