"""Listings without an id of their own are known again when their text, and so their key, has changed."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.invented import HandClock, imdb, listing, policy
from trending_now.domain.run import RunCounts
from trending_now.domain.text import Plot
from trending_now.domain.title import Kind, Listing, TitleId
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery

STORY = "A lamplighter keeps a promise to the sea, and the sea, which forgets nothing, keeps one of its own."
CORRECTED = STORY.replace("forgets", "forgives")
OTHER_STORY = "Two rival bakers in a mountain town enter the same contest under each other's names."


def test_a_row_whose_plot_was_corrected_updates_its_title(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    run(writer, clock, row(STORY))
    before = titles(reader)
    assert run(writer, clock, row(CORRECTED)) == RunCounts(fetched=1, updated=1)
    assert titles(reader) == before
    assert text_of(reader, before[0]) == CORRECTED


def test_a_corrected_row_is_unchanged_from_then_on(writer: CatalogueWriter, clock: HandClock) -> None:
    for text in (STORY, CORRECTED):
        run(writer, clock, row(text))
    assert run(writer, clock, row(CORRECTED)) == RunCounts(fetched=1, unchanged=1)


def test_a_namesake_with_another_story_or_year_or_kind_is_a_title_of_its_own(
    writer: CatalogueWriter, clock: HandClock
) -> None:
    run(writer, clock, row(STORY))
    assert run(writer, clock, row(OTHER_STORY)) == RunCounts(fetched=1, new=1)
    assert run(writer, clock, row(CORRECTED, year=2030)) == RunCounts(fetched=1, new=1)
    assert run(writer, clock, row(CORRECTED, kind=Kind.TV)) == RunCounts(fetched=1, new=1)


def test_a_row_that_gains_an_id_updates_its_title(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    run(writer, clock, row(STORY))
    before = titles(reader)
    named = row(STORY, key="42", is_keyed_by_text=False)
    assert run(writer, clock, named).new == 0
    assert titles(reader) == before
    assert run(writer, clock, named) == RunCounts(fetched=1, unchanged=1)


def test_a_listing_with_another_id_is_never_known_by_its_text(writer: CatalogueWriter, clock: HandClock) -> None:
    run(writer, clock, row(STORY, key="41", is_keyed_by_text=False))
    named = row(STORY, key="42", is_keyed_by_text=False)
    assert run(writer, clock, named) == RunCounts(fetched=1, new=1)


def test_rows_of_one_name_that_come_in_one_run_are_several_titles(writer: CatalogueWriter, clock: HandClock) -> None:
    began = clock()
    for text in (STORY, CORRECTED):
        clock.advance(seconds=1)
        counts = writer.record([row(text)], policy(), clock(), began).counts
    assert counts == RunCounts(fetched=1, new=1)
    assert run(writer, clock, row(STORY), row(CORRECTED)) == RunCounts(fetched=2, unchanged=2)


def test_a_row_that_comes_as_it_was_gives_its_title_to_no_other(writer: CatalogueWriter, clock: HandClock) -> None:
    run(writer, clock, row(STORY))
    assert run(writer, clock, row(CORRECTED), row(STORY)) == RunCounts(fetched=2, new=1, unchanged=1)


def test_of_two_namesakes_each_takes_the_text_that_is_most_like_its_own(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    longer = f"{STORY} A gull listens to both, and trusts neither."
    run(writer, clock, row(STORY), row(longer))
    changed = {
        STORY: STORY.replace("lamplighter", "lighthouse keeper"),
        longer: longer.replace("gull listens", "seal listens"),
    }
    expected = {title: changed[text_of(reader, title)] for title in titles(reader)}
    assert run(writer, clock, *map(row, changed.values())) == RunCounts(fetched=2, updated=2)
    assert {title: text_of(reader, title) for title in titles(reader)} == expected


def test_what_a_person_said_of_a_row_holds_for_it_under_its_new_key(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    run(writer, clock, row(STORY, external_ids=(imdb(1),)))
    second = listing("9", "second", name="The Lantern", external_ids=(imdb(1),))
    writer.record([second], policy("second"), clock())
    (title,) = titles(reader)
    apart = writer.split(title, ("second", "9"))
    run(writer, clock, row(CORRECTED, external_ids=(imdb(1),)))
    writer.record([replace(second, runtime_minutes=90)], policy("second"), clock())
    assert sorted(titles(reader)) == [title, apart]


@pytest.mark.parametrize("taken_out", ["first", "second"])
def test_what_was_said_of_both_keys_of_a_row_holds_on(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock, taken_out: str
) -> None:
    rows = [row(text, external_ids=(imdb(1),)) for text in (STORY, CORRECTED)]
    writer.record([listing("9", "second", name="The Lantern", external_ids=(imdb(1),))], policy("second"), clock())
    for each in rows:
        run(writer, clock, each)
        (title,) = titles(reader)
        writer.split(title, ("first", each.source_key) if taken_out == "first" else ("second", "9"))
        writer.drop_source("first")

    for each in rows:
        run(writer, clock, each)
        assert len(titles(reader)) == 2


def test_what_was_said_of_another_row_stays_with_that_row(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    lanterns = [row(text, external_ids=(imdb(1),)) for text in (STORY, CORRECTED)]
    ferry = row(OTHER_STORY, name="The Ferry", external_ids=(imdb(2),))
    names = {"8": "The Lantern", "9": "The Ferry"}
    second = [listing(key, "second", name=names[key], external_ids=(imdb(n),)) for n, key in enumerate(names, 1)]
    run(writer, clock, lanterns[0], ferry)
    writer.record(second, policy("second"), clock())
    for title in titles(reader):
        is_lantern = reader.title(title).card.title.name == "The Lantern"
        writer.split(title, ("second", "8" if is_lantern else "9"))
    run(writer, clock, lanterns[1], ferry)
    writer.drop_source("second")
    writer.record(second, policy("second"), clock())

    assert len(titles(reader)) == 4


def row(text: str, **said: Any) -> Listing:
    """Return a row of a file without ids."""
    facts: dict[str, Any] = {"name": "The Lantern", "plots": (Plot(text),), "is_keyed_by_text": True} | said
    key = facts.pop("key", None) or hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:32]
    return listing(key, **facts)


def run(writer: CatalogueWriter, clock: HandClock, *listings: Listing) -> RunCounts:
    """Store rows as a run of an hour later does."""
    clock.advance(hours=1)
    return writer.record(list(listings), policy(), clock() + timedelta(seconds=1), clock()).counts


def titles(reader: CatalogueReader) -> list[TitleId]:
    """Return the titles on the first page."""
    return [card.title.id for card in reader.browse(TitleQuery()).cards]


def text_of(reader: CatalogueReader, title: TitleId) -> str:
    """Return the only text of a title."""
    (text,) = reader.title(title).texts
    return text.content
