"""The catalogue checked against the rules across rows: put aside, left out of snapshots, let go when put right."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.invented import NOW, WINDOW, HandClock, ListSource, listing, policy
from tests.pipeline.frozen_world import snapshotting
from tests.pipeline.invented_world import LengthEngine
from trending_now.domain.check import Level
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot
from trending_now.domain.title import Listing
from trending_now.errors import DataRefused, WrongUse
from trending_now.pipeline.check.report import report_as_json, report_page
from trending_now.pipeline.check.stage import Checking
from trending_now.pipeline.refresh import Refreshing
from trending_now.pipeline.snapshot import Snapshotting
from trending_now.store.database import Database

SHARED = (Plot("A lamplighter of no name counts the ships that never come.", "en"),)


@pytest.fixture
def freezing(database: Database, tmp_path: Path, clock: HandClock) -> Snapshotting:
    return snapshotting(database, tmp_path, clock)


@pytest.fixture
def checking(freezing: Snapshotting) -> Checking:
    return freezing.checking


def test_records_that_share_a_text_wait_in_quarantine_and_stay_out_of_snapshots(
    parts: Refreshing, checking: Checking, freezing: Snapshotting
) -> None:
    ingest(parts, [listing("1", plots=SHARED), listing("2", plots=SHARED), listing("3")])
    report = checking.run()
    assert {rule.name for rule in report.broken} == {"one text on several titles"}
    assert [one.subject for one in checking.quarantine.waiting()] == ["2", "1"]
    manifest = freezing.run().manifest
    assert freezing.shelf.read(manifest, "listings")["source_key"].to_list() == ["3"]
    assert freezing.shelf.read(manifest, "releases")["source_key"].to_list() == ["3"]
    assert [(x.rule, x.level, x.broken) for x in manifest.checks] == [("one text on several titles", "quarantine", 2)]


def test_a_snapshot_counts_what_it_holds_and_has_no_answers_about_what_was_put_aside(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    ingest(parts, [listing("1", plots=SHARED), listing("2", plots=SHARED), listing("3")])
    parts.enriching.run(LengthEngine())
    manifest = freezing.run().manifest
    listed, said = (freezing.shelf.read(manifest, table)["title_id"].to_list() for table in ("listings", "enrichments"))
    assert listed == said
    assert [(source.name, source.listings) for source in manifest.sources] == [("first", 1)]
    assert [model.titles for model in manifest.models] == [1]


def test_what_another_check_puts_aside_meanwhile_waits_on(
    parts: Refreshing, checking: Checking, clock: HandClock
) -> None:
    ingest(parts, [listing("1"), listing("2"), listing("3")])

    def another_check(*_: object) -> None:
        clock.advance(minutes=1)
        parts.ingestion.run(ListSource([[listing("4", plots=SHARED), listing("5", plots=SHARED)]], clock=clock), WINDOW)
        checking.run()

    replace(checking, progress=another_check).run()
    assert {one.subject for one in checking.quarantine.waiting()} == {"4", "5"}


def test_plots_without_a_letter_are_no_text_that_titles_share(parts: Refreshing, checking: Checking) -> None:
    marks = [listing("1", plots=(Plot("..."),)), listing("2", plots=(Plot("…"),))]
    ingest(parts, [*marks, listing("3"), listing("4"), listing("5")])
    assert {rule.name for rule in checking.run().broken} == {"plot is short"}


def test_a_snapshot_checks_first_and_keeps_the_report(
    parts: Refreshing, checking: Checking, freezing: Snapshotting
) -> None:
    ingest(parts, [listing("1", plots=SHARED), listing("2", plots=SHARED), listing("3", plots=())])
    manifest = freezing.run().manifest
    folder = Path(freezing.shelf.url) / manifest.name
    told = json.loads((folder / "processed" / "checks" / "report.json").read_text("utf-8"))
    assert {(one["rule"], one["subject"]) for one in told["violations"]} == {
        ("one text on several titles", "1"), ("one text on several titles", "2"), ("plot is missing", "3"),
    }  # fmt: skip
    assert (folder / "processed" / "checks" / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert freezing.shelf.read(manifest, "listings")["source_key"].to_list() == ["3"]
    assert {one.subject for one in checking.quarantine.waiting()} == {"1", "2"}
    assert freezing.shelf.faults(manifest) == []
    assert freezing.run().is_new is False


def test_what_is_refused_is_not_frozen(parts: Refreshing, freezing: Snapshotting) -> None:
    swapped = [listing(str(n), plots=(Plot("Ebb."),), name="The sea goes out and stays out all year") for n in range(3)]
    ingest(parts, swapped)
    with pytest.raises(DataRefused, match=r"first is refused, title and plot are swapped: .*`trending-now check`"):
        freezing.run()
    assert freezing.shelf.names() == []


def test_two_long_titles_above_short_plots_are_no_swapped_columns(parts: Refreshing, freezing: Snapshotting) -> None:
    plots = (Plot("The tide goes."), Plot("The tide comes."))
    ingest(parts, [listing(str(x), plots=(x,), name=f"All the year and all that {x.text}") for x in plots])
    freezing.run()
    assert len(freezing.shelf.names()) == 1


def test_a_report_says_nothing_of_what_may_not_be_kept(parts: Refreshing, freezing: Snapshotting) -> None:
    ingest(parts, [listing("1")])
    brief = policy("brief", retention=timedelta(days=3))
    parts.catalogue.record([listing("2", "brief", plots=())], brief, NOW)
    manifest = freezing.run().manifest
    assert [source.why_left_out != "" for source in manifest.sources] == [True, False]
    assert manifest.checks == ()


def test_what_has_been_put_right_leaves_quarantine_at_the_next_check(parts: Refreshing, checking: Checking) -> None:
    ingest(parts, [listing("1", plots=SHARED), listing("2", plots=SHARED)])
    checking.run()
    ingest(parts, [listing("2")])
    assert checking.run().broken == {}
    assert checking.quarantine.waiting() == []


def test_a_record_that_was_refused_at_the_door_waits_on_though_the_check_finds_no_fault(
    parts: Refreshing, checking: Checking
) -> None:
    ingest(parts, [listing("1"), listing("2", plots=(Plot("x" * 1_000_001, "en"),))])
    checking.run()
    assert [one.subject for one in checking.quarantine.waiting()] == ["2"]


def test_a_warning_puts_nothing_aside(parts: Refreshing, checking: Checking) -> None:
    ingest(parts, [listing("1", plots=()), listing("2", tags=(SourceTag("catalogue", "Glimmerpunk"),))])
    report = checking.run()
    assert {rule.name for rule in report.broken} == {"plot is missing", "tag is unknown", "no label"}
    assert {rule.level for rule in report.broken} == {Level.WARN}
    assert checking.quarantine.waiting() == []


def test_drift_against_the_last_snapshot_is_told(parts: Refreshing, checking: Checking, freezing: Snapshotting) -> None:
    ingest(parts, [listing(str(number)) for number in range(40)])
    assert checking.run().broken == {}
    freezing.run()
    ingest(parts, [as_horror(number) for number in range(40)])
    assert {rule.name for rule in checking.run().broken} == {"genres have drifted", "lengths have drifted"}


def test_the_report_is_the_same_as_json_and_as_a_page(parts: Refreshing, checking: Checking) -> None:
    ingest(parts, [listing("<1>", plots=SHARED), listing("2", plots=SHARED)])
    report = checking.run()
    told = json.loads(json.dumps(report_as_json(report)))
    page = report_page(report)
    assert (told["rows"], told["refused"], len(told["violations"])) == (2, False, 2)
    assert told["distributions"]["genres"] == {"Drama": 2}
    assert all(f"<td>{rule['rule']}<span" in page for rule in told["rules"])
    assert "first &lt;1&gt;" in page
    assert page.count("<svg") == 3


def test_an_empty_catalogue_has_nothing_to_check(checking: Checking) -> None:
    with pytest.raises(WrongUse, match="nothing to check: the catalogue is empty; run `trending-now ingest` first"):
        checking.run()


def ingest(parts: Refreshing, listings: Sequence[Listing]) -> None:
    parts.ingestion.run(ListSource([list(listings)]), WINDOW)


def as_horror(number: int) -> Listing:
    story = f"In house {number} a lamp burns that nobody lit, and the woman who goes up to it does not come down again."
    return listing(str(number), tags=(SourceTag("catalogue", "Horror"),), plots=(Plot(story, "en"),))
