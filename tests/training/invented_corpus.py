"""A corpus of invented plots in which a word gives each genre away, with MPST's tags for every second one."""

from pathlib import Path

import polars as pl

from trending_now.domain.genre import Genre

PLACES = ("harbour", "valley", "attic", "tower", "market", "island", "tunnel")
SPLITS = ("train", "train", "train", "val", "test")


def write_corpus(folder: Path, rows: int = 200) -> tuple[Path, Path]:
    """Write corpus and tags as Parquet files; returns their paths."""
    numbers = range(rows)
    corpus = pl.DataFrame(
        [_row(number) for number in numbers], schema_overrides={"genres_uncertain": pl.List(pl.String)}
    )
    tags = pl.DataFrame([_tagged(number) for number in numbers if number % 2])
    paths = folder / "corpus.parquet", folder / "corpus.tags.parquet"
    for frame, path in zip((corpus, tags), paths, strict=True):
        frame.write_parquet(path)
    return paths


def _row(number: int) -> dict[str, object]:
    genre = list(Genre)[number % len(Genre)]
    word, place = genre.name.lower().replace("_", ""), PLACES[number % len(PLACES)]
    return {
        "id": f"imdb:tt{number}" if number % 2 else f"invented:{number}",
        "text": f"In the {place} number {number} someone keeps a {word} secret, and the {word} returns to the {place}.",
        "genres": [genre.value],
        "genres_uncertain": ["Drama"] if number % 5 == 0 and genre is not Genre.DRAMA else [],
        "split": _split(number),
        "text_kind": "plot" if number % 2 else "blurb",
        "source": "invented:plots" if number % 2 else "invented:list",
    }


def _tagged(number: int) -> dict[str, object]:
    return {
        "imdb_id": f"tt{number}",
        "tags": ["bleak", "romantic"][: 1 + number % 3 // 2],
        "plot": "unused",
        "plot_source": "wikipedia",
        "dup_plot": 1,
        "genre_split": _split(number),
    }


def _split(number: int) -> str:
    return SPLITS[number // len(Genre) % len(SPLITS)]
