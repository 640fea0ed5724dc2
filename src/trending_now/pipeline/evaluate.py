"""Stage evaluate: an engine reads a labelled corpus and its answers are measured."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.enrichment import Enrichment
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Engine, Progress
from trending_now.domain.text import Document, document_of
from trending_now.errors import WrongUse
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.report import Report, build_report

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("text", "genres", "genres_uncertain", "split", "text_kind", "source")
GENRE_COLUMN: dict[str, int] = {genre: column for column, genre in enumerate(Genre)}
REPORT_EVERY = 200


def evaluate(engine: Engine, corpus: Path, split: str, progress: Progress, limit: int | None = None) -> Report:
    """Measure an engine on one split of a corpus in Parquet, or on `limit` of its rows, spread evenly over it.

    Raises:
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split, or names a genre that is none.
    """
    frame = read_split(corpus, split)
    if limit is not None:
        frame = frame[evenly_spread(frame.height, limit)]
    predictions = predict(engine, frame, progress)
    columns = {name: frame[name].fill_null("unknown").to_list() for name in ("text_kind", "source")}
    return build_report(engine.name, str(engine.version), split, predictions, columns)


def evenly_spread(rows: int, limit: int) -> list[int]:
    """Return the numbers of at most `limit` rows, spread evenly, since corpora are sorted by source and kind."""
    kept = min(rows, limit)
    return [number * rows // kept for number in range(kept)]


@dataclass(frozen=True, slots=True)
class EngineAnswers:
    """What an engine says of texts, as rows × genres in the order of `Genre`."""

    chosen: NDArray[np.bool_]
    uncertain: NDArray[np.bool_]
    probabilities: NDArray[np.float64]


def predict(engine: Engine, frame: "pl.DataFrame", progress: Progress) -> Predictions:
    """Return an engine's predictions for a frame's rows beside their labels."""
    import polars as pl

    truth, left_open = labels_of(frame["genres"]), labels_of(frame["genres_uncertain"])
    answers = read_answers(engine, frame["text"].cast(pl.String).fill_null("").to_list(), progress)
    return Predictions(truth, answers.chosen, answers.probabilities, ~left_open)


def read_answers(engine: Engine, texts: Sequence[str], progress: Progress) -> EngineAnswers:
    """Let an engine read texts as plots."""
    return answers_for(engine, [document_of(str(row), text) for row, text in enumerate(texts)], progress)


def answers_for(engine: Engine, documents: Sequence[Document], progress: Progress) -> EngineAnswers:
    """Let an engine read documents."""
    what = f"texts read by {engine.name}"

    def watched() -> Iterator[Enrichment]:
        for row, enrichment in enumerate(engine.enrich(documents)):
            yield enrichment
            if row % REPORT_EVERY == 0:
                progress(row, len(documents), what)

    answers = as_table(watched(), len(documents))
    progress(len(documents), len(documents), what)
    return answers


def as_table(enrichments: Iterable[Enrichment | None], rows: int) -> EngineAnswers:
    """Return what an engine answered to texts, one after the other; zeros where it gave no answer."""
    answers = EngineAnswers(*(np.zeros((rows, len(GENRE_COLUMN)), dtype=kind) for kind in (bool, bool, float)))
    for row, enrichment in enumerate(enrichments):
        if enrichment is None:
            continue
        for score in (*enrichment.chosen, *enrichment.uncertain, *enrichment.others):
            answers.probabilities[row, GENRE_COLUMN[score.genre]] = score.probability
        for score in enrichment.chosen:
            answers.chosen[row, GENRE_COLUMN[score.genre]] = True
        for score in enrichment.uncertain:
            answers.uncertain[row, GENRE_COLUMN[score.genre]] = True
    return answers


def read_split(path: Path, split: str, optional: Sequence[str] = ()) -> "pl.DataFrame":
    """Return one split of a corpus, with those of the optional columns that it has.

    Raises:
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split.
    """
    import polars as pl

    frame = read_columns(path, COLUMNS, "corpus", optional).filter(pl.col("split").cast(pl.String) == split)
    if frame.is_empty():
        raise WrongUse(f"{path} has no rows of split {split!r}; choose one that it has.")
    return frame


def read_columns(path: Path, columns: Sequence[str], what: str, optional: Sequence[str] = ()) -> "pl.DataFrame":
    """Return these columns of a Parquet file, and the optional ones that it has; errors call the file `what`.

    Raises:
        WrongUse: it is missing, is not Parquet or lacks a column.
    """
    import polars as pl

    if not path.is_file():
        raise WrongUse(f"There is no {what} {path}; give the path of a Parquet file with: {', '.join(columns)}.")
    try:
        present = pl.scan_parquet(path).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError):
        raise WrongUse(f"{path} is not a Parquet file; give a {what} in Parquet.") from None
    missing = [column for column in columns if column not in present]
    if missing:
        raise WrongUse(f"{path} lacks the column {missing[0]!r}; a {what} has: {', '.join(columns)}.")
    wanted = [*columns, *(column for column in optional if column in present)]
    try:
        return pl.scan_parquet(path).select(wanted).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise WrongUse(f"{path} is damaged: {' '.join(str(error).split())[:200]}; give a whole one.") from None


def labels_of(column: "pl.Series") -> np.ndarray:
    """Return lists of genres as rows × genres, in the order of `Genre`.

    Raises:
        WrongUse: they are not lists, or one is not a genre of ours.
    """
    import polars as pl

    if column.dtype != pl.List(pl.String) and column.drop_nulls().explode().drop_nulls().len():
        raise WrongUse(f"The corpus's column {column.name!r} holds {column.dtype}, not lists; give lists of genres.")
    labels = np.zeros((len(column), len(GENRE_COLUMN)), dtype=bool)
    for row, genres in enumerate(column.to_list()):
        for genre in genres or ():
            if genre not in GENRE_COLUMN:
                raise WrongUse(f"The corpus names a genre {genre!r} in {column.name!r}; map it to one of the 20 first.")
            labels[row, GENRE_COLUMN[genre]] = True
    return labels
