"""The CMU Movie Summary Corpus: plots of 42,306 films from Wikipedia (2012), their genres from Freebase.

Bamman, O'Connor and Smith, Learning Latent Personas of Film Characters, ACL 2013.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from trending_now.corpora.genre_labels import read_genres
from trending_now.corpora.labelled_text import LabelledText, TextKind
from trending_now.corpora.plain_plots import plain_plot
from trending_now.corpora.policies import wikipedia_policy
from trending_now.corpora.tables import read_rows, read_tab_separated
from trending_now.corpora.unpacking import find_file, opened
from trending_now.domain.run import Violation
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.title import Kind
from trending_now.errors import WrongUse
from trending_now.fetch.downloads import Download

CORPUS = "cmu"
SOURCE = "wikipedia (via CMU)"
HOME = Download("https://www.cs.cmu.edu/~ark/personas/data/MovieSummaries.tar.gz", cap_bytes=100 * 1024 * 1024)
POLICY = wikipedia_policy(
    CORPUS, "CMU Movie Summary Corpus; plots by Wikipedia's authors", "https://www.cs.cmu.edu/~ark/personas/"
)
PLOTS, METADATA = "plot_summaries.txt", "movie.metadata.tsv"
METADATA_CELLS = 9
YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
SAMPLE_COLUMNS = {
    "id": ("source_id", "wikipedia_id"),
    "name": ("title",),
    "year": ("year",),
    "plot": ("plot",),
    "genres": ("genres",),
}


def read_cmu(path: Path, taxonomy: Taxonomy) -> Iterator[LabelledText | Violation]:
    """Yield the corpus' plots with their genres, from its folder, MovieSummaries.tar.gz, or a sample in Parquet.

    Raises:
        WrongUse: it is not this corpus.
    """
    with opened(path, lambda name: name.name in (PLOTS, METADATA)) as place:
        if place.is_file():
            yield from _sampled(place, taxonomy)
            return
        plots, metadata = find_file(place, PLOTS), find_file(place, METADATA)
        if plots is None or metadata is None:
            raise WrongUse(f"{path} lacks {METADATA if plots else PLOTS}; give the folder as it was published.")
        films = {cells[0]: cells for cells in read_tab_separated(metadata)}
        for cells in read_tab_separated(plots):
            yield _labelled(cells, films.get(cells[0].strip()), taxonomy)


def _labelled(cells: list[str], film: list[str] | None, taxonomy: Taxonomy) -> LabelledText | Violation:
    page, plot = cells[0].strip(), " ".join(cells[1:])
    if not page.isdecimal():
        return _violation("malformed", page[:40], "The line does not begin with the number of a Wikipedia page.", plot)
    if film is None:
        return _violation("no metadata", page, f"{METADATA} has no film {page}.", plot)
    if len(film) != METADATA_CELLS or not film[2].strip():
        return _violation("malformed", page, f"Its line in {METADATA} has {len(film)} cells, not 9.", "\t".join(film))
    try:
        tags = tuple(dict.fromkeys(str(name) for name in json.loads(film[8] or "{}").values()))
    except (ValueError, AttributeError, RecursionError):
        return _violation("malformed", page, "Its genres are not a JSON object.", film[8])
    return _text(page, film[2].strip(), film[3], plot, tags, taxonomy)


def _text(page: str, name: str, date: str, plot: str, tags: tuple[str, ...], taxonomy: Taxonomy) -> LabelledText:
    labels, year = read_genres(tags, CORPUS, taxonomy), YEAR.search(date)
    return LabelledText(
        id=f"{CORPUS}:{page}",
        corpus=CORPUS,
        name=name,
        year=int(year[1]) if year else None,
        kind=Kind.MOVIE,
        text=plain_plot(plot),
        text_kind=TextKind.PLOT,
        source=SOURCE,
        source_genres=tags,
        genres=labels.certain,
        genres_uncertain=labels.uncertain,
        policy=POLICY,
    )


def _sampled(path: Path, taxonomy: Taxonomy) -> Iterator[LabelledText | Violation]:
    for row in read_rows(path, SAMPLE_COLUMNS, ("id", "name", "plot", "genres")):
        page, name, genres = row["id"] or "", (row["name"] or "").strip(), row["genres"] or []
        if page and name and isinstance(genres, list):
            yield _text(page, name, row["year"] or "", row["plot"] or "", tuple(genres), taxonomy)
        else:
            message = f"It has the id {page!r}, the title {name!r} and the genres {genres!r}, which must be a list."
            yield _violation("malformed", page[:40], message, row["plot"] or "")


def _violation(rule: str, subject: str, message: str, excerpt: str) -> Violation:
    return Violation(CORPUS, rule, f"{CORPUS}:{subject}", message, excerpt[:200])
