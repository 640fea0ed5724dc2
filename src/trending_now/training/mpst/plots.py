"""Plots and tags by MPST's official split: for the published benchmark alone, never for a shipped model."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trending_now.corpora.labelled_parquet import labels_of, read_columns, rows_of_split
from trending_now.domain.genre import Genre
from trending_now.training.labelled_texts import LabelledTexts

Booleans = NDArray[np.bool_]

COLUMNS = ("imdb_id", "plot", "tags", "split", "plot_source", "dup_plot")


@dataclass(frozen=True, slots=True)
class TaggedPlots:
    """Plots with their tags (rows × `len(tag_names)`); `shared` marks a plot that several titles have."""

    ids: tuple[str, ...]
    contents: tuple[str, ...]
    sources: tuple[str, ...]
    tags: Booleans
    shared: Booleans
    tag_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def labelled(self) -> LabelledTexts:
        """Return them as what an encoder is fitted on: every tag counts, no genre does."""
        no_genre = np.zeros((len(self), len(Genre)), dtype=bool)
        return LabelledTexts(
            ids=self.ids,
            titles=("",) * len(self),
            contents=self.contents,
            kinds=("plot",) * len(self),
            sources=self.sources,
            genres=no_genre,
            genre_mask=no_genre,
            tags=self.tags,
            tag_mask=np.ones_like(self.tags),
            tag_names=self.tag_names,
        )


def read_plots(mpst: Path, splits: tuple[str, ...]) -> TaggedPlots:
    """Read some sides ("train", "val", "test") of the official split, one after the other.

    Raises:
        WrongUse: the file is missing or lacks a column, or a side has no rows.
    """
    rows = read_columns(mpst, COLUMNS, "file of tags")
    tag_names = tuple(sorted(set(rows["tags"].explode().drop_nulls())))
    chosen = pl.concat([rows_of_split(mpst, rows, split) for split in splits])
    return TaggedPlots(
        ids=tuple(chosen["imdb_id"]),
        contents=tuple(chosen["plot"].fill_null("")),
        sources=tuple(chosen["plot_source"]),
        tags=labels_of(chosen["tags"], tag_names),
        shared=(chosen["dup_plot"] > 1).to_numpy(),
        tag_names=tag_names,
    )
