"""Refuses a corpus that holds what no model may be trained on, chosen by or measured on, or the same on two sides."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from trending_now.errors import WrongUse
from trending_now.sources import guardian, omdb, tmdb

KEPT_FROM_MODELS = frozenset({tmdb.POLICY.name, omdb.POLICY.name, guardian.POLICY.name, "movielens"})
ONLY_MEASURED_ON = frozenset({"imdb"})
IMDB_ID = "imdb"  # ids begin with it whatever the source


def refuse_kept_from_models(corpus: Path, rows: pl.DataFrame) -> None:
    """Refuse texts of sources whose terms let no model be trained on them or measured on them.

    A row's source is the first word of its column `source` and of its `id`, as far as it has these.
    """
    _refuse_sources(corpus, rows, KEPT_FROM_MODELS, "trained on, chosen by or measured on")


def refuse_untrainable(corpus: Path, rows: pl.DataFrame) -> None:
    """Refuse also texts that models may be measured on, and not trained on."""
    _refuse_sources(corpus, rows, KEPT_FROM_MODELS | ONLY_MEASURED_ON, "trained on or chosen by")


def refuse_twice(path: Path, rows: pl.DataFrame, key: str) -> None:
    """Refuse rows of the same key."""
    twice = rows.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())[key]
    if len(twice):
        raise WrongUse(f"{path} has the {key} {twice[0]!r} in several rows; keep one of them.")


def refuse_on_two_sides(corpus: Path, rows: pl.DataFrame) -> None:
    """Refuse a text that is on more than one side, such as train and test."""
    sides = rows.filter(pl.col("text").str.strip_chars() != "").group_by("text", maintain_order=True)
    shared = sides.agg(pl.col("split").cast(pl.String).n_unique(), pl.col("id").first()).filter(pl.col("split") > 1)
    if len(shared):
        raise WrongUse(f"{corpus} has the text of {shared['id'][0]!r} on two sides; keep it on one.")


def refuse_leaks(joined: pl.DataFrame, split: str) -> None:
    """Refuse a plot of MPST (`joined` has MPST's columns) that is on another side there or may not be trained on."""
    known = joined.filter(pl.col("genre_split").is_not_null())
    leaks = known.filter(
        (pl.col("genre_split") != split) | (pl.col("plot_source") != "wikipedia") | (pl.col("dup_plot") > 1)
    )
    if len(leaks):
        raise WrongUse(
            f"{leaks['id'][0]} of split {split!r} is on side {leaks['genre_split'][0]!r} of MPST "
            f"(text: {leaks['plot_source'][0]}); take it out of the corpus."
        )


def _refuse_sources(corpus: Path, rows: pl.DataFrame, names: Collection[str], use: str) -> None:
    for column, refused in (("source", names), ("id", set(names) - {IMDB_ID})):
        if column in rows.columns:
            said = pl.col(column).cast(pl.String)
            found = rows.filter(said.str.to_lowercase().str.extract(r"^\s*([a-z]+)").is_in(refused)).select(said)
            if len(found):
                raise WrongUse(
                    f"{corpus} holds texts of {found.item(0, 0)!r} (column {column!r}), which no model may be {use}; "
                    "take them out."
                )
