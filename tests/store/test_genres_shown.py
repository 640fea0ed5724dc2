"""Which genres a title is shown with: lock, chosen engine, boosted, rules; and what an answer leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from tests.store.enriched import VERSION, answer, enrich
from trending_now.domain.genre import Genre
from trending_now.domain.text import Plot
from trending_now.errors import TitleNotFound
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.genres_shown import refresh_all_shown
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.verdicts.locks import LockBook


@pytest.fixture
def title(writer: CatalogueWriter, reader: CatalogueReader) -> int:
    writer.record([listing()], policy(), NOW)
    return only_card(reader).title.id


def test_a_title_that_nobody_has_read_has_no_genres(reader: CatalogueReader, title: int) -> None:
    card = reader.title(title).card
    assert (card.engine, card.genres, card.uncertain) == (None, (), ())


@pytest.mark.parametrize(
    ("chosen", "answered", "shown"),
    [
        ("llm", ["rules", "boosted", "llm"], "llm"),
        ("llm", ["rules", "boosted"], "boosted"),
        ("llm", ["rules"], "rules"),
        ("rules", ["rules", "boosted", "llm"], "rules"),
        ("rules", ["llm"], None),
    ],
)
def test_the_chosen_engine_is_shown_else_boosted_else_rules(
    database: Database,
    clock: HandClock,
    reader: CatalogueReader,
    title: int,
    chosen: str,
    answered: list[str],
    shown: str,
) -> None:
    log = EnrichmentLog(database, clock, chosen)
    for engine in answered:
        enrich(log, title, Genre.WAR, engine=engine)
    assert reader.title(title).card.engine == shown


def test_another_choice_of_engine_shows_once_asked(
    database: Database, clock: HandClock, writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    writer.record([listing("2", name="Other"), listing("3", name="Third")], policy(), NOW)
    second, third = sorted({card.title.id for card in reader.browse(TitleQuery()).cards} - {title})
    before = EnrichmentLog(database, clock, "rules")
    for answered, engines in ((title, ("rules", "llm")), (second, ("llm", "rules")), (third, ("rules",))):
        for engine in engines:
            enrich(before, answered, Genre.MUSIC if engine == "llm" else Genre.WAR, engine=engine)
    after = EnrichmentLog(database, clock, "llm")
    assert (after.show_preferred(), after.show_preferred()) == (2, 0)
    assert [genres(reader, each) for each in (title, second, third)] == [[Genre.MUSIC], [Genre.MUSIC], [Genre.WAR]]


def test_an_answer_to_no_text_makes_room_once_there_is_one(
    database: Database, clock: HandClock, writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    log = EnrichmentLog(database, clock, "llm")
    enrich(log, title, Genre.HORROR, engine="llm")
    writer.record([listing(plots=())], policy(), NOW)
    enrich(log, title, engine="llm")
    assert reader.title(title).card.engine == "llm"

    writer.record([listing(plots=(Plot("A general loses his army in the snow."),))], policy(), NOW)
    enrich(log, title, Genre.WAR, engine="boosted")  # it stands in, for the model is down
    assert (reader.title(title).card.engine, genres(reader, title), log.show_preferred()) == ("boosted", [Genre.WAR], 0)
    enrich(log, title, Genre.MUSIC, engine="llm")
    assert (reader.title(title).card.engine, genres(reader, title)) == ("llm", [Genre.MUSIC])


def test_the_newest_answer_of_an_engine_is_shown_and_the_older_ones_are_kept(
    enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    for genre in (Genre.WAR, Genre.MUSIC):
        enrich(enrichments, title, genre)
    detail = reader.title(title)
    assert [score.genre for score in detail.card.genres] == [Genre.MUSIC]
    assert [shown.genres[0].genre for shown in detail.enrichments] == [Genre.MUSIC, Genre.WAR]
    assert detail.enrichments[0].genres[0].evidence[0].text_id == detail.texts[0].id


def test_a_lock_settles_a_genre_whatever_the_engine_says(
    enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.WAR, Genre.DRAMA)
    locks.lock(title, Genre.WAR, holds=False)
    locks.lock(title, Genre.SPORT, holds=True)
    card = reader.title(title).card
    assert [(score.genre, score.probability) for score in card.genres] == [(Genre.SPORT, 1.0), (Genre.DRAMA, 0.8)]
    assert card.uncertain == ()


def test_a_title_is_found_by_a_genre_that_a_lock_gives_it(locks: LockBook, reader: CatalogueReader, title: int) -> None:
    locks.lock(title, Genre.SPORT, holds=True)
    card = only_card(reader, include=(Genre.SPORT,))
    assert [score.calibrated for score in card.genres] == [True]


def test_to_show_all_anew_leaves_each_title_with_the_engine_it_is_shown_with(
    database: Database, clock: HandClock, reader: CatalogueReader, title: int
) -> None:
    log = EnrichmentLog(database, clock, "llm")
    for engine in ("boosted", "llm"):
        enrich(log, title, Genre.WAR, engine=engine)
    with database.write() as connection:
        refresh_all_shown(connection)
    assert only_card(reader).engine == "llm"


def test_a_lock_survives_every_refresh(
    enrichments: EnrichmentLog, locks: LockBook, writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    locks.lock(title, Genre.COMEDY, holds=True)
    enrich(enrichments, title, Genre.WAR)
    writer.record([listing(plots=(Plot("Another story."),))], policy(), NOW)
    enrich(enrichments, title, Genre.WAR)
    assert genres(reader, title) == [Genre.COMEDY, Genre.WAR]


def test_a_lock_that_is_lifted_counts_no_more(
    enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader, title: int
) -> None:
    enrich(enrichments, title, Genre.WAR)
    locks.lock(title, Genre.WAR, holds=False)
    locks.unlock(title, Genre.WAR)
    assert genres(reader, title) == [Genre.WAR]
    assert reader.title(title).locks == ()


def test_a_lock_on_no_title_is_refused(locks: LockBook) -> None:
    with pytest.raises(TitleNotFound, match="no title 999999"):
        locks.lock(999_999, Genre.WAR, holds=True)


def test_titles_that_become_one_keep_their_locks_and_answers(
    writer: CatalogueWriter, enrichments: EnrichmentLog, locks: LockBook, reader: CatalogueReader
) -> None:
    writer.record([listing(external_ids=(imdb(1),))], policy(), NOW)
    writer.record([listing("2", "second", name="Else")], policy("second"), NOW)
    first, second = sorted(card.title.id for card in reader.browse(TitleQuery()).cards)
    enrich(enrichments, second, Genre.WAR)
    locks.lock(second, Genre.HORROR, holds=True)
    writer.record([listing("2", "second", name="Else", external_ids=(imdb(1),))], policy("second"), NOW)
    assert only_card(reader).title.id == first
    assert genres(reader, first) == [Genre.HORROR, Genre.WAR]


def test_a_title_waits_until_this_version_has_read_its_present_texts(
    enrichments: EnrichmentLog, writer: CatalogueWriter, title: int
) -> None:
    newer = replace(VERSION, digest="b" * 64)
    assert enrichments.pending("rules", VERSION) == [title]
    enrich(enrichments, title, Genre.WAR)
    assert enrichments.pending("rules", VERSION) == []
    assert enrichments.pending("rules", newer) == enrichments.pending("boosted", VERSION) == [title]
    writer.record([listing(plots=(Plot("Another story."),))], policy(), NOW)
    assert enrichments.pending("rules", VERSION) == [title]


def test_an_answer_to_texts_that_have_changed_does_not_stand_before_one_to_the_present_texts(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, title: int
) -> None:
    (before,) = enrichments.documents([title])
    writer.record([listing(plots=(Plot("Wholly different.", "en"),))], policy(), NOW)
    assert enrichments.save([(before, answer(before, Genre.WAR))], "rules") == 1  # better than none
    enrich(enrichments, title, Genre.HORROR)
    assert enrichments.save([(before, answer(before, Genre.WAR))], "rules") == 0
    assert [score.genre for score in reader.title(title).card.genres] == [Genre.HORROR]
    assert enrichments.pending("rules", VERSION) == []


def test_what_stands_in_is_kept_again_once_it_has_said_something_else_meanwhile(
    enrichments: EnrichmentLog, title: int
) -> None:
    (document,) = enrichments.documents([title])
    said = [answer(document, Genre.WAR, warnings=warnings) for warnings in ((), ("It is not English.",), ())]
    assert [enrichments.save([(document, each)], "llm") for each in (*said, said[-1])] == [1, 1, 1, 0]


def test_the_newest_titles_wait_first_and_of_two_as_new_the_one_that_came_last(
    writer: CatalogueWriter, enrichments: EnrichmentLog
) -> None:
    days = {"Old": TODAY - timedelta(days=9), "New": TODAY, "As new": TODAY, "Older": TODAY - timedelta(days=20)}
    for name, day in days.items():
        writer.record([listing(name, name=name, releases=(released(day),))], policy(), NOW)
    old, new, as_new, older = sorted(enrichments.all_titles())
    assert enrichments.all_titles() == enrichments.pending("rules", VERSION) == [as_new, new, old, older]


def test_an_answer_for_a_title_that_is_gone_is_left_out(
    enrichments: EnrichmentLog, writer: CatalogueWriter, title: int
) -> None:
    (document,) = enrichments.documents([title])
    writer.drop_source("first")
    assert enrichments.save([(document, answer(document, Genre.WAR))], "rules") == 0


def test_a_document_is_the_fullest_english_plot_and_then_the_reviews(
    enrichments: EnrichmentLog, writer: CatalogueWriter, title: int
) -> None:
    plots = (Plot("Kurz, aber auf Deutsch sehr viel länger als alles andere.", "de"), Plot("A short one.", "en"))
    writer.record([listing(source="second", plots=plots)], policy("second"), NOW)
    (document,) = enrichments.documents([title])
    assert [text.content for text in document.texts] == ["A lamplighter named 1 keeps a promise to the sea."]


def only_card(reader: CatalogueReader, include: tuple[Genre, ...] = ()) -> TitleCard:
    (card,) = reader.browse(TitleQuery(include=include)).cards
    return card


def genres(reader: CatalogueReader, title: int) -> list[Genre]:
    return [score.genre for score in reader.title(title).card.genres]
