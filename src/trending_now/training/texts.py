"""The labelled texts that models are fitted on, without those that a shipped model may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trending_now.domain.enrichment import TrainingSet
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.sources import guardian, omdb, tmdb
from trending_now.training.provenance import traced

Booleans = NDArray[np.bool_]

MPST_PREFIX = "imdb:"
GENRE_COLUMNS = ("text", "genres", "genres_uncertain", "split", "text_kind", "source")
CORPUS_COLUMNS = ("id", *GENRE_COLUMNS)
MPST_COLUMNS = ("imdb_id", "tags", "plot_source", "dup_plot", "genre_split")
TITLE = "title"  # a corpus may lack it
UNTRAINABLE = frozenset({tmdb.POLICY.name, omdb.POLICY.name, guardian.POLICY.name, "imdb", "movielens"})
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
        """Return at most `most` rows, evenly spaced, since a corpus is sorted by source and kind."""
        kept = min(most, len(self))
        return self.rows(np.arange(kept) * len(self) // max(kept, 1))


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
    tagged = _columns(mpst, (*MPST_COLUMNS, "plot"))
    _refuse_twice(mpst, tagged, "imdb_id")
    tag_names = tuple(sorted(set(tagged["tags"].explode().drop_nulls())))
    whole = _columns(corpus, CORPUS_COLUMNS).with_columns(pl.col("id", "text").cast(pl.String))
    _refuse_twice(corpus, whole, "id")
    _refuse_untrainable(corpus, whole)
    _refuse_on_two_sides(corpus, whole)
    rows = _split(corpus, whole, split)
    joined = rows.with_columns(imdb_id=pl.col("id").str.strip_prefix(MPST_PREFIX)).join(
        tagged.drop(TITLE, "plot"), on="imdb_id", how="left", maintain_order="left"
    )
    if split == "train":
        joined = pl.concat([joined, _tagged_alone(tagged, whole["id"])], how="diagonal")
    _refuse_leaks(joined, split)
    return _labelled(joined, tag_names)


def read_genre_texts(corpus: Path, split: str) -> LabelledTexts:
    """Read one split of the genre corpus alone, without tags: enough for a baseline.

    Raises:
        WrongUse: the file is missing or lacks a column.
    """
    rows = _split(corpus, _columns(corpus, GENRE_COLUMNS), split)
    return _labelled(rows.with_row_index("id").with_columns(tags=pl.lit(None, dtype=pl.List(pl.String))), ())


def _split(corpus: Path, whole: pl.DataFrame, split: str) -> pl.DataFrame:
    rows = whole.filter(pl.col("split").cast(pl.String) == split)
    if rows.is_empty():
        raise WrongUse(f"{corpus} has no rows of split {split!r}; give a corpus with train, val and test.")
    return rows


def _columns(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    if not path.is_file():
        raise WrongUse(f"There is no {path}; give the path of a Parquet file with: {', '.join(columns)}.")
    try:
        named = {TITLE} & set(pl.read_parquet_schema(path))
        rows = pl.read_parquet(path, columns=[*named, *columns])
        return rows if named else rows.with_columns(pl.lit(None, dtype=pl.String).alias(TITLE))
    except pl.exceptions.ColumnNotFoundError as error:
        raise WrongUse(f"{path} lacks a column ({str(error).splitlines()[0]}); give: {', '.join(columns)}.") from None
    except (pl.exceptions.PolarsError, OSError):
        raise WrongUse(f"{path} is not a Parquet file; give one with: {', '.join(columns)}.") from None


def _labelled(rows: pl.DataFrame, tag_names: Sequence[str]) -> LabelledTexts:
    genre_names = tuple(Genre)
    return LabelledTexts(
        ids=tuple(rows["id"].cast(pl.String)),
        titles=tuple(rows[TITLE].cast(pl.String).fill_null("")),
        contents=tuple(rows["text"].cast(pl.String).fill_null("")),
        kinds=tuple(rows["text_kind"].fill_null("unknown")),
        sources=tuple(rows["source"].fill_null("unknown")),
        genres=_indicators(rows["genres"], genre_names),
        genre_mask=~_indicators(rows["genres_uncertain"], genre_names),
        tags=_indicators(rows["tags"], tag_names),
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


def _refuse_twice(path: Path, rows: pl.DataFrame, key: str) -> None:
    twice = rows.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())[key]
    if len(twice):
        raise WrongUse(f"{path} has the {key} {twice[0]!r} in several rows; keep one of them.")


def _refuse_untrainable(corpus: Path, rows: pl.DataFrame) -> None:
    """Refuse texts of sources whose terms forbid training, by the first word of each row's source and id."""
    said = [pl.col(name).cast(pl.String).str.to_lowercase().str.extract(r"^\s*([a-z]+)") for name in ("source", "id")]
    refused = rows.filter(said[0].is_in(UNTRAINABLE) | (said[1].is_in(UNTRAINABLE) & (said[1] != "imdb")))
    if len(refused):
        raise WrongUse(
            f"{corpus} holds texts of {refused['source'][0]!r} (row {refused['id'][0]!r}), which no model may be "
            "trained on or chosen by; take them out."
        )


def _refuse_on_two_sides(corpus: Path, rows: pl.DataFrame) -> None:
    """Refuse a text that is on more than one side, such as train and test."""
    sides = rows.filter(pl.col("text").str.strip_chars() != "").group_by("text", maintain_order=True)
    shared = sides.agg(pl.col("split").cast(pl.String).n_unique(), pl.col("id").first()).filter(pl.col("split") > 1)
    if len(shared):
        raise WrongUse(f"{corpus} has the text of {shared['id'][0]!r} on two sides; keep it on one.")


def _plain(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))


def _indicators(column: pl.Series, names: Sequence[str]) -> Booleans:
    number = {name: position for position, name in enumerate(names)}
    if column.dtype != pl.List(pl.String) and column.drop_nulls().explode().drop_nulls().len():
        raise WrongUse(f"The column {column.name!r} holds {column.dtype}, not lists; give lists of names.")
    unknown = set(column.explode().drop_nulls()) - set(number)
    if unknown:
        raise WrongUse(f"The corpus names a genre {min(unknown)!r} in {column.name!r}; map it to one of the 20 first.")
    labels = np.zeros((len(column), len(names)), dtype=bool)
    for row, values in enumerate(column.to_list()):
        labels[row, [number[value] for value in values or () if value is not None]] = True
    return labels
