"""A title's vibe in the store: what an engine says of it comes back as it was, on the card and on the title's page."""

from dataclasses import replace

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.invented import NOW, listing, policy
from tests.store.enriched import answer
from trending_now.domain.enrichment import ReviewSummary, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, Review
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.migrate import migrate
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.title_query import TitleQuery

SCORE = VibeScore(mean=7.25, spread=1.5, reviews=2)
REVIEWS = (Review("Bright and warm.", "a site", "A. Reader", rating10=8.0), Review("Cold.", "a site"))


def stored(writer: CatalogueWriter, log: EnrichmentLog) -> Document:
    """Store a title with two reviews; returns its document."""
    writer.record([listing(reviews=REVIEWS)], policy(), NOW)
    (document,) = log.documents(log.all_titles())
    return document


def save(log: EnrichmentLog, document: Document, engine: str = "rules", **vibe: object) -> None:
    """Store an answer with a vibe."""
    log.save([(document, replace(answer(document, Genre.DRAMA, engine=engine), **vibe))], engine)  # type: ignore[arg-type]


def only_card(reader: CatalogueReader) -> TitleCard:
    (card,) = reader.browse(TitleQuery()).cards
    return card


def test_a_document_carries_the_ratings_of_its_reviews(writer: CatalogueWriter, enrichments: EnrichmentLog) -> None:
    assert [said.rating10 for said in stored(writer, enrichments).texts] == [None, 8.0, None]


def test_a_vibe_comes_back_as_it_was(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    document = stored(writer, enrichments)
    summary = ReviewSummary((Evidence(document.texts[1].id, 0, 16),), (Evidence(document.texts[2].id, 0, 5),))
    save(enrichments, document, vibe_score=SCORE, vibe_tags=("dark", "feel-good"), review_summary=summary)
    card = only_card(reader)
    (shown,) = reader.title(card.title.id).enrichments
    assert (card.vibe_score, card.vibe_tags) == (SCORE, ("dark", "feel-good"))
    assert (shown.vibe_score, shown.vibe_tags, shown.review_summary) == (SCORE, ("dark", "feel-good"), summary)


def test_a_title_without_a_vibe_has_none(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    document = stored(writer, enrichments)
    assert (only_card(reader).vibe_score, only_card(reader).vibe_tags) == (None, ())
    save(enrichments, document)
    (shown,) = reader.title(only_card(reader).title.id).enrichments
    assert (shown.vibe_score, shown.vibe_tags, shown.review_summary) == (None, (), None)
    assert (only_card(reader).vibe_score, only_card(reader).vibe_tags) == (None, ())


def test_the_vibe_shown_is_of_the_engine_whose_genres_are_shown(
    writer: CatalogueWriter, enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    document = stored(writer, enrichments)
    save(enrichments, document, engine="boosted", vibe_score=SCORE, vibe_tags=("dark",))
    assert (only_card(reader).engine, only_card(reader).vibe_score) == ("boosted", SCORE)
    save(enrichments, document, engine="rules")
    assert (only_card(reader).engine, only_card(reader).vibe_score) == ("rules", None)


def test_a_rating_that_changes_makes_the_title_pending_again(
    writer: CatalogueWriter, enrichments: EnrichmentLog
) -> None:
    document = stored(writer, enrichments)
    save(enrichments, document)
    version = answer(document).version
    assert enrichments.pending("rules", version) == []
    writer.record([listing(reviews=(replace(REVIEWS[0], rating10=3.0), REVIEWS[1]))], policy(), NOW)
    assert len(enrichments.pending("rules", version)) == 1


def test_a_database_of_the_first_schema_keeps_its_answers(empty_database_url: str) -> None:
    database = Database(empty_database_url, writable=True)
    with database.write() as connection:
        _upgrade(connection, "0001")
        connection.execute(text("INSERT INTO titles (name, name_key, countries, is_demo, newness, popularity, "
                                "document_digest, chosen_bits) VALUES ('A', 'a', '', false, 0, 0, '', 0)"))  # fmt: skip
        connection.execute(text("INSERT INTO enrichments (title_id, engine, model_name, model_digest, document_digest, "
                                "created_at, scores, vibe_tags, warnings) SELECT id, 'rules', 'rules', 'd', '', "
                                "CURRENT_TIMESTAMP, '[]', '[]', '[]' FROM titles"))  # fmt: skip
    migrate(database)
    with database.read() as connection:
        rows = connection.execute(text("SELECT engine, vibe_score, vibe_reviews, review_summary FROM enrichments"))
        assert [tuple(row) for row in rows] == [("rules", None, None, None)]
    database.close()


def _upgrade(connection: object, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "trending_now.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
