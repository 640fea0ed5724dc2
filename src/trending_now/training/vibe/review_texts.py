"""The rated reviews that the vibe scorer is fitted on, without those that a shipped model may not see."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trending_now.corpora.labelled_parquet import read_columns

VAL_PERCENT = 15
COLUMNS = ("imdb_id", "review", "rating10", "split")


@dataclass(frozen=True, slots=True)
class RatedReviews:
    """Reviews, row by row: the text, its author's rating from 1 to 10, and the IMDb id of the film."""

    contents: tuple[str, ...]
    ratings: NDArray[np.float64]
    films: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.contents)

    def rows(self, chosen: NDArray[np.bool_]) -> "RatedReviews":
        """Return the reviews of some rows."""
        places = np.flatnonzero(chosen)
        return RatedReviews(
            tuple(self.contents[place] for place in places),
            self.ratings[chosen],
            tuple(self.films[place] for place in places),
        )

    @property
    def is_val(self) -> NDArray[np.bool_]:
        """Tell which rows belong to the films that settings are chosen on."""
        return np.array([zlib.crc32(film.encode()) % 100 < VAL_PERCENT for film in self.films])


def read_train(reviews: Path, mpst: Path | None) -> RatedReviews:
    """Read the train side, without films and texts of the test side, and without duplicate texts.

    With `mpst`, films that its column `genre_split` puts on another side than train are left out too, so that a shipped
    model has seen nothing of a title that another task is tested on.

    Raises:
        WrongUse: a file is missing, is not Parquet or lacks a column.
    """
    rows = read_columns(reviews, COLUMNS, "set of reviews")
    test = rows.filter(pl.col("split") == "test")
    train = rows.filter(
        pl.col("split") == "train",
        ~pl.col("imdb_id").is_in(test["imdb_id"].unique().implode()),
        ~pl.col("review").is_in(test["review"].unique().implode()),
    ).unique("review", keep="first", maintain_order=True)
    if mpst is not None:
        sides = read_columns(mpst, ("imdb_id", "genre_split"), "table of MPST").filter(pl.col("genre_split") != "train")
        train = train.filter(~pl.col("imdb_id").is_in(sides["imdb_id"].implode()))
    return _rated(train)


def read_test(reviews: Path) -> RatedReviews:
    """Read the official test side."""
    return _rated(read_columns(reviews, COLUMNS, "set of reviews").filter(pl.col("split") == "test"))


def _rated(rows: pl.DataFrame) -> RatedReviews:
    return RatedReviews(tuple(rows["review"]), rows["rating10"].to_numpy().astype(np.float64), tuple(rows["imdb_id"]))
