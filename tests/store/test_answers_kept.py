"""An engine's answer is kept whole: all 20 genres, what held for each then, and what viewers say of them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update

from tests.invented import NOW, listing, policy
from tests.store.enriched import answer
from trending_now.domain.enrichment import GenreCut, GenreScore
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.journal_tables import EnrichmentRow, FeedbackRow
from trending_now.store.reader import CatalogueReader

CUT = GenreCut(chosen=0.52, unsure=0.31)


def store(writer: CatalogueWriter, log: EnrichmentLog) -> int:
    """Store a title with an answer of all 20 genres, each with its cut; returns the title."""
    writer.record([listing()], policy(), NOW)
    (document,) = log.documents(log.all_titles())
    said = answer(document, Genre.WAR, Genre.DRAMA)
    rest = set(Genre) - {Genre.WAR, Genre.DRAMA, Genre.SPORT}
    others = tuple(GenreScore(genre, 0.1, calibrated=True) for genre in Genre if genre in rest)
    groups = (said.chosen, said.uncertain, others)
    chosen, uncertain, others = (tuple(replace(score, cut=CUT) for score in group) for group in groups)
    log.save([(document, replace(said, chosen=chosen, uncertain=uncertain, others=others))], said.engine)
    return int(document.id)


def say(database: Database, title_id: int, genre: Genre, visitor: str, *, holds: bool | None) -> None:
    """Store a viewer's word."""
    word = {"title_id": title_id, "genre": genre.value, "visitor": visitor, "holds": holds, "engine": "rules"}
    with database.write() as connection:
        connection.execute(insert(FeedbackRow).values(**word, given_at=NOW + timedelta(minutes=1)))


def test_all_twenty_come_back_with_what_held_for_each(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    (shown,) = reader.title(store(writer, enrichments)).enrichments
    scores = (*shown.genres, *shown.uncertain, *shown.others)
    assert sorted(score.genre for score in scores) == sorted(Genre)
    assert {score.cut for score in scores} == {CUT}
    assert [score.genre for score in shown.genres] == [Genre.WAR, Genre.DRAMA]


def test_answers_of_an_older_version_are_read_without_cuts(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, database: Database
) -> None:
    title = store(writer, enrichments)
    text_id = reader.title(title).texts[0].id
    old = [["War", "chosen", 0.9, True, [[text_id, 0, 4, ["lamp"]]]], ["Drama", "other", 0.1, True]]
    with database.write() as connection:
        connection.execute(update(EnrichmentRow).values(scores=old))
    (shown,) = reader.title(title).enrichments
    assert [(score.genre, score.cut, score.evidence[0].words) for score in shown.genres] == [
        (Genre.WAR, None, ("lamp",))
    ]
    assert [(score.genre, score.cut, score.evidence) for score in shown.others] == [(Genre.DRAMA, None, ())]


def test_of_each_viewer_the_newest_word_counts(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader, database: Database
) -> None:
    title = store(writer, enrichments)
    for visitor in ("a", "b", "c"):
        say(database, title, Genre.WAR, visitor, holds=True)
    say(database, title, Genre.WAR, "a", holds=False)
    say(database, title, Genre.WAR, "b", holds=None)
    say(database, title, Genre.SPORT, "b", holds=False)
    say(database, title, Genre.MUSIC, "c", holds=None)
    assert reader.title(title).feedback == (GenreFeedback(Genre.SPORT, 0, 1), GenreFeedback(Genre.WAR, 1, 1))
