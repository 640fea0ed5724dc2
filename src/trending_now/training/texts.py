"""The labelled texts that models are fitted on, with what a shipped model may not see left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse

Booleans = NDArray[np.bool_]

MPST_PREFIX = "imdb:"
CORPUS_COLUMNS = ("id", "text", "genres", "genres_uncertain", "split", "text_kind", "source")
MPST_COLUMNS = ("imdb_id", "tags", "plot_source", "dup_plot", "genre_split")


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Texts with their labels, row by row.

    `genres` is rows × 20 in the order of `Genre` and `tags` rows × `len(tag_names)`; a label counts only where its mask
    is True.
    """

    ids: tuple[str, ...]
    contents: tuple[str, ...]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    genres: Booleans
    genre_mask: Booleans
    tags: Booleans
    tag_mask: Booleans
    tag_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, chosen: NDArray[np.int64]) -> "LabelledTexts":
        """Return some rows."""
        return LabelledTexts(
            ids=tuple(self.ids[row] for row in chosen),
            contents=tuple(self.contents[row] for row in chosen),
            kinds=tuple(self.kinds[row] for row in chosen),
            sources=tuple(self.sources[row] for row in chosen),
            genres=self.genres[chosen],
            genre_mask=self.genre_mask[chosen],
            tags=self.tags[chosen],
            tag_mask=self.tag_mask[chosen],
            tag_names=self.tag_names,
        )


def read_texts(corpus: Path, mpst: Path, split: str) -> LabelledTexts:
    """Read one split of the genre corpus, with the MPST tags of its plots.

    Raises:
        WrongUse: a plot of the corpus stands on another side of MPST, or its text may not be trained on.
    """
    tagged = pl.read_parquet(mpst, columns=list(MPST_COLUMNS))
    tag_names = tuple(sorted(set(tagged["tags"].explode().drop_nulls())))
    rows = pl.read_parquet(corpus, columns=list(CORPUS_COLUMNS)).filter(pl.col("split") == split)
    joined = rows.with_columns(imdb_id=pl.col("id").str.strip_prefix(MPST_PREFIX)).join(
        tagged, on="imdb_id", how="left", maintain_order="left"
    )
    _refuse_leaks(joined, split)
    genre_names = tuple(Genre)
    return LabelledTexts(
        ids=tuple(joined["id"]),
        contents=tuple(joined["text"].fill_null("")),
        kinds=tuple(joined["text_kind"]),
        sources=tuple(joined["source"]),
        genres=_indicators(joined["genres"], genre_names),
        genre_mask=~_indicators(joined["genres_uncertain"], genre_names),
        tags=_indicators(joined["tags"], tag_names),
        tag_mask=np.repeat(joined["tags"].is_not_null().to_numpy()[:, None], len(tag_names), axis=1),
        tag_names=tag_names,
    )


def _refuse_leaks(joined: pl.DataFrame, split: str) -> None:
    known = joined.filter(pl.col("genre_split").is_not_null())
    leaks = known.filter(
        (pl.col("genre_split") != split) | (pl.col("plot_source") != "wikipedia") | (pl.col("dup_plot") > 1)
    )
    if len(leaks):
        raise WrongUse(
            f"{leaks['id'][0]} of split {split!r} is on side {leaks['genre_split'][0]!r} of MPST "
            f"(text: {leaks['plot_source'][0]}); take it out of the corpus."
        )


def _indicators(column: pl.Series, names: Sequence[str]) -> Booleans:
    number = {name: position for position, name in enumerate(names)}
    labels = np.zeros((len(column), len(names)), dtype=bool)
    for row, values in enumerate(column.to_list()):
        labels[row, [number[value] for value in values or ()]] = True
    return labels
