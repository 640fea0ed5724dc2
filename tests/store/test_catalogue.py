"""Recording what sources say: counts, idempotence, and what is kept of each source."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from tests.contents import content_of
from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from trending_now.domain.genre import Genre, SourceTag
from trending_now.domain.run import RunCounts
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.detail import TitleDetail
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.tables import ListingRow, PlotRow, VoteRow

MEASURED = Popularity("first", "popularity", TODAY, 7.0)


def test_listings_are_counted_as_new_updated_and_unchanged(writer: CatalogueWriter) -> None:
    assert record(writer, listing("1"), listing("2")) == RunCounts(fetched=2, new=2)
    assert record(writer, listing("1"), listing("2", runtime_minutes=90), listing("3")) == RunCounts(3, 1, 1, 1)


def test_the_same_again_changes_nothing(writer: CatalogueWriter, database: Database, clock: HandClock) -> None:
    said = [listing("1", reviews=(Review("Fine.", "a site"),)), listing("2", releases=())]
    record(writer, *said)
    before = content_of(database)
    clock.advance(hours=1)
    assert record(writer, *said) == RunCounts(fetched=2, unchanged=2)
    assert content_of(database) == before


def test_answers_of_one_run_that_differ_do_not_undo_each_other(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock
) -> None:
    for _ in range(2):
        clock.advance(hours=1)
        began = clock()
        for name in ("The First Name", "The Second Name"):
            clock.advance(seconds=1)
            recorded = writer.record([listing(name=name)], policy(), clock(), began)
    assert recorded.counts == RunCounts(fetched=1, unchanged=1)
    assert only_title(reader).card.title.name == "The First Name"


def test_nothing_to_record_is_no_work(writer: CatalogueWriter) -> None:
    assert record(writer) == RunCounts()
    assert writer.is_empty()


def test_a_listing_that_is_told_twice_in_one_batch_is_one(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    first, second = released(TODAY), released(TODAY + timedelta(days=1), "US")
    counts = record(writer, listing("1", releases=(first,)), listing("1", releases=(second,), name="Other"))
    shown = only_title(reader)
    assert counts == RunCounts(fetched=1, new=1)
    assert set(shown.releases) == {first, second}
    assert shown.card.title.name == "The Lantern of 1"


def test_a_release_not_known_before_makes_a_listing_updated_and_the_old_ones_stay(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    record(writer, listing(releases=(released(TODAY),)))
    later = released(TODAY + timedelta(days=3), "FR", "Harbour+")
    assert record(writer, listing(releases=(later,))) == RunCounts(fetched=1, updated=1)
    assert set(only_title(reader).releases) == {released(TODAY), later}


def test_changed_texts_and_tags_take_the_place_of_the_old_ones(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    record(writer, listing(reviews=(Review("Dull.", "a site"),), tags=(SourceTag("catalogue", "Drama"),)))
    record(writer, listing(plots=(Plot("Told anew."),), tags=(SourceTag("catalogue", "Horror"),)))
    shown = only_title(reader)
    assert [text.content for text in shown.texts] == ["Told anew."]
    assert [vote.genres for vote in shown.votes] == [(Genre.HORROR,)]


def test_an_answer_that_stands_in_for_another_takes_nothing_away(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    whole = listing(reviews=(Review("Dull.", "a site"),), external_ids=(imdb(1),), names_all_releases=True)
    record(writer, whole)
    part = listing(name="Lantern", releases=(released(TODAY, None),), popularity=(MEASURED,), is_partial=True)

    assert record(writer, part) == RunCounts(fetched=1, unchanged=1)
    shown = only_title(reader)
    assert (shown.card.title.name, shown.external_ids, shown.releases) == (whole.name, (imdb(1),), whole.releases)
    assert (len(shown.texts), [measure.value for measure in shown.popularity]) == (2, [7.0])


def test_an_answer_that_stands_in_for_another_is_better_than_none(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    record(writer, listing(is_partial=True))

    assert record(writer, listing(external_ids=(imdb(1),))) == RunCounts(fetched=1, updated=1)
    assert only_title(reader).external_ids == (imdb(1),)


def test_every_source_keeps_its_votes_and_its_popularity(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    for source, tag, value in (("first", "Drama", 3.0), ("second", "Horror", 8.0)):
        measure = Popularity(source, "popularity", TODAY, value)
        record(writer, listing("1", source, tags=(SourceTag("catalogue", tag),), popularity=(measure,)))
    shown = only_title(reader)
    assert {(vote.source, vote.genres) for vote in shown.votes} == {
        ("first", (Genre.DRAMA,)),
        ("second", (Genre.HORROR,)),
    }
    assert {(measure.source, measure.value) for measure in shown.popularity} == {("first", 3.0), ("second", 8.0)}


def test_a_day_has_one_value_of_a_measure_the_last_one(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    yesterday = TODAY - timedelta(days=1)
    for value in (3.0, 5.0):
        record(writer, listing(popularity=(Popularity("first", "popularity", yesterday, value),)))
    record(writer, listing(popularity=(Popularity("first", "popularity", TODAY, 9.0),)))
    assert [measure.value for measure in only_title(reader).popularity] == [5.0, 9.0]


def test_a_compound_tag_votes_for_one_of_its_genres_and_an_unknown_one_is_kept_and_flagged(
    writer: CatalogueWriter, database: Database
) -> None:
    tags = (SourceTag("tmdb/tv", "10765"), SourceTag("catalogue", "Glimmerpunk"), SourceTag("catalogue", "Drama"))
    record(writer, listing(tags=tags))
    with database.read() as connection:
        votes = {row.tag: row for row in connection.execute(select(VoteRow.__table__))}
    assert (votes["10765"].rule, votes["10765"].known) == ("one_of", True)
    assert set(votes["10765"].genres.split("|")) == {"Science Fiction", "Fantasy"}
    assert (votes["Glimmerpunk"].genres, votes["Glimmerpunk"].known) == ("", False)
    assert (votes["Drama"].rule, votes["Drama"].genres) == ("all_of", "Drama")


def test_a_listing_seen_again_lives_from_then_on(writer: CatalogueWriter, database: Database) -> None:
    short = policy(retention=timedelta(days=10))
    for days in (0, 4):
        writer.record([listing()], short, NOW + timedelta(days=days))
    with database.read() as connection:
        assert connection.scalars(select(ListingRow.expires_at)).all() == [NOW + timedelta(days=14)]


def test_an_older_answer_that_is_read_once_more_takes_no_time_from_a_listing(
    writer: CatalogueWriter, database: Database, clock: HandClock
) -> None:
    short = policy(retention=timedelta(days=10))
    clock.advance(days=4)
    for days in (4, 0):
        writer.record([listing()], short, NOW + timedelta(days=days))
    with database.read() as connection:
        assert connection.scalars(select(ListingRow.expires_at)).all() == [NOW + timedelta(days=14)]


def test_each_fact_comes_from_the_first_source_that_knows_it(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    known = {"language": "fr", "countries": ("NZ",), "name": "The LANTERN of 1"}
    record(writer, listing(source="imported", runtime_minutes=None, **known))
    record(writer, listing(source="tmdb", language=None, runtime_minutes=101))
    record(writer, listing(source="tvmaze", runtime_minutes=99))
    title = only_title(reader).card.title
    assert (title.name, title.language, title.runtime_minutes) == ("The Lantern of 1", "fr", 101)
    assert title.countries == ("NZ",)


def test_texts_that_are_the_same_in_two_sources_are_each_kept(writer: CatalogueWriter, database: Database) -> None:
    record(writer, listing(source="first"))
    record(writer, listing(source="second"))
    with database.read() as connection:
        assert len(connection.scalars(select(PlotRow.id)).all()) == 2


def test_any_text_that_a_name_may_hold_is_kept_as_it_is(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    names = ["Straße & Söhne", "日本の夜", "🦊🦊", "'; DROP TABLE titles; --", "a\tb", "%_\\", "İstanbul", "!!!"]
    record(writer, *(listing(str(number), name=name) for number, name in enumerate(names)))
    assert {card.title.name for card in reader.browse(TitleQuery()).cards} == set(names)


def test_what_is_said_under_a_new_taxonomy_is_recorded_anew(
    writer: CatalogueWriter, database: Database, clock: HandClock, reader: CatalogueReader
) -> None:
    from trending_now.domain.taxonomy import load_taxonomy

    record(writer, listing(tags=(SourceTag("catalogue", "Glimmerpunk"),)))
    old = load_taxonomy()
    meanings = old.meanings | {("common", "glimmerpunk"): old.meanings["common", "drama"]}
    newer = CatalogueWriter(database, replace(old, version="later", meanings=meanings), clock)
    counts = record(newer, listing(tags=(SourceTag("catalogue", "Glimmerpunk"),)))
    assert counts == RunCounts(fetched=1, updated=1)
    assert [vote.genres for vote in only_title(reader).votes] == [(Genre.DRAMA,)]


def record(writer: CatalogueWriter, *listings: object) -> RunCounts:
    source = listings[0].source if listings else "first"  # type: ignore[attr-defined]
    return writer.record(list(listings), policy(source), NOW).counts  # type: ignore[arg-type]


def only_title(reader: CatalogueReader) -> TitleDetail:
    (card,) = reader.browse(TitleQuery()).cards
    return reader.title(card.title.id)
