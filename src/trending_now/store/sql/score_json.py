"""Genre scores as the JSON of a database column: [genre, standing, probability, calibrated, evidence, cut] for each.

The last two may be missing: a title's row has no evidence, and older versions wrote no cut.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from trending_now.domain.enrichment import GenreCut, GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence


class Standing(StrEnum):
    """Whether an operator locked a genre, or an engine chose it, is not sure of it, or rejects it."""

    LOCKED = "locked"
    CHOSEN = "chosen"
    UNCERTAIN = "uncertain"
    OTHER = "other"


def scores_to_json(groups: Mapping[Standing, Iterable[GenreScore]], *, with_evidence: bool = True) -> list[Any]:
    """Return scores as lists, each group in its order; without evidence the cut is left out too."""
    return [
        [score.genre.value, standing.value, round(score.probability, 6), score.calibrated]
        + (_reasons(score) if with_evidence else [])
        for standing, scores in groups.items()
        for score in scores
    ]


def scores_from_json(rows: list[Any] | None) -> dict[Standing, tuple[GenreScore, ...]]:
    """Return scores by standing, each group in its order."""
    groups: dict[Standing, list[GenreScore]] = {standing: [] for standing in Standing}
    for genre, standing, probability, calibrated, *reasons in rows or []:
        passages = tuple(Evidence(i, start, end, tuple(words)) for i, start, end, words in (reasons or [[]])[0])
        cut = GenreCut(*reasons[1]) if len(reasons) > 1 else None
        score = GenreScore(Genre(genre), probability, calibrated, passages, cut)
        groups[Standing(standing)].append(score)
    return {standing: tuple(scores) for standing, scores in groups.items()}


def with_evidence_in(text_ids: Collection[str], rows: list[Any]) -> list[Any]:
    """Return a column's scores with the evidence in these texts only."""
    return [
        [*score, [place for place in reasons[0] if place[0] in text_ids], *reasons[1:]] if reasons else score
        for score, reasons in ((row[:4], row[4:]) for row in rows)
    ]


def _reasons(score: GenreScore) -> list[Any]:
    evidence = [[e.text_id, e.start, e.end, list(e.words)] for e in score.evidence]
    return [evidence, [round(score.cut.chosen, 6), round(score.cut.unsure, 6)]] if score.cut else [evidence]
