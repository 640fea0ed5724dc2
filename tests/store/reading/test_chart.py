"""What the bubble chart is made of: the titles a query finds, in few words."""

import pytest

from tests.invented import NOW, TODAY, listing, policy, released
from tests.store.enriched import enrich, scored
from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind, Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading import chart
from trending_now.store.reading.chart import ChartScore
from trending_now.store.reading.title_query import Sort, TitleQuery
from trending_now.store.verdicts.locks import LockBook

FOUR = (Genre.WAR, Genre.DRAMA, Genre.ACTION, Genre.HISTORY)


def test_a_title_is_told_in_few_words(
    writer: CatalogueWriter, enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader
) -> None:
    attention = (Popularity("first", "popularity", TODAY, 1000.0),)
    writer.record([listing(popularity=attention, releases=(released(TODAY, "GB", "Kiosk"),))], policy(), NOW)
    (title,) = enrichments.all_titles()
    enrich(enrichments, title, *FOUR, vibe_score=scored(7.25), vibe_tags=("a", "b", "c", "d"))
    locks.lock(title, Genre.COMEDY, holds=True)
    (shown,) = reader.chart(TitleQuery()).titles
    assert (shown.id, shown.name, shown.kind, shown.date) == (title, "The Lantern of 1", Kind.MOVIE, TODAY)
    assert (shown.region, shown.platform, shown.popularity, shown.is_demo) == ("GB", "Kiosk", 1.0, False)
    assert shown.genres == (ChartScore(Genre.COMEDY, 1.0), ChartScore(Genre.WAR, 0.9), ChartScore(Genre.DRAMA, 0.8))
    assert shown.locked == (Genre.COMEDY,)
    assert shown.uncertain == (ChartScore(Genre.SPORT, 0.4),)
    assert (shown.vibe_score, shown.reviews, shown.tags) == (7.25, 4, ("a", "b", "c"))
    assert shown.dispute > 0
    assert (shown.engine, shown.is_unread) == ("rules", False)


def test_a_title_of_which_nothing_is_known_is_told_too(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing(kind=None, releases=(), tags=(), plots=())], policy(), NOW)
    (shown,) = reader.chart(TitleQuery()).titles
    assert (shown.engine, shown.is_unread) == (None, True)
    assert (shown.kind, shown.date, shown.genres, shown.vibe_score) == (None, None, (), None)
    assert (shown.reviews, shown.popularity, shown.tags) == (0, 0.0, ())


@pytest.mark.parametrize("sort", Sort)
def test_the_chart_has_the_titles_of_the_list_in_its_order(
    writer: CatalogueWriter, reader: CatalogueReader, sort: Sort
) -> None:
    writer.record([listing(str(number), name=f"Lamp {number % 4}") for number in range(9)], policy(), NOW)
    query = TitleQuery(kind=Kind.MOVIE, text="lamp", sort=sort, limit=50)
    assert [x.id for x in reader.chart(query).titles] == [x.title.id for x in reader.browse(query).cards]
    assert reader.chart(TitleQuery(kind=Kind.TV)).total == 0


def test_a_chart_that_is_full_says_how_many_there_are_in_all(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    many = chart.MOST_TITLES + 5
    writer.record([listing(str(number), plots=()) for number in range(many)], policy(), NOW)
    found = reader.chart(TitleQuery(kind=Kind.MOVIE))
    assert (found.total, len(found.titles)) == (many, chart.MOST_TITLES)
    assert (reader.chart(TitleQuery(), 3).total, reader.chart(TitleQuery(), 3).titles) == (many, found.titles[:3])
