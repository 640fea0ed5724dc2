"""Genre scores as the JSON of a database column: [genre, standing, probability, calibrated, evidence] for each."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence


class Standing(StrEnum):
    """Whether an operator settled a genre, or an engine stands by it, is not sure of it, or leaves it."""

    LOCKED = "locked"
    CHOSEN = "chosen"
    UNCERTAIN = "uncertain"
    OTHER = "other"


def scores_to_json(groups: Mapping[Standing, Iterable[GenreScore]], *, with_evidence: bool = True) -> list[Any]:
    """Return scores as lists, each group in its order."""
    return [
        [score.genre.value, standing.value, round(score.probability, 6), score.calibrated]
        + ([[[e.text_id, e.start, e.end, list(e.words)] for e in score.evidence]] if with_evidence else [])
        for standing, scores in groups.items()
        for score in scores
    ]


def scores_from_json(rows: list[Any] | None) -> dict[Standing, tuple[GenreScore, ...]]:
    """Return scores by standing, each group in its order."""
    groups: dict[Standing, list[GenreScore]] = {standing: [] for standing in Standing}
    for genre, standing, probability, calibrated, *evidence in rows or []:
        passages = tuple(Evidence(i, start, end, tuple(words)) for i, start, end, words in (evidence or [[]])[0])
        groups[Standing(standing)].append(GenreScore(Genre(genre), probability, calibrated, passages))
    return {standing: tuple(scores) for standing, scores in groups.items()}
