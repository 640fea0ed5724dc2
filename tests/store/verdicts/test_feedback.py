"""What viewers say of genres: the newest word of each counts, nothing said is lost."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text

from tests.invented import NOW, HandClock, imdb, listing, policy
from tests.store.enriched import enrich
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.errors import TitleNotFound
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.journal_tables import FeedbackRow
from trending_now.store.projection import drop_empty_titles
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.tables import ListingRow
from trending_now.store.verdicts.append_only import AppendOnlyDatabase
from trending_now.store.verdicts.feedback import FeedbackBook, feedback_of, titles_judged_since
from trending_now.store.verdicts.locks import LockBook


@pytest.fixture
def title(writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog) -> int:
    """Store a title that the engine finds to be a drama and a war film."""
    title_id = stored(writer, reader, "1")
    enrich(enrichments, title_id, Genre.DRAMA, Genre.WAR)
    return title_id


def stored(writer: CatalogueWriter, reader: CatalogueReader, key: str, source: str = "first") -> int:
    writer.record([listing(key, source)], policy(source), NOW)
    return max(card.title.id for card in reader.browse(TitleQuery()).cards)


def rows(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(FeedbackRow)) or 0


def test_each_visitors_newest_word_counts(feedback: FeedbackBook, reader: CatalogueReader, title: int) -> None:
    for visitor, holds in [("a", True), ("b", True), ("c", False), ("b", False), ("d", True), ("d", None)]:
        feedback.give(title, Genre.WAR, visitor, holds=holds)

    assert reader.title(title).feedback == (GenreFeedback(Genre.WAR, yes=1, no=2),)


def test_a_genre_of_which_every_word_was_taken_back_has_none(
    feedback: FeedbackBook, reader: CatalogueReader, title: int
) -> None:
    for holds in (True, None):
        feedback.give(title, Genre.WAR, "a", holds=holds)

    assert reader.title(title).feedback == ()


def test_the_same_word_on_another_title_is_kept(
    feedback: FeedbackBook, writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    other = stored(writer, reader, "2")
    for each in (title, other):
        feedback.give(each, Genre.WAR, "a", holds=True)

    assert reader.title(other).feedback == reader.title(title).feedback == (GenreFeedback(Genre.WAR, yes=1, no=0),)


def test_words_on_several_genres_stand_apart_in_the_taxonomys_order(
    feedback: FeedbackBook, reader: CatalogueReader, title: int
) -> None:
    for genre, holds in [(Genre.WESTERN, True), (Genre.ACTION, False), (Genre.WAR, True)]:
        feedback.give(title, genre, "a", holds=holds)

    assert [(said.genre, said.yes, said.no) for said in reader.title(title).feedback] == [
        (Genre.ACTION, 0, 1),
        (Genre.WAR, 1, 0),
        (Genre.WESTERN, 1, 0),
    ]


def test_a_visitor_finds_their_own_words_again_and_nobody_elses(
    feedback: FeedbackBook, reader: CatalogueReader, title: int
) -> None:
    feedback.give(title, Genre.WAR, "a", holds=False)
    feedback.give(title, Genre.DRAMA, "a", holds=True)
    feedback.give(title, Genre.DRAMA, "a", holds=None)
    feedback.give(title, Genre.DRAMA, "b", holds=True)

    assert reader.words_of_visitor(title, "a") == {Genre.WAR: False}


def test_taking_a_word_back_adds_a_row_and_the_same_again_adds_none(
    feedback: FeedbackBook, database: Database, title: int
) -> None:
    counts = []
    for holds in (None, True, True, None, None):
        feedback.give(title, Genre.WAR, "a", holds=holds)
        counts.append(rows(database))

    assert counts == [0, 1, 1, 2, 2]


def test_a_word_keeps_who_was_judged_and_when(
    feedback: FeedbackBook, database: Database, title: int, clock: HandClock
) -> None:
    clock.advance(minutes=5)
    said = feedback.give(title, Genre.WAR, "a", holds=False)

    with database.read() as connection:
        (row,) = connection.execute(select(FeedbackRow.__table__))
    assert (row.title_id, row.genre, row.holds, row.visitor) == (title, "War", False, "a")
    assert (row.engine, row.given_at) == (said.engine, said.given_at) == ("rules", NOW + timedelta(minutes=5))


def test_a_word_on_a_title_that_no_engine_has_read_is_about_none(
    feedback: FeedbackBook, writer: CatalogueWriter, reader: CatalogueReader, title: int
) -> None:
    assert feedback.give(stored(writer, reader, "2"), Genre.WAR, "a", holds=True).engine is None


def test_a_word_on_no_title_is_refused(feedback: FeedbackBook, database: Database) -> None:
    with pytest.raises(TitleNotFound, match="There is no title 4242"):
        feedback.give(4242, Genre.WAR, "a", holds=True)
    assert rows(database) == 0


def test_a_word_changes_the_revision_that_pages_are_told(
    feedback: FeedbackBook, reader: CatalogueReader, title: int
) -> None:
    before = reader.status().revision
    feedback.give(title, Genre.WAR, "a", holds=True)
    assert reader.status().revision != before


def test_the_same_word_again_changes_no_revision(feedback: FeedbackBook, reader: CatalogueReader, title: int) -> None:
    feedback.give(title, Genre.WAR, "a", holds=True)
    before = reader.status().revision
    feedback.give(title, Genre.WAR, "a", holds=True)
    assert reader.status().revision == before


def test_words_on_two_titles_come_together_when_they_turn_out_to_be_one(
    feedback: FeedbackBook, reader: CatalogueReader, writer: CatalogueWriter
) -> None:
    ours = stored(writer, reader, "1")
    other = stored(writer, reader, "2", "second")
    for title_id, visitor, holds in [(ours, "a", True), (other, "a", False), (other, "b", False)]:
        feedback.give(title_id, Genre.WAR, visitor, holds=holds)
    for key, source in (("1", "first"), ("2", "second")):
        writer.record([listing(key, source, external_ids=(imdb(1),))], policy(source), NOW)

    (card,) = reader.browse(TitleQuery()).cards
    assert reader.title(card.title.id).feedback == (GenreFeedback(Genre.WAR, yes=0, no=2),)


def test_a_word_that_arrives_while_its_title_is_joined_to_another_is_not_lost(
    writer: CatalogueWriter, reader: CatalogueReader, append_only: AppendOnlyDatabase, database: Database
) -> None:
    one, other = stored(writer, reader, "1"), stored(writer, reader, "9", "second")
    said = {"title_id": other, "genre": "War", "holds": True, "visitor": "a", "engine": None, "given_at": NOW}
    with ThreadPoolExecutor(1) as thread:
        with append_only.append() as connection:
            connection.execute(insert(FeedbackRow).values(**said))
            joining = thread.submit(writer.join, one, other)
            wait_for_its_turn(joining, database)
        assert joining.result() == one

    assert reader.title(one).feedback == (GenreFeedback(Genre.WAR, yes=1, no=0),)


def test_a_word_that_arrives_while_its_title_leaves_is_told_so(
    feedback: FeedbackBook, database: Database, title: int
) -> None:
    with ThreadPoolExecutor(1) as thread:
        with database.write() as connection:
            connection.execute(delete(ListingRow))
            drop_empty_titles(connection, [title])
            giving = thread.submit(feedback.give, title, Genre.WAR, "a", holds=True)
            wait_for_its_turn(giving, database)
        with pytest.raises(TitleNotFound, match="may have left the catalogue"):
            giving.result()


def wait_for_its_turn(task: Future[Any], database: Database) -> None:
    """Return once a transaction of PostgreSQL waits for another, or the task ended without."""
    while database.dialect == "postgresql" and not task.done():
        with database.read() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return


def test_many_titles_are_counted_at_once(
    feedback: FeedbackBook, reader: CatalogueReader, writer: CatalogueWriter, database: Database
) -> None:
    titles = [stored(writer, reader, str(key)) for key in range(3)]
    feedback.give(titles[0], Genre.WAR, "a", holds=True)
    feedback.give(titles[2], Genre.SPORT, "a", holds=False)

    with database.read() as connection:
        found = feedback_of(connection, titles)
    assert found == {
        titles[0]: (GenreFeedback(Genre.WAR, 1, 0),),
        titles[2]: (GenreFeedback(Genre.SPORT, 0, 1),),
    }


def test_titles_judged_lately_are_named_for_who_derives_their_dispute(
    feedback: FeedbackBook, reader: CatalogueReader, writer: CatalogueWriter, database: Database, clock: HandClock
) -> None:
    titles = [stored(writer, reader, str(key)) for key in range(3)]
    feedback.give(titles[0], Genre.WAR, "a", holds=True)
    clock.advance(hours=1)
    feedback.give(titles[2], Genre.WAR, "a", holds=True)
    feedback.give(titles[2], Genre.WAR, "a", holds=None)

    with database.read() as connection:
        assert titles_judged_since(connection, NOW + timedelta(hours=1)) == [titles[2]]
        assert titles_judged_since(connection, NOW) == [titles[0], titles[2]]


def test_dispute_follows_when_the_viewers_are_heard(
    feedback: FeedbackBook, reader: CatalogueReader, writer: CatalogueWriter, title: int
) -> None:
    before = reader.title(title).card.dispute
    for visitor in "abc":
        feedback.give(title, Genre.DRAMA, visitor, holds=False)
    at_once = reader.title(title).card.dispute

    writer.hear_viewers(NOW)

    assert at_once == before
    assert reader.title(title).card.dispute > before


def test_what_most_viewers_object_to_comes_first(
    feedback: FeedbackBook, reader: CatalogueReader, title: int, clock: HandClock
) -> None:
    said = [("a", Genre.WAR, False), ("b", Genre.WAR, False), ("c", Genre.WAR, True), ("a", Genre.DRAMA, True)]
    later = [("a", Genre.SPORT, True), ("b", Genre.COMEDY, True), ("c", Genre.MUSIC, False)]
    for visitor, genre, holds in said:
        feedback.give(title, genre, visitor, holds=holds)
    for visitor, genre, holds in later:
        clock.advance(minutes=1)
        feedback.give(title, genre, visitor, holds=holds)

    found = [(one.genre, one.shown, one.yes, one.no) for one in reader.disputed_genres(10)]
    assert found == [
        (Genre.WAR, True, 1, 2),
        (Genre.COMEDY, False, 1, 0),
        (Genre.SPORT, False, 1, 0),
    ]
    assert reader.disputed_genres(10)[1].newest == NOW + timedelta(minutes=2)
    assert len(reader.disputed_genres(1)) == 1


def test_a_lock_that_follows_the_viewers_ends_the_dispute(
    feedback: FeedbackBook, reader: CatalogueReader, locks: LockBook, title: int
) -> None:
    feedback.give(title, Genre.WAR, "a", holds=False)
    assert [one.genre for one in reader.disputed_genres(10)] == [Genre.WAR]

    locks.lock(title, Genre.WAR, holds=False)

    assert reader.disputed_genres(10) == []


def test_giving_feedback_needs_no_more_than_the_narrow_handle(append_only: AppendOnlyDatabase, title: int) -> None:
    FeedbackBook(append_only, HandClock()).give(title, Genre.WAR, "a", holds=True)

    with append_only.read() as connection:
        assert feedback_of(connection, [title])[title] == (GenreFeedback(Genre.WAR, 1, 0),)
