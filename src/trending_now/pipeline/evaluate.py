"""Stage evaluate: an engine reads a labelled corpus and its answers are measured."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trending_now.corpora.labelled_parquet import evenly_spread, labels_of, read_columns, rows_of_split
from trending_now.corpora.policies import may_go_to_llm
from trending_now.domain.enrichment import Enrichment
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Engine, Progress
from trending_now.domain.text import Document, document_of
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.report import Report, build_report
from trending_now.logs import logger

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("text", "genres", "genres_uncertain", "split", "text_kind", "source")
GENRES = tuple(Genre)
GENRE_COLUMN: dict[str, int] = {genre: column for column, genre in enumerate(GENRES)}
REPORT_EVERY = 200


def evaluate(engine: Engine, corpus: Path, split: str, progress: Progress, limit: int | None = None) -> Report:
    """Measure an engine on one split of a corpus in Parquet, or on `limit` of its rows, spread evenly over it.

    Raises:
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split, or names a genre that is none.
    """
    import polars as pl

    frame = read_split(corpus, split)
    if limit is not None:
        frame = frame[evenly_spread(frame.height, limit)]
    predictions = predict(engine, frame, progress)
    words = frame.select(pl.col("text_kind", "source").cast(pl.String).fill_null("unknown"))
    columns = {name: words[name].to_list() for name in words.columns}
    return build_report(engine.name, str(engine.version), split, predictions, columns)


@dataclass(frozen=True, slots=True)
class EngineAnswers:
    """What an engine says of texts, as rows × genres in the order of `Genre`."""

    chosen: NDArray[np.bool_]
    uncertain: NDArray[np.bool_]
    probabilities: NDArray[np.float64]


def predict(engine: Engine, frame: "pl.DataFrame", progress: Progress) -> Predictions:
    """Return an engine's predictions for a frame's rows beside their labels."""
    import polars as pl

    truth, left_open = labels_of(frame["genres"], GENRES), labels_of(frame["genres_uncertain"], GENRES)
    texts, sources = (frame[name].cast(pl.String).fill_null("").to_list() for name in ("text", "source"))
    answers = read_answers(engine, texts, sources, progress)
    return Predictions(truth, answers.chosen, answers.probabilities, ~left_open)


def read_answers(engine: Engine, texts: Sequence[str], sources: Sequence[str], progress: Progress) -> EngineAnswers:
    """Let an engine read a corpus' texts as plots; `sources` tells of each where it is from."""
    return answers_for(engine, corpus_documents(texts, sources), progress)


def corpus_documents(texts: Sequence[str], sources: Sequence[str]) -> list[Document]:
    """Return a corpus' texts as documents, with what the terms of their sources say of language models."""
    return [
        document_of(f"row-{row}", text, send_plot_to_llm=may_go_to_llm(source))
        for row, (text, source) in enumerate(zip(texts, sources, strict=True))
    ]


def answers_for(engine: Engine, documents: Sequence[Document], progress: Progress) -> EngineAnswers:
    """Let an engine read documents; the log says of how many another engine answered in its place, and why."""
    what = f"texts read by {engine.name}"
    instead: Counter[str] = Counter()

    def watched() -> Iterator[Enrichment]:
        for row, enrichment in enumerate(engine.enrich(documents)):
            yield enrichment
            if enrichment.stands_in:
                instead[enrichment.stands_in.reason] += 1
            if row % REPORT_EVERY == 0:
                progress(row, len(documents), what)

    answers = as_table(watched(), len(documents))
    progress(len(documents), len(documents), what)
    for reason, _ in instead.most_common(1):
        told = {"engine": engine.name, "texts": instead.total(), "most_often": reason}
        logger(__name__).warning("another engine answered in its place", **told)
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
        WrongUse: the corpus is missing, is not Parquet, lacks a column or the split, or holds what no model may be
            measured on.
    """
    from trending_now.training.refusals import refuse_kept_from_models

    whole = read_columns(path, COLUMNS, "corpus", ("id", *optional))
    refuse_kept_from_models(path, whole)
    return rows_of_split(path, whole, split)
