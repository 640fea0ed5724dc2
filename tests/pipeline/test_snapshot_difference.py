"""Two snapshots compared: which titles and labels came, went or changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.invented import WINDOW, HandClock, ListSource, listing
from tests.pipeline.frozen_world import snapshotting
from tests.pipeline.invented_world import LengthEngine
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot
from trending_now.domain.title import Listing
from trending_now.pipeline.refresh import Refreshing
from trending_now.pipeline.snapshot import Snapshotting
from trending_now.pipeline.snapshot_difference import ChangedTitle, SnapshotDifference, difference
from trending_now.store.database import Database


@pytest.fixture
def freezing(database: Database, tmp_path: Path, clock: HandClock) -> Snapshotting:
    return snapshotting(database, tmp_path, clock)


def test_titles_that_come_are_added_and_seen_from_the_other_side_removed(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    before, after = frozen(parts, freezing, [listing("1")]), frozen(parts, freezing, [listing("1"), listing("2")])
    came = (ChangedTitle("first", "2", "The Lantern of 2"),)
    assert compare(freezing, before, after).added == came
    assert compare(freezing, after, before).removed == came
    assert compare(freezing, before, after).rows["listings"] == (1, 2)


def test_a_changed_text_names_its_column(parts: Refreshing, freezing: Snapshotting) -> None:
    before = frozen(parts, freezing, [listing("1"), listing("2")])
    after = frozen(parts, freezing, [listing("1", year=2030, plots=(Plot("Another story.", "en"),)), listing("2")])
    found = compare(freezing, before, after)
    assert found.changed == (ChangedTitle("first", "1", "The Lantern of 1", ("year", "plot_summary")),)
    assert (found.added, found.removed, found.relabelled) == ((), (), ())


def test_a_changed_label_is_told_with_its_sign(parts: Refreshing, freezing: Snapshotting) -> None:
    before = frozen(parts, freezing, [listing("1", tags=tags("Drama", "Sci-Fi & Fantasy"))])
    after = frozen(parts, freezing, [listing("1", tags=tags("Drama", "Fantasy", "War"))])
    (relabelled,) = compare(freezing, before, after).relabelled
    assert relabelled.changes == ("+Fantasy", "+War", "-Fantasy?", "-Science Fiction?")


def test_what_an_engine_says_anew_is_told_apart(parts: Refreshing, freezing: Snapshotting) -> None:
    parts.ingestion.run(ListSource([[listing("1")]]), WINDOW)
    parts.enriching.run(LengthEngine())
    before = freezing.run().manifest.name
    parts.ingestion.run(ListSource([[listing("1", plots=(Plot("A longer story than it was.", "en"),))]]), WINDOW)
    parts.enriching.run(LengthEngine())
    (anew,) = compare(freezing, before, freezing.run().manifest.name).predicted_anew
    assert sorted(change[0] for change in anew.changes) == ["+", "-"]


def test_a_snapshot_differs_in_nothing_from_itself(parts: Refreshing, freezing: Snapshotting) -> None:
    name = frozen(parts, freezing, [listing("1")])
    found = compare(freezing, name, name)
    assert found.same_content
    assert (found.added, found.removed, found.changed, found.relabelled, found.predicted_anew) == ((), (), (), (), ())


def frozen(parts: Refreshing, freezing: Snapshotting, listings: Sequence[Listing]) -> str:
    parts.ingestion.run(ListSource([list(listings)]), WINDOW)
    return freezing.run().manifest.name


def compare(freezing: Snapshotting, before: str, after: str) -> SnapshotDifference:
    return difference(freezing.shelf, freezing.shelf.open(before), freezing.shelf.open(after))


def tags(*texts: str) -> tuple[SourceTag, ...]:
    return tuple(SourceTag("catalogue", text) for text in texts)
