"""The share of each genre over time, and what the catalogue knows of one genre."""

from datetime import date, timedelta

import pytest

from tests.invented import NOW, TODAY, listing, policy, released
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.genre_shares import GenreShares, PeriodUnit
from trending_now.store.reading.title_query import TitleQuery


def store(writer: CatalogueWriter, reader: CatalogueReader, log: EnrichmentLog, days: list[date | None]) -> list[int]:
    """Store a War title for each day, every other one a Drama too; return their ids in that order."""
    said = [
        listing(f"{place:04}", name=f"N{place:04}", releases=(released(day),) if day else ())
        for place, day in enumerate(days)
    ]
    writer.record(said, policy(), NOW)
    ids = {card.title.name: card.title.id for card in reader.browse(TitleQuery(limit=200)).cards}
    ordered = [ids[name] for name in sorted(ids)]
    for place, title in enumerate(ordered):
        enrich(log, title, Genre.WAR, *([Genre.DRAMA] if place % 2 else []))
    return ordered


def counts(shares: GenreShares, genre: Genre) -> dict[date, int]:
    return {period.start: period.counts[genre] for period in shares.periods}


def test_an_empty_catalogue_has_no_periods(reader: CatalogueReader) -> None:
    assert reader.genre_shares() == GenreShares(PeriodUnit.WEEK, (), 0)


def test_titles_of_a_few_months_are_counted_by_week_and_empty_weeks_are_kept(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    store(writer, reader, enrichments, [monday, monday + timedelta(days=6), monday + timedelta(days=14), None])

    shares = reader.genre_shares()

    assert shares.unit is PeriodUnit.WEEK
    assert counts(shares, Genre.WAR) == {monday: 2, monday + timedelta(days=7): 0, monday + timedelta(days=14): 1}
    assert counts(shares, Genre.DRAMA)[monday] == 1
    assert shares.left_out == 1


@pytest.mark.parametrize(
    ("step_days", "unit", "start"), [(40, PeriodUnit.MONTH, date(2029, 1, 1)), (500, PeriodUnit.YEAR, date(2029, 1, 1))]
)
def test_titles_that_lie_further_apart_are_counted_by_month_or_year(
    writer: CatalogueWriter,
    reader: CatalogueReader,
    enrichments: EnrichmentLog,
    step_days: int,
    unit: PeriodUnit,
    start: date,
) -> None:
    days = [date(2029, 1, 20) + timedelta(days=step_days * step) for step in range(8)]
    store(writer, reader, enrichments, [*days])

    shares = reader.genre_shares()

    assert (shares.unit, shares.periods[0].start) == (unit, start)
    assert sum(counts(shares, Genre.WAR).values()) == 8
    assert sum(counts(shares, Genre.DRAMA).values()) == 4


def test_one_old_film_does_not_stretch_the_picture(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    store(writer, reader, enrichments, [date(1931, 5, 1), *[TODAY] * 30])

    shares = reader.genre_shares()

    assert [period.titles for period in shares.periods] == [30]
    assert shares.left_out == 1


@pytest.mark.parametrize(("far", "titles", "left_out"), [(68, 1, 1), (68, 2, 0), (3, 1, 0)])
def test_a_film_of_the_far_future_does_not_stretch_it_either_but_several_are_shown(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog, far: int, titles: int, left_out: int
) -> None:
    store(writer, reader, enrichments, [*[TODAY] * 30, *[TODAY.replace(year=TODAY.year + far)] * titles])

    shares = reader.genre_shares()

    assert shares.left_out == left_out
    assert sum(period.titles for period in shares.periods) == 30 + titles - left_out


def test_a_genre_knows_its_typical_titles_and_its_neighbours(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    ids = store(writer, reader, enrichments, [TODAY] * 5)
    enrich(enrichments, ids[0], Genre.COMEDY, Genre.WAR)

    war, drama = reader.genre(Genre.WAR), reader.genre(Genre.DRAMA)

    assert war.titles == 5
    assert [(count.genre, count.titles) for count in war.neighbours] == [(Genre.DRAMA, 2), (Genre.COMEDY, 1)]
    assert war.typical[-1].title.id == ids[0]
    assert {card.title.id for card in drama.typical} == {ids[1], ids[3]}
    assert reader.genre(Genre.SPORT).titles == 0


def test_the_terms_of_those_sources_are_told_that_something_is_stored_of(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    assert reader.policies() == ()

    store(writer, reader, enrichments, [TODAY])

    assert reader.policies() == (policy(),)
