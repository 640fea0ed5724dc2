"""What waits in quarantine is read again from the raw answers; what is good now is stored and leaves."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from tests.invented import WINDOW, HandClock, ListSource, listing, policy
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Listing
from trending_now.pipeline.refresh import Refreshing
from trending_now.pipeline.retry import Parser, Retrying
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.lake import RawLake
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import RunLog
from trending_now.store.tables import ListingRow

MALFORMED = Violation("first", "row is malformed", "row 2", "It has no name.", "{}")


def test_a_record_that_the_program_can_read_now_is_stored_and_leaves(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    parts.ingestion.run(ListSource([[listing("1"), MALFORMED]]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    gone = retrying.run(retrying.quarantine.waiting())
    assert [record.subject for record in gone] == ["row 2"]
    assert retrying.quarantine.waiting() == []
    assert keys(database) == ["1", "2"]


def test_a_record_that_is_still_malformed_still_waits(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    source = ListSource([[listing("1"), MALFORMED]])
    parts.ingestion.run(source, WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: source.parse)
    assert retrying.run(retrying.quarantine.waiting()) == []
    assert len(retrying.quarantine.waiting()) == 1


def test_an_answer_that_never_came_is_not_let_go_by_reading_the_others(
    parts: Refreshing, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    lost = Violation("first", "answer could not be had", "page 3", "It was cut.")
    parts.ingestion.run(ListSource([[listing("1")], lost]), WINDOW)
    retrying = build(database, tmp_path, clock, parser_of=lambda _: read_well)
    assert retrying.run(retrying.quarantine.waiting()) == []
    assert [record.rule for record in retrying.quarantine.waiting()] == ["answer could not be had"]


def read_well(record: RawRecord) -> Iterator[Listing | Violation]:
    yield from (listing("1"), listing("2"))


def build(database: Database, folder: Path, clock: HandClock, parser_of: Callable[[str], Parser]) -> Retrying:
    catalogue, lake = CatalogueWriter(database, load_taxonomy(), clock), RawLake(str(folder / "lake"), database)
    runs, quarantine = RunLog(database, clock), Quarantine(database)
    return Retrying(catalogue, lake, runs, quarantine, parser_of, policy)


def keys(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(ListingRow.source_key).order_by(ListingRow.source_key)))
