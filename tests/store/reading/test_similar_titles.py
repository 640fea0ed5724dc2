"""Where titles lie: vectors are stored with the version that gave them, and the nearest titles are found by them."""

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select

from tests.invented import NOW, HandClock, listing, policy
from tests.store.enriched import VERSION, answer
from trending_now.domain.enrichment import ModelVersion
from trending_now.domain.genre import Genre
from trending_now.errors import TitleNotFound
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.journal_tables import TitleVectorRow
from trending_now.store.reader import CatalogueReader

OTHER = ModelVersion("rules", "b" * 64)


@pytest.fixture
def ids(writer: CatalogueWriter, enrichments: EnrichmentLog) -> list[int]:
    writer.record([listing(str(number)) for number in range(5)], policy(), NOW)
    return sorted(enrichments.all_titles())


def place(
    log: EnrichmentLog, title_id: int, *vector: float, version: ModelVersion = VERSION, engine: str = "rules"
) -> None:
    (document,) = log.documents([title_id])
    said = answer(document, Genre.DRAMA, version=version, engine=engine)
    log.save([(document, replace(said, vector=vector))], said.engine)


def near(reader: CatalogueReader, title_id: int, most: int = 6) -> list[tuple[int, float]]:
    return [(found.card.title.id, round(found.nearness, 3)) for found in reader.similar(title_id, most)]


def stored(database: Database) -> dict[int, tuple[str, bytes]]:
    columns = (TitleVectorRow.title_id, TitleVectorRow.model_digest, TitleVectorRow.vector)
    with database.read() as connection:
        return {title: (digest, vector) for title, digest, vector in connection.execute(select(*columns))}


def test_the_nearest_come_first_whatever_the_length_of_a_vector(
    ids: list[int], enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    for title, vector in zip(ids, [(1, 0), (0, 5), (30, 40), (-1, 0), (8, 6)], strict=True):
        place(enrichments, title, *vector)
    assert near(reader, ids[0]) == [(ids[4], 0.8), (ids[2], 0.6), (ids[1], 0.0), (ids[3], -1.0)]
    assert near(reader, ids[0], most=1) == [(ids[4], 0.8)]


def test_a_vector_is_stored_at_unit_length_in_two_bytes_a_number(
    ids: list[int], enrichments: EnrichmentLog, database: Database
) -> None:
    place(enrichments, ids[0], 30.0, -40.0)
    ((digest, content),) = stored(database).values()
    assert digest == VERSION.digest
    assert np.frombuffer(content, "<f2").tolist() == pytest.approx([0.6, -0.8], abs=1e-3)


def test_versions_are_not_compared_with_each_other(
    ids: list[int], enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    for title, version in zip(ids[:4], (VERSION, OTHER, VERSION, OTHER), strict=True):
        place(enrichments, title, 1.0, 2.0, version=version)
    assert [title for title, _ in near(reader, ids[0])] == [ids[2]]
    assert [title for title, _ in near(reader, ids[1])] == [ids[3]]


def test_a_title_that_comes_is_seen_within_a_minute_and_one_that_leaves_at_once(
    ids: list[int], enrichments: EnrichmentLog, reader: CatalogueReader, writer: CatalogueWriter, clock: HandClock
) -> None:
    writer.record([listing("9", "second", name="Quite Another")], policy("second"), NOW)
    (other,) = set(enrichments.all_titles()) - set(ids)
    for title in (ids[0], other):
        place(enrichments, title, 1.0, 0.0)
    assert near(reader, ids[0]) == [(other, 1.0)]
    place(enrichments, ids[1], 1.0, 0.0)
    writer.drop_source("second")
    assert near(reader, ids[0]) == []
    clock.advance(seconds=60)
    assert near(reader, ids[0]) == [(ids[1], 1.0)]


def test_a_title_that_moved_is_compared_from_where_it_lies_now(
    ids: list[int], enrichments: EnrichmentLog, reader: CatalogueReader
) -> None:
    for title, vector in zip(ids[:3], [(1.0, 0.0), (1.0, 0.1), (0.0, 1.0)], strict=True):
        place(enrichments, title, *vector)
    assert near(reader, ids[0], most=1)[0][0] == ids[1]
    place(enrichments, ids[0], 0.0, 1.0)
    assert near(reader, ids[0], most=1) == [(ids[2], 1.0)]


def test_an_engine_without_vectors_leaves_the_other_ones(
    ids: list[int], enrichments: EnrichmentLog, database: Database
) -> None:
    place(enrichments, ids[0], 1.0, 0.0, engine="boosted")
    place(enrichments, ids[0], engine="rules", version=OTHER)
    assert set(stored(database)) == {ids[0]}


def test_a_title_that_says_nothing_any_more_lies_nowhere(
    ids: list[int], enrichments: EnrichmentLog, database: Database, reader: CatalogueReader
) -> None:
    place(enrichments, ids[0], 1.0, 0.0, engine="boosted")
    place(enrichments, ids[0], engine="boosted", version=OTHER)
    assert stored(database) == {}
    assert reader.similar(ids[0]) == ()


def test_a_title_that_is_not_there_has_no_similar_ones(reader: CatalogueReader) -> None:
    for missing in (0, 999_999, 2**80):
        with pytest.raises(TitleNotFound, match=f"no title {missing}"):
            reader.similar(missing)
