"""Fitting the vibe scorer: on small invented reviews, with what it may not see left out."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

pytest.importorskip("safetensors", reason="safetensors is not installed; install trending-now[train]")

from tests.shared_files import shared_file
from trending_now.models.vibe.reader import VIBE_WEIGHTS, load_vibe_reader
from trending_now.training.vibe.figures import measure, read_figures
from trending_now.training.vibe.fit_vibe_score import (
    Stretch,
    VibeRecipe,
    beginnings,
    fit_stretch,
    fit_vibe_scorer,
    main,
    scores_of,
    write_vibe_scorer,
)
from trending_now.training.vibe.review_texts import RatedReviews, read_test, read_train

GOOD = ("A wonderful film with a warm heart.", "The cast is wonderful and the score is warm.", "Warm and wonderful.")
BAD = ("A dull film with a cold heart.", "The cast is dull and the score is cold.", "Cold and dull.")
RECIPE = VibeRecipe(fewest_reviews=2, most_terms=60)


def reviews(times: int = 20) -> RatedReviews:
    """Return many reviews, each of a film of its own."""
    rated = [(text, 9.0) for text in GOOD] + [(text, 2.0) for text in BAD]
    rows = [(f"{text} Reel {number}.", rating) for number in range(times) for text, rating in rated]
    films = tuple(f"tt{place:07}" for place in range(len(rows)))
    return RatedReviews(tuple(text for text, _ in rows), np.array([rating for _, rating in rows]), films)


def write(folder: Path) -> tuple[Path, Path]:
    """Write reviews and MPST's sides: a fifth of the films is on MPST's test side, another on the reviews' own."""
    said = reviews()
    place = np.arange(len(said))
    split = np.where(place % 5 == 4, "test", "train")
    columns = {"imdb_id": said.films, "rating10": said.ratings, "review": said.contents, "split": split}
    pl.DataFrame(columns).write_parquet(folder / "reviews.parquet")
    sides = np.where(place % 5 == 3, "test", "train")
    pl.DataFrame({"imdb_id": said.films, "genre_split": sides}).write_parquet(folder / "mpst.parquet")
    return folder / "reviews.parquet", folder / "mpst.parquet"


def test_a_fitted_scorer_tells_praise_from_complaint() -> None:
    good, bad = scores_of(fit_vibe_scorer(reviews(), RECIPE), ("A warm film.", "A cold film."))
    assert good > 5.5 > bad


def test_the_terms_are_no_more_than_were_asked_for() -> None:
    assert len(fit_vibe_scorer(reviews(), VibeRecipe(fewest_reviews=2, most_terms=10)).places) == 10


def test_a_stretched_score_is_on_the_scale_of_the_ratings() -> None:
    said = reviews()
    scorer = fit_vibe_scorer(said, RECIPE)
    scores = scores_of(fit_stretch(scorer, said).of(scorer), said.contents)
    assert np.polyfit(scores, said.ratings, 1)[0] == pytest.approx(1, abs=0.1)


def test_the_test_side_and_the_other_tasks_sides_are_left_out(tmp_path: Path) -> None:
    reviews_file, mpst = write(tmp_path)
    numbers = {int(film[2:]) % 5 for film in read_train(reviews_file, mpst).films}
    assert numbers == {0, 1, 2}
    assert {int(film[2:]) % 5 for film in read_train(reviews_file, None).films} == {0, 1, 2, 3}
    assert {int(film[2:]) % 5 for film in read_test(reviews_file).films} == {4}


def test_a_text_that_stands_on_the_test_side_too_is_left_out(tmp_path: Path) -> None:
    rows = {"imdb_id": ["a", "b", "c"], "rating10": [1, 9, 9], "review": ["same", "same", "own"]}
    file = tmp_path / "reviews.parquet"
    pl.DataFrame(rows | {"split": ["test", "train", "train"]}).write_parquet(file)
    assert read_train(file, None).contents == ("own",)


def test_what_is_written_can_be_loaded_and_reads_the_same(tmp_path: Path) -> None:
    main(*write(tmp_path), tmp_path / "vibe")
    version = load_vibe_reader(tmp_path / "vibe").version
    figures = read_figures(tmp_path / "vibe")
    assert figures is not None
    assert (version.name, figures["version"], figures["rows"]) == ("vibe", str(version), len(reviews()) // 5)
    assert sorted(path.name for path in (tmp_path / "vibe").iterdir()) == [
        "figures.json",
        "manifest.json",
        "terms.txt",
        "vibe_score.json",
        "vibe_score.safetensors",
    ]


def test_figures_of_other_weights_are_not_shown(tmp_path: Path) -> None:
    scorer, (reviews_file, _) = fit_vibe_scorer(reviews(), RECIPE), write(tmp_path)
    assert read_figures(VIBE_WEIGHTS) is not None
    write_vibe_scorer(tmp_path / "vibe", scorer)
    assert read_figures(tmp_path / "vibe") is None
    assert measure(tmp_path / "vibe", reviews_file)["accuracy"] == 1
    assert read_figures(tmp_path / "vibe") is not None
    write_vibe_scorer(tmp_path / "vibe", Stretch(2.0, 0.0).of(scorer))
    assert read_figures(tmp_path / "vibe") is None


def test_a_beginning_is_so_many_sentences() -> None:
    said = RatedReviews(("One is. Two are. Three.", "Short."), np.array([1.0, 2.0]), ("a", "b"))
    assert beginnings(said, 2).contents == ("One is. Two are.", "Short.")


def test_the_real_reviews_keep_the_sides_apart() -> None:
    reviews_file, mpst = shared_file("data/reviews.parquet"), shared_file("data/mpst.parquet")
    train, test = read_train(reviews_file, mpst), read_test(reviews_file)
    sides = pl.read_parquet(mpst, columns=["imdb_id", "genre_split"]).filter(pl.col("genre_split") != "train")
    assert len(train) > 20_000
    assert not set(train.films) & ({*test.films} | {*sides["imdb_id"]})
    assert not set(train.contents) & set(test.contents)


@pytest.mark.parametrize(("given", "said"), [(3 * ["nowhere.parquet"], "There is no set of reviews"), ([], "required")])
def test_what_is_missing_is_one_sentence_and_wrong_use(given: list[str], said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trending_now.training.vibe.fit_vibe_score", *given]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr, said in ended.stderr) == (2, False, True)
