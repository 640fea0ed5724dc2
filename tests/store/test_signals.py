"""What titles are sorted and filtered by beside facts: derived wherever what it follows from changes."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy
from tests.store.enriched import enrich, scored
from trending_now.domain.dispute import disputed_genres
from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre, SourceTag
from trending_now.domain.title import Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.disputes import refresh_dispute
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.journal_tables import FeedbackRow, TitleVectorRow
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.facets import TagCount
from trending_now.store.reading.title_query import Sort, TitleQuery
from trending_now.store.verdicts.locks import LockBook

DRAMA = (SourceTag("catalogue", "Drama"),)
WESTERN = (SourceTag("catalogue", "Western"),)
EITHER = (SourceTag("tmdb/tv", "10765"), *DRAMA)  # Science Fiction or Fantasy, and a drama


def measured(*values: float) -> tuple[Popularity, ...]:
    """Return a popularity of successive days that ends today."""
    days = [TODAY - timedelta(days=days_ago) for days_ago in reversed(range(len(values)))]
    return tuple(Popularity("first", "popularity", day, value) for day, value in zip(days, values, strict=True))


@pytest.fixture
def title(writer: CatalogueWriter, reader: CatalogueReader) -> int:
    writer.record([listing(tags=DRAMA)], policy(), NOW)
    return only_card(reader).title.id


def test_each_order_begins_with_the_title_that_has_most_of_it(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    rising = listing("1", name="Rising", tags=WESTERN, popularity=measured(1, 1, 300, 300))
    falling = listing("2", name="Falling", tags=DRAMA, popularity=measured(900, 900, 500, 500))
    writer.record([rising, falling], policy(), NOW)
    ids = {card.title.name: card.title.id for card in reader.browse(TitleQuery()).cards}
    enrich(enrichments, ids["Rising"], Genre.WESTERN, vibe_score=scored(5.5))
    enrich(enrichments, ids["Falling"], Genre.WAR, vibe_score=scored(7.5))
    first = {sort: reader.browse(TitleQuery(sort=sort)).cards[0] for sort in Sort}
    assert {sort: card.title.name for sort, card in first.items() if sort not in (Sort.NEWEST, Sort.NAME)} == {
        Sort.TRENDING: "Rising",
        Sort.POPULAR: "Falling",
        Sort.SCORE: "Falling",
        Sort.DISPUTED: "Falling",
    }
    assert first[Sort.TRENDING].trend > 0 > first[Sort.POPULAR].trend


def test_a_trend_goes_when_nothing_was_measured_for_two_weeks(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    writer.record([listing(popularity=measured(1, 1, 300, 300))], policy(), NOW)
    trends = []
    for days in (0, 14, 1, 1):
        clock.advance(days=days)
        writer.pass_day()
        trends.append(only_card(reader).trend)
    assert trends[0] == trends[1] > 0
    assert trends[2:] == [0.0, 0.0]


def test_a_title_that_nobody_measures_any_more_is_popular_for_two_weeks_and_keeps_its_series(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    writer.record([listing(popularity=measured(300))], policy(), NOW)
    popular = []
    for days in (14, 1):
        clock.advance(days=days)
        writer.pass_day()
        popular.append(only_card(reader).popularity is not None)
    assert popular == [True, False]
    assert [said.value for said in reader.title(only_card(reader).title.id).popularity] == [300]


def test_what_a_clock_that_was_ahead_measured_counts_from_its_day_on(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    clock.advance(days=60)
    ahead = Popularity("first", "popularity", clock().date(), 999.0)
    writer.record([listing(popularity=(*measured(1, 300), ahead))], policy(), NOW)
    told = []
    for days in (-60, 59, 1):
        clock.advance(days=days)
        writer.pass_day()
        card = only_card(reader)
        told.append((card.trend > 0, len(reader.title(card.title.id).popularity), len(reader.series([card.title.id]))))
    assert told == [(True, 2, 1), (False, 2, 1), (False, 3, 1)]


def test_what_was_measured_before_stays_when_a_listing_changes(
    writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    days = measured(1, 2)
    for name, day in zip(("The Lantern of 1", "Another"), days, strict=True):
        writer.record([listing(name=name, tags=DRAMA, popularity=(day,))], policy(), NOW)
    assert sorted(reader.title(title).popularity, key=lambda each: each.day) == list(days)


def test_an_answer_that_changes_takes_its_tags_and_its_score_along(
    enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.DRAMA, vibe_tags=("dark", "quiet"), vibe_score=scored(8.0))
    enrich(enrichments, title, Genre.SPORT, vibe_tags=("quiet", "warm"))
    assert reader.facets().tags == (TagCount("quiet", 1), TagCount("warm", 1))
    assert found(reader, tags=("dark",)) == found(reader, least_score=1.0) == []
    assert found(reader, unsure=Genre.SPORT, tags=("warm",)) == [title]


def test_a_lock_ends_the_uncertainty_and_the_dispute(
    enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.WAR)
    before = reader.title(title)
    for genre in (Genre.SPORT, Genre.WAR):
        locks.lock(title, genre, holds=False)
    locks.lock(title, Genre.DRAMA, holds=True)
    assert disputed_genres(before.disputes) == (Genre.DRAMA, Genre.WAR)
    assert before.card.dispute == pytest.approx((1.0 + 0.95 + 0.4) / 3)
    assert (only_card(reader).dispute, found(reader, unsure=Genre.SPORT)) == (0.0, [])


def test_sources_that_join_and_leave_change_a_dispute(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    writer.record([listing(tags=DRAMA, external_ids=(imdb(1),))], policy(), NOW)
    disputes = [only_card(reader).dispute]
    writer.record([listing(source="second", tags=WESTERN, external_ids=(imdb(1),))], policy("second"), NOW)
    disputes.append(only_card(reader).dispute)
    writer.record([listing(source="second", tags=DRAMA, external_ids=(imdb(1),))], policy("second"), NOW)
    disputes.append(only_card(reader).dispute)
    writer.record([listing(source="second", tags=WESTERN, external_ids=(imdb(1),))], policy("second"), NOW)
    writer.drop_source("second")
    assert [*disputes, only_card(reader).dispute] == [0.0, 0.5, 0.0, 0.0]


def test_a_source_that_leaves_open_which_genre_it_means_is_heard_by_what_the_shown_engine_rejects(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    writer.record([listing(tags=EITHER)], policy(), NOW)
    enrich(enrichments, title, Genre.DRAMA, others=rejected(fantasy=0.11, science_fiction=0.05))
    enrich(enrichments, title, Genre.DRAMA, engine="llm", others=rejected(fantasy=0.05, science_fiction=0.11))
    sources = source_shares(reader, title)
    assert (sources[Genre.FANTASY], sources[Genre.SCIENCE_FICTION]) == (1.0, None)


def test_a_lock_says_which_genre_a_source_means_that_leaves_it_open(
    writer: CatalogueWriter, enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader, title: int
) -> None:
    writer.record([listing(tags=EITHER)], policy(), NOW)
    enrich(enrichments, title, Genre.DRAMA, others=rejected(fantasy=0.11, science_fiction=0.05))
    locks.lock(title, Genre.SCIENCE_FICTION, holds=True)
    assert source_shares(reader, title)[Genre.FANTASY] is None


def test_each_of_several_titles_has_its_own_dispute(
    database: Database, writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.WAR)
    before = only_card(reader).dispute
    writer.record([listing("2", name="Other", tags=(SourceTag("tmdb/tv", "News"),))], policy(), NOW)  # of no genre
    (second,) = {card.title.id for card in reader.browse(TitleQuery()).cards} - {title}
    enrich(enrichments, second, Genre.WAR)
    assert reader.title(title).card.dispute == before
    with database.write() as connection:
        refresh_dispute(connection, [title, second])
    assert [reader.title(each).card.dispute for each in (title, second)] == [before, 0.0]
    assert before > 0


def test_the_newest_word_of_each_viewer_counts(
    database: Database, enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.DRAMA)
    before = only_card(reader).dispute
    say(database, title, ("a", True), ("a", False), ("b", False), ("c", True), ("c", None))
    viewers = {dispute.genre: dispute.viewers for dispute in reader.title(title).disputes}
    assert viewers[Genre.DRAMA] == pytest.approx(2 * 0.95 / 4)
    assert only_card(reader).dispute > before


def test_titles_that_become_one_keep_one_of_what_a_title_has_once(
    database: Database, writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    writer.record([listing(external_ids=(imdb(1),))], policy(), NOW)
    writer.record([listing("2", "second", name="Else")], policy("second"), NOW)
    for card in reader.browse(TitleQuery()).cards:
        enrich(enrichments, card.title.id, Genre.WAR, vibe_tags=("dark", str(card.title.id)))
        with database.write() as connection:
            vector = {"title_id": card.title.id, "model_digest": "a", "vector": b"\0"}
            connection.execute(insert(TitleVectorRow).values(**vector))
    writer.record([listing("2", "second", name="Else", external_ids=(imdb(1),))], policy("second"), NOW)
    assert only_card(reader).title.id in found(reader, tags=("dark",))
    with database.read() as connection:
        assert connection.scalars(select(TitleVectorRow.title_id)).all() == [only_card(reader).title.id]
    assert [count.titles for count in reader.facets().tags] == [1, 1]


def test_facets_name_what_there_is_and_are_read_anew_after_a_change(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    before = reader.facets()
    writer.record([listing("2", name="Autre", language="fr")], policy(), NOW)
    enrich(enrichments, title, Genre.WAR, vibe_tags=("dark",))
    assert (before.languages, before.tags, before.regions) == ((), (), ("GB",))
    assert (reader.facets().languages, reader.facets().tags) == (("fr",), (TagCount("dark", 1),))


def rejected(fantasy: float, science_fiction: float) -> tuple[GenreScore, ...]:
    """Return the probabilities of two genres that an engine rejects."""
    odds = {Genre.FANTASY: fantasy, Genre.SCIENCE_FICTION: science_fiction}
    return tuple(GenreScore(genre, probability, calibrated=True) for genre, probability in odds.items())


def source_shares(reader: CatalogueReader, title: int) -> dict[Genre, float | None]:
    """Return for each disputed genre the share of the sources that vote for it."""
    return {dispute.genre: dispute.sources for dispute in reader.title(title).disputes}


def say(database: Database, title: int, *words: tuple[str, bool | None]) -> None:
    """Store what viewers say of the title being a drama, and derive its dispute."""
    said = {"title_id": title, "genre": Genre.DRAMA.value, "engine": "rules", "given_at": NOW}
    with database.write() as connection:
        for visitor, holds in words:
            connection.execute(insert(FeedbackRow).values(visitor=visitor, holds=holds, **said))
        refresh_dispute(connection, [title])


def only_card(reader: CatalogueReader) -> TitleCard:
    (card,) = reader.browse(TitleQuery()).cards
    return card


def found(reader: CatalogueReader, **wanted: object) -> list[int]:
    return [card.title.id for card in reader.browse(TitleQuery(**wanted)).cards]  # type: ignore[arg-type]
