"""Reads a file to be checked: a labelled corpus as it is, any other table as `import` would."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.domain.genre import Genre, certain_and_possible
from trending_now.domain.ports import Source
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.title import Listing, Withdrawal

if TYPE_CHECKING:
    import polars as pl

CORPUS_MARKS = {"text", "genres", "split"}
ANY_DAY = date(2000, 1, 1)


def is_corpus(path: Path) -> bool:
    """Tell by its columns whether a file is a labelled corpus; a broken file is not."""
    import polars as pl

    if path.suffix.lower() != ".parquet":
        return False
    try:
        return set(pl.read_parquet_schema(path)) >= CORPUS_MARKS
    except (OSError, pl.exceptions.PolarsError):
        return False


def corpus_schema() -> "dict[str, pl.DataType]":
    """Return the columns of a labelled corpus with their types; `id`, `title` and `year` may be missing."""
    import polars as pl

    words = pl.List(pl.String())
    texts = dict.fromkeys(("text", "split", "source", "text_kind"), pl.String())
    return texts | {"genres": words, "genres_uncertain": words}


def corpus_records(frame: "pl.DataFrame", source: str) -> "pl.DataFrame":
    """Return a labelled corpus under the column names of a snapshot's listings."""
    import polars as pl

    def column(name: str, kind: "pl.DataType") -> "pl.Expr":
        return pl.col(name).cast(kind, strict=False) if name in frame.columns else pl.lit(None, kind)

    number = pl.int_range(pl.len()).cast(pl.String())
    return frame.select(
        source=pl.lit(source),
        source_key=column("id", pl.String()).fill_null(number) if "id" in frame.columns else number,
        title=pl.coalesce(column("title", pl.String()), pl.lit("untitled ") + number),
        year=column("year", pl.Int32()),
        release_date=pl.lit(None, pl.Date()),
        plot_summary=pl.col("text"),
        genres=pl.col("genres").fill_null([]),
        genres_uncertain=pl.col("genres_uncertain").fill_null([]),
        unknown_tags=pl.lit([], pl.List(pl.String())),
        split=pl.col("split"),
    )


def listed_records(source: Source, taxonomy: Taxonomy) -> "tuple[pl.DataFrame, list[Violation]]":
    """Return what a file lists, and its rows that cannot be read.

    Raises:
        WrongUse: the file cannot be read any further.
    """
    import polars as pl

    found = list(_parsed(source))
    rows = [_row(one, taxonomy) for one in found if isinstance(one, Listing)]
    schema = {
        "source": pl.String(), "source_key": pl.String(), "title": pl.String(), "year": pl.Int32(),
        "release_date": pl.Date(), "plot_summary": pl.String(), "genres": pl.List(pl.String()),
        "genres_uncertain": pl.List(pl.String()), "unknown_tags": pl.List(pl.String()),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row"), [one for one in found if isinstance(one, Violation)]


def _parsed(source: Source) -> Iterator[Listing | Withdrawal | Violation]:
    for answer in source.fetch(Window(ANY_DAY, ANY_DAY)):
        yield from source.parse(answer) if isinstance(answer, RawRecord) else (answer,)


def _row(listing: Listing, taxonomy: Taxonomy) -> tuple[object, ...]:
    certain, possible = certain_and_possible(filter(None, map(taxonomy.vote, listing.tags)))
    return (
        listing.source,
        listing.source_key,
        listing.name,
        listing.year,
        min((release.date for release in listing.releases), default=None),
        max((plot.text for plot in listing.plots), key=len, default=None),
        [genre.value for genre in Genre if genre in certain],
        [genre.value for genre in Genre if genre in possible],
        [tag.text for tag in listing.tags if not taxonomy.knows(tag)],
    )
