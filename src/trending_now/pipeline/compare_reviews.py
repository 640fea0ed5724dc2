"""Measures what reviews add: an engine reads the same titles by plots alone, and by plots with reviews."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.corpora.labelled_parquet import labels_of, read_columns
from trending_now.domain.ports import Engine, Progress
from trending_now.domain.text import Document, document_of
from trending_now.errors import WrongUse
from trending_now.evaluation.bootstrap import Interval, macro_f1_gain
from trending_now.evaluation.metrics import Predictions, Quality, quality_of
from trending_now.evaluation.report import rounded
from trending_now.pipeline.evaluate import GENRES, answers_for

if TYPE_CHECKING:
    import polars as pl

CORPUS_COLUMNS = ("id", "text", "genres", "genres_uncertain", "split")
REVIEW_COLUMNS = ("review_id", "imdb_id", "rating10", "review")
IMDB_ID = r"(tt\d{5,10})$"
MOST_REVIEWS = 40
ALL, HELD_OUT = "all", "val and test"
KEPT_FROM = "llm"  # sets of reviews published for research may be measured on, not sent to a provider


@dataclass(frozen=True, slots=True)
class ReviewsWorth:
    """The quality on some rows, read in both ways; `gain` is the macro-F1 with reviews minus that without."""

    plot: Quality
    plot_and_reviews: Quality
    gain: Interval


@dataclass(frozen=True, slots=True)
class ReviewsReport:
    """What reviews are worth to an engine, over all titles that have some, and over those it was not fitted on."""

    engine: str
    version: str
    reviews: int
    worth: dict[str, ReviewsWorth]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values, figures rounded to four places."""
        plain: dict[str, Any] = rounded(asdict(self))
        return plain


def compare_reviews(engine: Engine, corpus: Path, reviews: Path, progress: Progress) -> ReviewsReport:
    """Measure an engine on the titles that a corpus and a file of reviews share, by their IMDb ids.

    Raises:
        WrongUse: a file is missing, is not Parquet or lacks a column, or they share no title with a genre; or the
            engine would send the reviews to a language model.
    """
    if engine.name == KEPT_FROM:
        raise WrongUse(
            "Sets of reviews published for research go to no language model; give --engine boosted or rules."
        )
    rows = _joined(corpus, reviews)
    plots = [document_of(row["id"], row["text"]) for row in rows.iter_rows(named=True)]
    full = [document_of(row["id"], row["text"], _reviews(row["said"])) for row in rows.iter_rows(named=True)]
    alone, together = (_predictions(engine, documents, rows, progress) for documents in (plots, full))
    labelled = (alone.truth & alone.mask).any(axis=1)
    if not labelled.any():
        raise WrongUse(f"{corpus} gives no genre that counts to a title with reviews: there is nothing to measure on.")
    held_out = (rows["split"] != "train").fill_null(value=False).to_numpy()
    worth = {ALL: _worth(alone, together)}
    if (held_out & labelled).any():
        worth[HELD_OUT] = _worth(alone.rows(held_out), together.rows(held_out))
    return ReviewsReport(engine.name, str(engine.version), sum(len(one.texts) - 1 for one in full), worth)


def _joined(corpus: Path, reviews: Path) -> "pl.DataFrame":
    """Return the corpus' rows that have reviews, with these in the column `said`, ordered by their ids."""
    import polars as pl

    from trending_now.training.refusals import refuse_kept_from_models

    said = (
        read_columns(reviews, REVIEW_COLUMNS, "file of reviews")
        .sort("review_id")
        .group_by("imdb_id", maintain_order=True)
        .agg(said=pl.struct("review", pl.col("rating10").cast(pl.Float64).fill_nan(None)).head(MOST_REVIEWS))
    )
    whole = read_columns(corpus, CORPUS_COLUMNS, "corpus", ("source",))
    refuse_kept_from_models(corpus, whole)
    rows = whole.with_columns(pl.col("text").fill_null(""), imdb_id=pl.col("id").cast(pl.String).str.extract(IMDB_ID))
    joined = rows.join(said, on="imdb_id", how="inner", maintain_order="left")
    if joined.is_empty():
        raise WrongUse(f"{corpus} and {reviews} share no title; both must know the IMDb's ids (tt0000000).")
    return joined


def _reviews(said: Sequence[dict[str, Any]]) -> Iterator[tuple[str, float | None]]:
    return ((one["review"] or "", one["rating10"]) for one in said)


def _predictions(
    engine: Engine, documents: Sequence[Document], rows: "pl.DataFrame", progress: Progress
) -> Predictions:
    answers = answers_for(engine, documents, progress)
    mask = ~labels_of(rows["genres_uncertain"], GENRES)
    return Predictions(labels_of(rows["genres"], GENRES), answers.chosen, answers.probabilities, mask)


def _worth(alone: Predictions, together: Predictions) -> ReviewsWorth:
    return ReviewsWorth(quality_of(alone), quality_of(together), macro_f1_gain(together, alone))
