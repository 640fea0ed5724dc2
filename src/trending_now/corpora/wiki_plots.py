"""Wikipedia movie plots with summaries: 34,886 films from 1901 to 2017, genres as their Wikipedia pages write them.

Published on Kaggle (jrobischon/wikipedia-movie-plots) and, with summaries, as
vishnupriyavr/wiki-movie-plots-with-summaries on Hugging Face. The summaries are not used, since a model wrote them.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from trending_now.corpora.genre_labels import cut_tags, read_genres
from trending_now.corpora.labelled_text import LabelledText, TextKind
from trending_now.corpora.plain_plots import plain_plot
from trending_now.corpora.policies import wikipedia_policy
from trending_now.corpora.tables import read_rows
from trending_now.corpora.unpacking import opened
from trending_now.domain.run import Violation
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.title import Kind
from trending_now.errors import WrongUse
from trending_now.fetch.downloads import Download

CORPUS = "wiki_plots"
VOCABULARY = "wikipedia"
SOURCE = "wikipedia (movie plots)"
HOME = Download(
    "https://huggingface.co/datasets/vishnupriyavr/wiki-movie-plots-with-summaries/resolve/main/"
    "wiki_movie_plots_deduped_with_summaries.csv",
    cap_bytes=250 * 1024 * 1024,
)
POLICY = wikipedia_policy(
    CORPUS,
    "Wikipedia movie plots; plots by Wikipedia's authors",
    "https://huggingface.co/datasets/vishnupriyavr/wiki-movie-plots-with-summaries",
)
COLUMNS = {
    "year": ("Release Year", "year"),
    "name": ("Title",),
    "genres": ("Genre", "genres"),
    "page": ("Wiki Page", "source_id"),
    "plot": ("Plot",),
}
PAGE_START = "/wiki/"
DIGITS_OF_YEAR = 4


def read_wiki_plots(path: Path, taxonomy: Taxonomy) -> Iterator[LabelledText | Violation]:
    """Yield the corpus' plots with their genres, from its CSV or Parquet form, a folder or an archive of one.

    Raises:
        WrongUse: it is not this corpus.
    """
    with opened(path, lambda name: name.suffix.lower() in (".csv", ".parquet")) as place:
        parts = (read_rows(table, COLUMNS, ("year", "name", "genres", "plot")) for table in _tables(place, path))
        for number, row in enumerate(chain.from_iterable(parts), start=1):
            yield _labelled(number, row, taxonomy)


def _tables(place: Path, path: Path) -> list[Path]:
    """Return the files to read: all Parquet parts of one form, or the one CSV file."""
    if place.is_file():
        return [place]
    parts, files = sorted(place.rglob("*.parquet")), sorted(place.rglob("*.csv"))
    if not parts and len(files) != 1:
        raise WrongUse(f"{path} holds {len(files)} CSV and no Parquet files; name the one with the plots.")
    return parts or files


def _labelled(number: int, row: dict[str, Any], taxonomy: Taxonomy) -> LabelledText | Violation:
    name, page = str(row["name"] or "").strip(), unquote(str(row["page"] or "")).partition(PAGE_START)[2]
    id_ = f"{CORPUS}:{page or f'row {number}'}"
    year = str(row["year"] or "").partition(".")[0].strip()
    if not name or (year and not (year.isdecimal() and len(year) <= DIGITS_OF_YEAR)):
        return Violation(CORPUS, "malformed", id_, f"Row {number} has the title {name!r} and the year {year!r}.")
    written = row["genres"] if isinstance(row["genres"], list) else [str(row["genres"] or "")]
    tags = tuple(dict.fromkeys(tag for cell in written for tag in cut_tags(cell, VOCABULARY, taxonomy)))
    labels = read_genres(tags, VOCABULARY, taxonomy)
    return LabelledText(
        id=id_,
        corpus=CORPUS,
        name=name,
        year=int(year) if year else None,
        kind=Kind.MOVIE,
        text=plain_plot(str(row["plot"] or "")),
        text_kind=TextKind.PLOT,
        source=SOURCE,
        source_genres=tags,
        genres=labels.certain,
        genres_uncertain=labels.uncertain,
        policy=POLICY,
    )
