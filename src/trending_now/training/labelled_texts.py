"""The labelled texts that models are fitted on, without those that a shipped model may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trending_now.corpora.labelled_parquet import evenly_spread, labels_of, read_columns, rows_of_split
from trending_now.domain.enrichment import TrainingSet
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.training.provenance import traced
from trending_now.training.refusals import (
    refuse_kept_from_models,
    refuse_leaks,
    refuse_on_two_sides,
    refuse_twice,
    refuse_untrainable,
)

Booleans = NDArray[np.bool_]

MPST_PREFIX = "imdb:"
GENRE_COLUMNS = ("text", "genres", "genres_uncertain", "split", "text_kind", "source")
CORPUS_COLUMNS = ("id", *GENRE_COLUMNS)
WORDS = ("id", "text", "text_kind", "source")  # columns whose cells are words, whatever type a file gives them
MPST_COLUMNS = ("imdb_id", "tags", "plot_source", "dup_plot", "genre_split")
TITLE = "title"  # a corpus may lack it
TAGGED_SOURCE = "wikipedia (via MPST, tags only)"


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Texts with their labels, row by row.

    `genres` is rows × 20 in the order of `Genre` and `tags` rows × `len(tag_names)`; a label counts only where its mask
    is True.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
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
            titles=tuple(self.titles[row] for row in chosen),
            contents=tuple(self.contents[row] for row in chosen),
            kinds=tuple(self.kinds[row] for row in chosen),
            sources=tuple(self.sources[row] for row in chosen),
            genres=self.genres[chosen],
            genre_mask=self.genre_mask[chosen],
            tags=self.tags[chosen],
            tag_mask=self.tag_mask[chosen],
            tag_names=self.tag_names,
        )

    def folds(self, count: int, seed: int) -> NDArray[np.int64]:
        """Return each text's fold, from 0 to `count` - 1; texts whose titles have the same name share a fold."""
        names = [_plain(title) or own for title, own in zip(self.titles, self.ids, strict=True)]
        return np.array([crc32(f"{seed} {name}".encode()) % count for name in names], dtype=np.int64)

    def spread(self, most: int) -> "LabelledTexts":
        """Return at most `most` rows, spread evenly over all."""
        return self.rows(np.array(evenly_spread(len(self), most), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Sides:
    """The train texts, the val texts for thresholds and calibration, and the files of both.

    `rows` is the limit on the number of train rows; None for all.
    """

    train: LabelledTexts
    val: LabelledTexts
    training_sets: tuple[TrainingSet, ...] = ()
    rows: int | None = None


def read_sides(corpus: Path, mpst: Path, rows: int | None) -> Sides:
    """Read train and val; with `rows`, only so many evenly spaced rows of train, and a third as many of val.

    Raises:
        WrongUse: a file is missing, or holds what may not be trained on.
    """
    train, val = (read_texts(corpus, mpst, split) for split in ("train", "val"))
    if not val.tag_mask.any():
        raise WrongUse(f"No text of split 'val' has tags in {mpst}, by IMDb id; tags are calibrated on such texts.")
    if rows is not None:
        train, val = train.spread(rows), val.spread(rows // 3)
    return Sides(train, val, (traced(corpus), traced(mpst)), rows)


def read_texts(corpus: Path, mpst: Path, split: str) -> LabelledTexts:
    """Read one split of the genre corpus with the MPST tags of its plots; train also gets plots that only have tags.

    Raises:
        WrongUse: a file is missing or lacks a column, or a plot is on another side in MPST or may not be trained on.
    """
    tagged = _titled(mpst, (*MPST_COLUMNS, "plot"), "file of tags")
    refuse_twice(mpst, tagged, "imdb_id")
    tag_names = tuple(sorted(set(tagged["tags"].explode().drop_nulls())))
    whole = _titled(corpus, CORPUS_COLUMNS, "corpus").with_columns(pl.col(WORDS).cast(pl.String))
    refuse_twice(corpus, whole, "id")
    refuse_untrainable(corpus, whole)
    refuse_on_two_sides(corpus, whole)
    rows = rows_of_split(corpus, whole, split)
    joined = rows.with_columns(imdb_id=pl.col("id").str.strip_prefix(MPST_PREFIX)).join(
        tagged.drop(TITLE, "plot"), on="imdb_id", how="left", maintain_order="left"
    )
    if split == "train":
        joined = pl.concat([joined, _tagged_alone(tagged, whole["id"])], how="diagonal")
    refuse_leaks(joined, split)
    return _labelled(joined, tag_names)


def read_genre_texts(corpus: Path, split: str) -> LabelledTexts:
    """Read one split of the genre corpus alone, without tags: enough for a baseline.

    A row without an id is named by its number within the split.

    Raises:
        WrongUse: the file is missing or lacks a column, or holds what no model may be measured on.
    """
    whole = _titled(corpus, GENRE_COLUMNS, "corpus", ("id",))
    refuse_kept_from_models(corpus, whole)
    rows, number = rows_of_split(corpus, whole, split), pl.int_range(pl.len()).cast(pl.String)
    own = pl.coalesce(pl.col("id").cast(pl.String), number) if "id" in rows.columns else number
    rows = rows.with_columns(id=own)
    return _labelled(rows.with_columns(tags=pl.lit(None, dtype=pl.List(pl.String))), ())


def _titled(path: Path, columns: Sequence[str], what: str, optional: Sequence[str] = ()) -> pl.DataFrame:
    """Return columns of a file and the titles; null where it has none."""
    rows = read_columns(path, columns, what, (TITLE, *optional))
    return rows if TITLE in rows.columns else rows.with_columns(pl.lit(None, dtype=pl.String).alias(TITLE))


def _labelled(rows: pl.DataFrame, tag_names: Sequence[str]) -> LabelledTexts:
    genre_names = tuple(Genre)
    return LabelledTexts(
        ids=tuple(rows["id"].cast(pl.String)),
        titles=tuple(rows[TITLE].cast(pl.String).fill_null("")),
        contents=tuple(rows["text"].cast(pl.String).fill_null("")),
        kinds=tuple(rows["text_kind"].cast(pl.String).fill_null("unknown")),
        sources=tuple(rows["source"].cast(pl.String).fill_null("unknown")),
        genres=labels_of(rows["genres"], genre_names),
        genre_mask=~labels_of(rows["genres_uncertain"], genre_names),
        tags=labels_of(rows["tags"], tag_names),
        tag_mask=np.repeat(rows["tags"].is_not_null().to_numpy()[:, None], len(tag_names), axis=1),
        tag_names=tuple(tag_names),
    )


def _tagged_alone(tagged: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """Return MPST's plots that may be trained on and are not in the corpus, with every genre marked as uncertain."""
    return (
        tagged.filter(pl.col("genre_split") == "train", pl.col("plot_source") == "wikipedia", pl.col("dup_plot") == 1)
        .select(
            pl.concat_str(pl.lit(MPST_PREFIX), "imdb_id").alias("id"),
            TITLE,
            pl.col("plot").alias("text"),
            pl.lit("plot").alias("text_kind"),
            pl.lit(TAGGED_SOURCE).alias("source"),
            pl.lit([genre.value for genre in Genre]).alias("genres_uncertain"),
            *MPST_COLUMNS,
        )
        .filter(~pl.col("id").is_in(known.implode()))
    )


def _plain(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))
