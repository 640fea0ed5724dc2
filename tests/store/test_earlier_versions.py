"""A catalogue of an earlier version shows, once it is opened for writing, all that this version derives."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, select, text

from tests.invented import NOW, TODAY, HandClock
from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import HEAD_REVISION, Database
from trending_now.store.documents import NO_TEXT
from trending_now.store.migrate import migrate
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.search import index_titles
from trending_now.store.tables import TitleRow

SCORES = [["War", "chosen", 0.8, True], ["Sport", "uncertain", 0.3, True]]
VIBE = {"vibe_score": 7.5, "vibe_spread": 1.0, "vibe_reviews": 4, "vibe_tags": ["dark", "quiet"]}
DAYS = [TODAY - timedelta(days=days_ago) for days_ago in range(4)]
ROWS: dict[str, list[dict[str, Any]]] = {
    "policies": [
        {"name": "first", "display": True, "train": "no", "keep_full_text": True, "send_to_llm": True}
        | {"credit_text": "F."}
    ],
    "titles": [
        {"id": 1, "name": "A", "name_key": "a", "countries": "", "is_demo": False, "newness": 0, "popularity": 0.5}
        | {"document_digest": "", "engine": "boosted", "chosen_bits": 1 << 18, "shown_scores": SCORES}
        | VIBE
    ],
    "listings": [
        {"id": 1, "source": "first", "source_key": "1", "title_id": 1, "policy": "first", "digest": "", "name": "A"}
        | {"countries": "", "external_ids": [], "fetched_at": NOW}
    ],
    "votes": [
        {"id": 1, "listing_id": 1, "title_id": 1, "vocabulary": "catalogue", "tag": "Drama", "known": True}
        | {"rule": "all_of", "genres": "Drama", "taxonomy": "1"}
    ],
    "popularity": [
        {"listing_id": 1, "title_id": 1, "source": "first", "measure": "popularity", "day": day, "value": value}
        for day, value in zip(DAYS, (300.0, 300.0, 5.0, 5.0), strict=True)
    ],
    "enrichments": [
        {"title_id": 1, "engine": "boosted", "model_name": "boosted", "model_digest": "a", "document_digest": ""}
        | {"created_at": NOW, "scores": [[*score, []] for score in SCORES], "warnings": []}
        | VIBE
    ],
}  # fmt: skip


@pytest.fixture
def old_database(empty_database_url: str) -> Iterator[Database]:
    """Hold a title in a database of schema 0002, as the version before this one left it."""
    with closing(Database(empty_database_url, writable=True)) as database:
        with database.write() as connection:
            migrate_to(connection, "0002")
            tables = MetaData()
            tables.reflect(connection)
            for name, rows in ROWS.items():
                connection.execute(tables.tables[name].insert(), rows)
        yield database


def test_what_documents_are_made_of_is_noted_anew(old_database: Database) -> None:
    migrate(old_database)
    with old_database.read() as connection:
        assert connection.scalars(select(TitleRow.document_digest)).all() == [NO_TEXT]


def test_what_viewers_sort_and_filter_by_is_filled(old_database: Database) -> None:
    migrate(old_database)
    reader = CatalogueReader(old_database, HandClock())
    (card,) = reader.browse(TitleQuery(unsure=Genre.SPORT, tags=("dark", "quiet"), least_score=7.5)).cards
    assert old_database.revision() == HEAD_REVISION
    assert card.trend > 0
    assert card.dispute == pytest.approx((1.0 + 0.9 + 0.3) / 3)
    assert [count.tag for count in reader.facets().tags] == ["dark", "quiet"]
    assert [score.genre for score in card.genres] == [Genre.WAR]


def test_titles_are_found_by_the_forms_of_their_names_as_this_version_knows_them(old_database: Database) -> None:
    with old_database.write() as connection:
        connection.execute(text("UPDATE listings SET name = 'D.C. Bandhish'"))
    migrate(old_database)
    with old_database.read() as connection:
        assert connection.scalars(text("SELECT key FROM name_forms")).all() == ["dc bandhish"]


def test_names_that_differ_in_a_vowel_on_a_letter_have_their_own_keys_from_now_on(old_database: Database) -> None:
    with old_database.write() as connection:
        migrate_to(connection, "0033")
        connection.execute(text("UPDATE titles SET name = 'किरण', name_key = 'क रण'"))
        connection.execute(text("UPDATE listings SET name = 'किरण', original_name = 'किरण!'"))
    migrate(old_database)
    reader = CatalogueReader(old_database, HandClock())
    with old_database.read() as connection:
        assert connection.scalars(select(TitleRow.name_key)).all() == ["किरण"]
    found = {wanted: len(reader.browse(TitleQuery(text=wanted)).cards) for wanted in ("किरण", "कारण")}
    assert found == {"किरण": 1, "कारण": 0}


def test_letters_with_a_stroke_and_fractions_are_found_as_keyboards_write_them_from_now_on(
    old_database: Database,
) -> None:
    with old_database.write() as connection:
        migrate_to(connection, "0034")
        connection.execute(text("UPDATE titles SET name = 'Łódź 8½', name_key = 'łodz 81 2'"))
        connection.execute(text("UPDATE listings SET name = 'Łódź 8½', original_name = 'Æbeltoft'"))
    migrate(old_database)
    reader = CatalogueReader(old_database, HandClock())
    with old_database.read() as connection:
        assert connection.scalars(select(TitleRow.name_key)).all() == ["lodz 8 1 2"]
    for wanted in ("lodz", "Łódź 8 1/2", "8½", "aebeltoft"):
        assert len(reader.browse(TitleQuery(text=wanted)).cards) == 1


def test_words_are_found_as_this_version_parts_them(old_database: Database) -> None:
    with old_database.write() as connection:
        connection.execute(text("UPDATE listings SET name = '夜の灯台'"))
    migrate(old_database)
    reader = CatalogueReader(old_database, HandClock())
    found = {wanted: len(reader.browse(TitleQuery(text=wanted)).cards) for wanted in ("灯台", "灯夜")}
    assert found == {"灯台": 1, "灯夜": 0}


def test_what_the_version_before_had_indexed_is_not_found_any_more(old_database: Database) -> None:
    with old_database.write() as connection:
        migrate_to(connection, "0031")
        index_titles(connection, [(1, "A name that nobody gives")])
    migrate(old_database)
    reader = CatalogueReader(old_database, HandClock())
    found = {wanted: len(reader.browse(TitleQuery(text=wanted)).cards) for wanted in ("nobody gives", "A")}
    assert found == {"nobody gives": 0, "A": 1}


def test_a_release_of_before_has_no_episode_yet_and_is_not_left_out(old_database: Database) -> None:
    release = f"(1, 1, 1, '{TODAY}', 'broadcast', 'NZ', 'Kauri')"
    with old_database.write() as connection:
        columns = "(id, listing_id, title_id, date, type, region, platform)"
        connection.execute(text(f"INSERT INTO releases {columns} VALUES {release}"))
        connection.execute(text(f"UPDATE titles SET release_date = '{TODAY}', release_type = 'broadcast'"))
    migrate(old_database)
    (card,) = CatalogueReader(old_database, HandClock()).browse(TitleQuery(is_new=True)).cards
    assert card.release == Release(TODAY, ReleaseType.BROADCAST)


def test_an_article_is_known_by_its_item_from_now_on(old_database: Database) -> None:
    article = {"old": "en:The_Ebb", "ids": '[["wikidata", "Q77"]]', "now": NOW}
    listing = "UPDATE listings SET source = 'wikipedia', source_key = :old, external_ids = :ids"
    columns = "(source, source_key, other_source, other_key, reason, asked_at)"
    question = f"INSERT INTO match_questions {columns} VALUES ('first', '7', 'wikipedia', :old, 'alike', :now)"
    with old_database.write() as connection:
        migrate_to(connection, "0031")
        for statement in (listing, question):
            connection.execute(text(statement), article)
    migrate(old_database)
    with old_database.read() as connection:
        assert connection.scalars(text("SELECT source_key FROM listings")).all() == ["en:Q77"]
        assert connection.scalars(text("SELECT other_key FROM match_questions")).all() == ["en:Q77"]


def test_a_trend_of_long_ago_goes_at_the_first_refresh(old_database: Database) -> None:
    migrate(old_database)
    later = HandClock(NOW + timedelta(days=60))
    CatalogueWriter(old_database, load_taxonomy(), later).pass_day()
    (card,) = CatalogueReader(old_database, later).browse(TitleQuery()).cards
    assert card.trend == 0.0


def migrate_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "trending_now.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
