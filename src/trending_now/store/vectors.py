"""Stores titles' vectors by the engine that read them last: of unit length, as 16-bit floats."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from trending_now.domain.enrichment import Enrichment
from trending_now.store.journal_tables import EnrichmentRow, TitleVectorRow
from trending_now.store.sql.keys import slices
from trending_now.store.sql.upsert import insert_or_update

STORED_AS = "<f2"


def save_vectors(connection: Connection, answers: Sequence[Enrichment]) -> None:
    """Store each answer's vector; without one, remove an earlier vector of the same engine."""
    rows = [
        {"title_id": int(answer.document_id), "model_digest": answer.version.digest, "vector": vector_bytes(answer)}
        for answer in answers
        if any(answer.vector)
    ]
    insert_or_update(connection, TitleVectorRow, rows, ("title_id",), ("model_digest", "vector"))
    for engine in {answer.engine for answer in answers}:
        silent = [int(answer.document_id) for answer in answers if answer.engine == engine and not any(answer.vector)]
        _drop(connection, silent, engine)


def vector_bytes(answer: Enrichment) -> bytes:
    """Return an answer's vector as it is stored, scaled to unit length."""
    import numpy as np

    vector = np.asarray(answer.vector, dtype=np.float64)
    content: bytes = (vector / np.linalg.norm(vector)).astype(STORED_AS).tobytes()
    return content


def _drop(connection: Connection, title_ids: Sequence[int], engine: str) -> None:
    """Remove an engine's vectors of these titles; other engines' vectors stay."""
    own = select(EnrichmentRow.model_digest).where(
        EnrichmentRow.engine == engine, EnrichmentRow.title_id == TitleVectorRow.title_id
    )
    for ids in slices(title_ids):
        connection.execute(
            delete(TitleVectorRow).where(TitleVectorRow.title_id.in_(ids), TitleVectorRow.model_digest.in_(own))
        )
