"""Browsing: each filter, filters together, every order, and pages that hold each title exactly once."""

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.invented import NOW, TODAY, HandClock, listing, policy, released
from tests.store.enriched import enrich, scored
from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Kind, Popularity
from trending_now.errors import WrongUse
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.title_query import Sort, TitleQuery

LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture(scope="module")
def catalogue(shared_database_url: str) -> Iterator[CatalogueReader]:
    """Hold five titles that differ in what can be filtered by."""
    with closing(Database(shared_database_url, writable=True)) as database:
        yield fill(database)


def fill(database: Database) -> CatalogueReader:
    clock = HandClock()
    reader, enrichments = CatalogueReader(database, clock), EnrichmentLog(database, clock, "rules")
    said = [
        listing("alps", name="Alps", language="fr", releases=(released(TODAY, "GB", "Harbour+"),)),
        listing("bees", name="Bees", language="en", kind=Kind.TV, releases=(released(TODAY, "US", "Harbour+"),)),
        listing("city", name="City", releases=(released(LAST_WEEK, "US"), released(LAST_WEEK, "FR", "Kiosk"))),
        listing("dusk", name="Dusk", kind=None, releases=()),
        listing("echo", name="Echo", kind=Kind.TV, releases=(released(TODAY + timedelta(days=5)),)),
    ]
    CatalogueWriter(database, load_taxonomy(), clock).record(said, policy(), NOW)
    ids = {card.title.name: card.title.id for card in reader.browse(TitleQuery()).cards}
    enrich(enrichments, ids["Alps"], Genre.WAR, Genre.DRAMA, vibe_tags=("dark", "quiet"), vibe_score=scored(7.96))
    enrich(enrichments, ids["Bees"], Genre.WAR, vibe_tags=("dark",))
    enrich(enrichments, ids["City"], Genre.DRAMA, vibe_score=scored(6.0))
    return reader


@pytest.mark.parametrize(
    ("wanted", "tags"),
    [
        ({}, {"dark": 2, "quiet": 1}),
        ({"limit": 1, "sort": Sort.NAME}, {"dark": 2, "quiet": 1}),
        ({"kind": Kind.TV}, {"dark": 1}),
        ({"tags": ("quiet",)}, {"dark": 1, "quiet": 1}),
        ({"text": "city"}, {}),
    ],
)
def test_tags_are_counted_among_what_the_other_filters_leave(
    catalogue: CatalogueReader, wanted: dict[str, Any], tags: dict[str, int]
) -> None:
    assert catalogue.tally(TitleQuery(**wanted)).tags == tags


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, "Alps Bees City Dusk Echo"),
        ({"kind": Kind.TV}, "Bees Echo"),
        ({"kind": Kind.MOVIE}, "Alps City"),
        ({"include": (Genre.WAR,)}, "Alps Bees"),
        ({"include": (Genre.WAR, Genre.DRAMA)}, "Alps"),
        ({"include": (Genre.SPORT,)}, ""),
        ({"exclude": (Genre.WAR,)}, "City Dusk Echo"),
        ({"exclude": (Genre.WAR, Genre.DRAMA)}, "Dusk Echo"),
        ({"unsure": Genre.SPORT}, "Alps Bees City"),
        ({"unsure": Genre.WAR}, ""),
        ({"unsure": Genre.SPORT, "exclude": (Genre.WAR,)}, "City"),
        ({"tags": ("dark",)}, "Alps Bees"),
        ({"tags": ("dark", "quiet")}, "Alps"),
        ({"tags": ("dark", "dark")}, "Alps Bees"),
        ({"tags": ("Dark",)}, ""),
        ({"tags": ("dark", "\0")}, ""),
        ({"tags": ("\ud800",)}, ""),
        ({"language": "fr"}, "Alps"),
        ({"language": "xx"}, ""),
        ({"language": "\0"}, ""),
        ({"least_score": 1.0}, "Alps City"),
        ({"least_score": 6.0, "language": "fr"}, "Alps"),
        ({"least_score": 8.0}, "Alps"),
        ({"least_score": 8.1}, ""),
        ({"region": "US"}, "Bees City"),
        ({"region": "us"}, ""),
        ({"platform": "Kiosk"}, "City"),
        ({"platform": "'; --"}, ""),
        ({"region": "G\0"}, ""),
        ({"platform": "\ud800"}, ""),
        ({"released_from": TODAY}, "Alps Bees Echo"),
        ({"released_to": TODAY}, "Alps Bees City"),
        ({"released_from": LAST_WEEK, "released_to": LAST_WEEK}, "City"),
        ({"released_from": TODAY, "released_to": LAST_WEEK}, ""),
        ({"text": "lamplighter bees"}, "Bees"),
        ({"kind": Kind.TV, "include": (Genre.WAR,), "region": "US", "platform": "Harbour+", "text": "bee"}, "Bees"),
        ({"kind": Kind.MOVIE, "exclude": (Genre.WAR,), "released_to": TODAY, "region": "FR"}, "City"),
    ],
    ids=str,
)
def test_filters_alone_and_together_leave_what_they_say(
    catalogue: CatalogueReader, wanted: dict[str, Any], names: str
) -> None:
    for sort in Sort:
        cards = catalogue.browse(TitleQuery(sort=sort, **wanted)).cards
        assert sorted(card.title.name for card in cards) == names.split()


def test_a_card_shows_the_newest_release_that_is_out(catalogue: CatalogueReader) -> None:
    shown = {card.title.name: card.release for card in catalogue.browse(TitleQuery()).cards}
    assert shown["Alps"] == released(TODAY, "GB", "Harbour+")
    assert shown["Echo"] == released(TODAY + timedelta(days=5))
    assert shown["Dusk"] is None


def test_titles_to_come_stand_behind_those_that_are_out_until_their_day(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    days = {"old": -400, "new": -1, "today": 0, "soon": 2, "late": 9}
    dated = [listing(name, name=name, releases=(released(TODAY + timedelta(days)),)) for name, days in days.items()]
    writer.record([*dated, listing("undated", name="undated", releases=())], policy(), NOW)

    assert names_in_order(reader) == ["today", "new", "old", "undated", "soon", "late"]

    clock.advance(days=2)
    writer.pass_day()
    assert names_in_order(reader) == ["soon", "today", "new", "old", "undated", "late"]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_pages_hold_every_title_exactly_once_even_where_keys_are_equal(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, sort: Sort, limit: int
) -> None:
    writer.record([alike(number) for number in range(14)], policy(), NOW)
    for title in enrichments.all_titles()[::2]:
        enrich(enrichments, title, (Genre.WAR, Genre.DRAMA)[title % 2], vibe_score=scored(2.0 + title % 3))
    cards = all_cards(reader, TitleQuery(sort=sort, limit=limit))
    keys = [key_of(card, sort) for card in cards]
    assert len({card.title.id for card in cards}) == len(cards) == 14
    assert all(one <= other if sort is Sort.NAME else one >= other for one, other in pairwise(keys))


def test_names_stand_in_one_order_in_both_databases_whatever_the_locale(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([listing(name, name=name) for name in ("Ŋalu", "Zebra", "灯台", "Alps", "Ærø")], policy(), NOW)
    names = [card.title.name for card in all_cards(reader, TitleQuery(limit=1, sort=Sort.NAME))]
    assert names == ["Ærø", "Alps", "Zebra", "Ŋalu", "灯台"]


def test_pages_of_a_filtered_list_keep_to_the_filter(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([alike(number) for number in range(14)], policy(), NOW)
    cards = all_cards(reader, TitleQuery(kind=Kind.TV, text="lamp", limit=2))
    assert len({card.title.id for card in cards}) == len(cards) == 7
    assert {card.title.kind for card in cards} == {Kind.TV}


def test_a_title_that_comes_between_two_pages_does_not_move_the_others(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([alike(number) for number in range(6)], policy(), NOW)
    first = reader.browse(TitleQuery(limit=3))
    writer.record([listing("newest", releases=(released(TODAY),))], policy(), NOW)
    second = reader.browse(TitleQuery(limit=3, after=first.next_cursor))
    assert len({card.title.id for card in (*first.cards, *second.cards)}) == 6


def test_the_last_page_has_no_next(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    assert reader.browse(TitleQuery()).cards == ()
    writer.record([alike(number) for number in range(4)], policy(), NOW)
    assert reader.browse(TitleQuery(limit=4)).next_cursor is None


@pytest.mark.parametrize(
    "content",
    [
        ["newest", 741_000, 3],
        ["name", "a\0b", 3],
        ["name", "\ud800", 3],
        ["name", "a", -1],
        ["name", "a", 2**63],
        ["name", "a", "3"],
        ["name", "a"],
        {"name": 1},
        "text",
        None,
    ],
    ids=str,
)
def test_a_cursor_that_is_none_of_this_list_is_refused(catalogue: CatalogueReader, content: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    with pytest.raises(WrongUse, match="leave it out to begin at the first page"):
        catalogue.browse(TitleQuery(sort=Sort.NAME, after=cursor))


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"nan"', '"-inf"'])
def test_a_cursor_behind_no_number_is_refused(catalogue: CatalogueReader, value: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["popular", {value}, 3]'.encode()).decode()
    with pytest.raises(WrongUse, match="leave it out to begin at the first page"):
        catalogue.browse(TitleQuery(sort=Sort.POPULAR, after=cursor))


@pytest.mark.parametrize("cursor", ["", "=", "!!!", "é", "bm8", "W10", "a" * 5_000, "\0"])
def test_a_cursor_of_any_text_is_refused(catalogue: CatalogueReader, cursor: str) -> None:
    with pytest.raises(WrongUse):
        catalogue.browse(TitleQuery(after=cursor))


@pytest.mark.parametrize("value", ["[1]", "true", "1.5", "4000000", "1" + "0" * 400, '"741000"', "null"])
def test_a_cursor_with_an_impossible_day_is_refused(catalogue: CatalogueReader, value: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["newest", {value}, 3]'.encode()).decode()
    with pytest.raises(WrongUse):
        catalogue.browse(TitleQuery(after=cursor))


@pytest.mark.parametrize("value", ["[1]", "1" + "0" * 400, '"x"', "null"])
def test_a_cursor_with_an_impossible_popularity_is_refused(catalogue: CatalogueReader, value: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["popular", {value}, 3]'.encode()).decode()
    with pytest.raises(WrongUse):
        catalogue.browse(TitleQuery(sort=Sort.POPULAR, after=cursor))


def alike(number: int) -> Any:
    """Invent titles of which several share each key."""
    measures = ((TODAY, float(number % 3)), (TODAY - timedelta(days=1), float(number % 5)))
    popularity = tuple(Popularity("first", "popularity", day, value) for day, value in measures)
    day = TODAY - timedelta(days=number % 4)
    name, kind = f"Lamp {number % 2}", (Kind.TV, Kind.MOVIE)[number % 2]
    return listing(str(number), name=name, kind=kind, popularity=popularity, releases=(released(day),))


def names_in_order(reader: CatalogueReader) -> list[str]:
    return [card.title.name for card in reader.browse(TitleQuery()).cards]


def all_cards(reader: CatalogueReader, query: TitleQuery) -> list[TitleCard]:
    page = reader.browse(query)
    cards = list(page.cards)
    while page.next_cursor is not None:
        page = reader.browse(replace(query, after=page.next_cursor))
        cards += page.cards
    return cards


def key_of(card: TitleCard, sort: Sort) -> Any:
    return {
        Sort.NEWEST: card.release.date if card.release else date.min,
        Sort.TRENDING: card.trend,
        Sort.POPULAR: card.popularity or 0.0,
        Sort.SCORE: card.vibe_score.mean if card.vibe_score else 0.0,
        Sort.DISPUTED: card.dispute,
        Sort.NAME: card.title.name,
    }[sort]
