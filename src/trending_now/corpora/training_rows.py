"""Builds the rows that models are trained on, one a title, without texts whose policy forbids training."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trending_now.corpora.genre_labels import in_order
from trending_now.corpora.label_mask import mask_labels
from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.sides import HOLDOUT
from trending_now.domain.genre import Genre
from trending_now.domain.policy import TrainUse


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One title as a model sees it: one text, the genres that any corpus names, and its side."""

    text: LabelledText
    content: str
    year: int | None
    source_genres: tuple[str, ...]
    genres: tuple[Genre, ...]
    genres_uncertain: tuple[Genre, ...]
    split: str


@dataclass(slots=True)
class RowCounts:
    """Counts of what was done to titles and texts, and why some became no row."""

    masked: int = 0
    deduplicated: int = 0
    refused_by_policy: int = 0
    without_genre: int = 0
    held_out: int = 0
    side_unclear: int = 0
    by_corpus: Counter[str] = field(default_factory=Counter)


def build_rows(
    titles: Iterable[Sequence[LabelledText]], sides: Iterable[str | None], precedence: Sequence[str], counts: RowCounts
) -> Iterator[TrainingRow]:
    """Yield a row for each title that may be trained on and has a genre, and count all others.

    Of several texts the one of the corpus first in `precedence` is taken; genres are those that any corpus names whose
    policy lets a released model be trained on it.
    """
    for texts, side in zip(titles, sides, strict=True):
        free = [text for text in texts if text.policy.train is TrainUse.SHIP]
        counts.refused_by_policy += len(texts) - len(free)
        if not free:
            continue
        counts.deduplicated += len(free) - 1
        row = _row(free, side or "", precedence)
        if not row.genres and not row.genres_uncertain:
            counts.without_genre += 1
        elif side is None:
            counts.side_unclear += 1
        elif side == HOLDOUT:
            counts.held_out += 1
        else:
            counts.by_corpus[row.text.corpus] += 1
            counts.masked += row.content != row.text.text
            yield row


def _row(texts: Sequence[LabelledText], side: str, precedence: Sequence[str]) -> TrainingRow:
    best = min(texts, key=lambda text: precedence.index(text.corpus))
    certain = {genre for text in texts for genre in text.genres}
    possible = {genre for text in texts for genre in text.genres_uncertain}
    return TrainingRow(
        text=best,
        content=mask_labels(best.text),
        year=best.year or next((text.year for text in texts if text.year is not None), None),
        source_genres=tuple(sorted({tag for text in texts for tag in text.source_genres})),
        genres=in_order(certain),
        genres_uncertain=in_order(possible - certain),
        split=side,
    )
