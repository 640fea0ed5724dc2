"""Views of a text for distillation: random parts of it, some followed by a part of another text.

Teacher and student get the same views. If the teacher only read whole texts, the student would see other parts of a
long text than the teacher did, and a short text would never vary. Source: Beyer et al., "Knowledge distillation: A
good teacher is patient and consistent" (2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.models.texts.sentences import sentence_spans
from trending_now.training.recipe import ViewsRecipe

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """One part of each text; `mixed` tells whether a part of another text follows it."""

    contents: tuple[str, ...]
    mixed: NDArray[np.bool_]

    @classmethod
    def whole(cls, contents: Sequence[str]) -> "View":
        """Return the view that has whole texts."""
        return cls(tuple(contents), np.zeros(len(contents), dtype=np.bool_))

    def rows(self, chosen: NDArray[np.int64]) -> "View":
        """Return the view of some texts."""
        return View(tuple(self.contents[row] for row in chosen), self.mixed[chosen])


@dataclass(frozen=True, slots=True)
class Taught:
    """Teachers' predictions for a view: the probability of each genre and each tag, rows × labels."""

    view: View
    genres: NDArray[np.floating]
    tags: NDArray[np.floating]

    def rows(self, chosen: NDArray[np.int64]) -> "Taught":
        """Return the predictions for some texts."""
        return Taught(self.view.rows(chosen), self.genres[chosen], self.tags[chosen])


def views_of(contents: Sequence[str], fold: NDArray[np.int64], recipe: ViewsRecipe) -> list[View]:
    """Return `recipe.count` views of all texts; a text is mixed only with texts of its own fold."""
    spans = [sentence_spans(content) for content in contents]
    return [_view(contents, spans, fold, recipe, number) for number in range(recipe.count)]


def _view(
    contents: Sequence[str], spans: Sequence[list[Span]], fold: NDArray[np.int64], recipe: ViewsRecipe, number: int
) -> View:
    rng = np.random.default_rng((recipe.seed, number))
    parts = [_part(content, own, recipe, rng) for content, own in zip(contents, spans, strict=True)]
    mixed = rng.random(len(parts)) < recipe.mixed_share
    behind = _shuffled_inside(fold, rng)
    return View(tuple(f"{part} {parts[behind[row]]}" if mixed[row] else part for row, part in enumerate(parts)), mixed)


def _part(content: str, spans: list[Span], recipe: ViewsRecipe, rng: np.random.Generator) -> str:
    """Return by chance a run of sentences; else a short text as it is, or a stretch of each half of a long one."""
    if len(spans) > 1 and rng.random() < recipe.piece_share:
        return _stretch(content, spans, int(rng.integers(1, min(len(spans), recipe.most_sentences + 1))), rng)
    middle = len(spans) // 2
    if len(content) <= 2 * recipe.stretch_characters or middle == 0:
        return content
    return " ".join(_long_stretch(content, half, recipe, rng) for half in (spans[:middle], spans[middle:]))


def _long_stretch(content: str, spans: list[Span], recipe: ViewsRecipe, rng: np.random.Generator) -> str:
    """Return sentences from a random one on, `stretch_characters` at most; only the first one, if it is longer."""
    last = max(start for start, _ in spans if spans[-1][1] - start >= recipe.stretch_characters or start == spans[0][0])
    starts = [start for start, _ in spans if start <= last]
    start = starts[rng.integers(len(starts))]
    ends = [end for _, end in spans if end > start]
    return content[start : max((end for end in ends if end <= start + recipe.stretch_characters), default=ends[0])]


def _stretch(content: str, spans: list[Span], count: int, rng: np.random.Generator) -> str:
    first = int(rng.integers(len(spans) - count + 1))
    return content[spans[first][0] : spans[first + count - 1][1]]


def _shuffled_inside(fold: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return for each row another random row of its fold; a row that is alone in its fold gets itself."""
    shuffled = np.empty(len(fold), dtype=np.int64)
    for number in np.unique(fold):
        rows = rng.permutation(np.flatnonzero(fold == number))
        shuffled[rows] = np.roll(rows, 1)
    return shuffled
