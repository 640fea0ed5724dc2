"""What reviews add, on titles few enough to count by hand."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.llm_engines import llm_engine
from tests.llm_provider import LlmProvider
from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document
from trending_now.errors import WrongUse
from trending_now.evaluation.metrics import Quality
from trending_now.pipeline.compare_reviews import ALL, HELD_OUT, MOST_REVIEWS, compare_reviews

CORPUS = {
    "id": ["mpst:tt0000011", "mpst:tt0000012", "mpst:tt0000013", "list:none"],
    "text": ["a quiet day", "war", "a long walk", "war"],
    "genres": [["War"], ["War"], ["Drama"], ["War"]],
    "genres_uncertain": [[], [], [], []],
    "split": ["test", "train", "val", "test"],
}
REVIEWS = {
    "review_id": ["r3", "r1", "r2"],
    "imdb_id": ["tt0000013", "tt0000011", "tt0000012"],
    "rating10": [2, 9, 8],
    "review": ["slow", "a war film without war", "loud"],
}


class WordEngine:
    """Chooses War where any text says so."""

    name = "words"
    version = ModelVersion("words", "c" * 64)

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield an answer for each document."""
        for document in documents:
            war = GenreScore(Genre.WAR, 0.8, calibrated=True)
            chosen = (war,) if any("war" in text.content for text in document.texts) else ()
            yield Enrichment(document.id, self.name, self.version, chosen, ())


def nothing(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def write(folder: Path, corpus: dict[str, list[object]], reviews: dict[str, list[object]]) -> tuple[Path, Path]:
    paths = folder / "corpus.parquet", folder / "reviews.parquet"
    pl.DataFrame(corpus, schema_overrides={"genres_uncertain": pl.List(pl.String)}).write_parquet(paths[0])
    pl.DataFrame(reviews).write_parquet(paths[1])
    return paths


def test_titles_with_reviews_are_read_in_both_ways(tmp_path: Path) -> None:
    report = compare_reviews(WordEngine(), *write(tmp_path, CORPUS, REVIEWS), nothing)

    worth = report.worth[ALL]
    assert (worth.plot.rows, report.reviews) == (3, 3)
    assert (recall_of_war(worth.plot), recall_of_war(worth.plot_and_reviews)) == (0.5, 1.0)
    assert worth.gain.difference > 0


def test_reviews_published_for_research_are_sent_to_no_language_model(tmp_path: Path) -> None:
    with LlmProvider() as provider, pytest.raises(WrongUse, match="go to no language model"):
        compare_reviews(llm_engine(tmp_path, provider), *write(tmp_path, CORPUS, REVIEWS), nothing)
    assert provider.calls == []


def test_titles_that_the_engine_was_fitted_on_are_left_out_of_the_second_row(tmp_path: Path) -> None:
    report = compare_reviews(WordEngine(), *write(tmp_path, CORPUS, REVIEWS), nothing)

    assert report.worth[HELD_OUT].plot.rows == 2
    assert recall_of_war(report.worth[HELD_OUT].plot) == 0.0


def test_a_title_is_read_with_its_first_reviews_only(tmp_path: Path) -> None:
    many = MOST_REVIEWS + 3
    reviews = {
        "review_id": [f"r{number:03}" for number in range(many)],
        "imdb_id": ["tt0000013"] * many,
        "rating10": [5] * many,
        "review": ["slow"] * many,
    }

    report = compare_reviews(WordEngine(), *write(tmp_path, CORPUS, reviews), nothing)

    assert (report.reviews, report.worth[ALL].plot.rows) == (MOST_REVIEWS, 1)


def test_files_without_a_common_title_and_without_a_column_are_told(tmp_path: Path) -> None:
    others = REVIEWS | {"imdb_id": ["tt0000091", "tt0000092", "tt0000093"]}
    with pytest.raises(WrongUse, match="share no title"):
        compare_reviews(WordEngine(), *write(tmp_path, CORPUS, others), nothing)

    unrated = {name: values for name, values in REVIEWS.items() if name != "rating10"}
    with pytest.raises(WrongUse, match="lacks the column 'rating10'"):
        compare_reviews(WordEngine(), *write(tmp_path, CORPUS, unrated), nothing)


def test_texts_that_their_source_keeps_from_models_are_refused(tmp_path: Path) -> None:
    kept = CORPUS | {"id": ["tmdb:tt0000011", *CORPUS["id"][1:]]}
    with pytest.raises(WrongUse, match="which no model may be trained on, chosen by or measured on"):
        compare_reviews(WordEngine(), *write(tmp_path, kept, REVIEWS), nothing)


def recall_of_war(quality: Quality) -> float | None:
    (war,) = (genre for genre in quality.genres if genre.genre is Genre.WAR)
    return war.recall


def test_a_plot_a_review_and_a_rating_that_are_missing_are_empty(tmp_path: Path) -> None:
    corpus = CORPUS | {"text": [None, "war", None, "war"]}
    reviews = REVIEWS | {"rating10": [None, 9, None], "review": [None, "a war film without war", "loud"]}

    report = compare_reviews(WordEngine(), *write(tmp_path, corpus, reviews), nothing)

    assert (report.worth[ALL].plot.rows, recall_of_war(report.worth[ALL].plot_and_reviews)) == (3, 1.0)


def test_where_no_title_has_a_genre_there_is_nothing_to_measure(tmp_path: Path) -> None:
    held_out = CORPUS | {"genres": [[], ["War"], [], ["War"]]}
    assert set(compare_reviews(WordEngine(), *write(tmp_path, held_out, REVIEWS), nothing).worth) == {ALL}

    open_ones = CORPUS | {"genres_uncertain": [["War"], ["War"], ["Drama"], []]}
    with pytest.raises(WrongUse, match="nothing to measure on"):
        compare_reviews(WordEngine(), *write(tmp_path, open_ones, REVIEWS), nothing)


def test_a_title_on_no_side_counts_among_all_and_not_among_those_held_out(tmp_path: Path) -> None:
    corpus = CORPUS | {"split": [None, "train", "val", "test"]}
    report = compare_reviews(WordEngine(), *write(tmp_path, corpus, REVIEWS), nothing)

    assert {name: worth.plot.rows for name, worth in report.worth.items()} == {ALL: 3, HELD_OUT: 1}
