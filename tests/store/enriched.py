"""Invented answers of engines."""

from typing import Any

from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence
from trending_now.store.enrichments import EnrichmentLog

VERSION = ModelVersion("rules", "a" * 64)


def answer(
    document: Document, *genres: Genre, engine: str = "rules", version: ModelVersion = VERSION, **vibe: Any
) -> Enrichment:
    """Return an answer that chooses these genres, the first one most probable, and is not sure of Sport."""
    chosen = tuple(
        GenreScore(genre, 0.9 - 0.1 * place, calibrated=True, evidence=(Evidence(document.texts[0].id, 0, 4),))
        for place, genre in enumerate(genres)
    )
    unsure = (GenreScore(Genre.SPORT, 0.4, calibrated=True),)
    return Enrichment(document.id, engine, version, chosen, unsure, **vibe)


def enrich(log: EnrichmentLog, title_id: int, *genres: Genre, engine: str = "rules", **vibe: Any) -> None:
    """Store an answer for one title; `vibe` are further fields of it."""
    (document,) = log.documents([title_id])
    log.save([(document, answer(document, *genres, engine=engine, **vibe))], engine)


def scored(mean: float) -> VibeScore:
    """Return a vibe score of four reviews."""
    return VibeScore(mean, 1.0, 4)
