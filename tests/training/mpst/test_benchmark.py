"""The MPST benchmark on invented plots: its reader, its similarities, its regression and its rule."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.shared_files import shared_file
from trending_now.errors import WrongUse
from trending_now.evaluation.tag_metrics import tag_quality, top_tags
from trending_now.training.mpst.benchmark import Encoders, run_benchmark
from trending_now.training.mpst.plots import read_plots
from trending_now.training.mpst.tag_ranking import Floors, RankRule, blended, choose_rule, surest_cuts
from trending_now.training.mpst.tag_ridge import RidgeRecipe, ridge_probabilities
from trending_now.training.mpst.text_similarity import ViewShares, similarities

WORDS = {
    "murder": "killer knife corpse detective blood",
    "romantic": "kiss wedding bride lover letter",
    "western": "sheriff saddle ranch outlaw cattle",
}


@pytest.fixture
def mpst(tmp_path: Path) -> Path:
    rng, rows = np.random.default_rng(3), []
    for number in range(90):
        tag = list(WORDS)[number % 3]
        plot = " ".join(rng.choice(WORDS[tag].split(), 8)) + f" in town {number % 7}"
        split = ("train", "train", "train", "val", "test")[number // 3 % 5]
        rows.append((f"tt{number}", plot, [tag], split, "wikipedia", 1 + (number == 5)))
    columns = ["imdb_id", "plot", "tags", "split", "plot_source", "dup_plot"]
    path = tmp_path / "mpst.parquet"
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(path)
    return path


def test_the_reader_keeps_to_the_official_split(mpst: Path) -> None:
    train, both = read_plots(mpst, ("train",)), read_plots(mpst, ("train", "val"))
    assert (len(train), len(both)) == (54, 72)
    assert both.ids[:54] == train.ids
    assert train.tag_names == ("murder", "romantic", "western")
    assert train.tags[0].tolist() == [True, False, False]
    assert np.flatnonzero(train.shared).tolist() == [5]


def test_an_encoder_learns_tags_from_them_and_no_genre(mpst: Path) -> None:
    texts = read_plots(mpst, ("val",)).labelled()
    assert texts.tag_mask.all()
    assert not texts.genre_mask.any()


def test_a_corpus_without_the_official_split_is_refused(tmp_path: Path, mpst: Path) -> None:
    path = tmp_path / "train.parquet"
    pl.read_parquet(mpst).filter(pl.col("split") == "train").write_parquet(path)
    with pytest.raises(WrongUse, match="no rows of split 'test'"):
        read_plots(path, ("test",))


@pytest.mark.parametrize("shares", [ViewShares(1, 0, 0), ViewShares(0, 1, 0), ViewShares(0, 0, 1), ViewShares()])
def test_a_text_is_most_like_itself(mpst: Path, shares: ViewShares) -> None:
    texts = read_plots(mpst, ("train",)).contents
    similar = similarities(texts, texts, shares)
    assert similar.shape == (108, 54)
    assert np.allclose(np.diag(similar), 1, atol=1e-4)
    assert np.allclose(similar[:54], similar[54:], atol=1e-5)
    assert similar.max() <= 1 + 1e-4


def test_letters_find_an_inflected_word_that_whole_words_miss() -> None:
    known = ["the detectives", "a wedding", "the outlaws", "some cattle"] * 3
    similar = similarities(known, ["detective", "a detective"], ViewShares(0, 0, 1))[-1]
    assert similar[0] > similar[1:4].max()


def test_the_regression_finds_the_tags_of_unseen_plots(mpst: Path) -> None:
    train, val = read_plots(mpst, ("train",)), read_plots(mpst, ("val",))
    similar = similarities(train.contents, val.contents, ViewShares())
    probabilities = ridge_probabilities(similar, train.tags, train.shared, RidgeRecipe())
    assert tag_quality(val.tags, top_tags(probabilities, 1)).micro_f1 == 1
    assert probabilities.min() > 0


def test_a_shared_plot_speaks_more_quietly() -> None:
    similar = np.array([[1, 0], [0, 1], [0.5, 0.5]], dtype=np.float32)
    tags = np.array([[True, False], [False, True]])
    first_shared = ridge_probabilities(similar, tags, np.array([True, False]), RidgeRecipe(1.0, 0.1))
    assert first_shared[0, 0] < first_shared[0, 1]


def test_an_exponent_lifts_rare_tags() -> None:
    probabilities, rates = np.array([[0.30, 0.10]]), np.array([0.5, 0.01])
    assert RankRule(0.0).scores(probabilities, None, rates).argmax() == 0
    assert RankRule(0.5).scores(probabilities, None, rates).argmax() == 1


def test_a_tag_goes_first_where_it_is_as_sure_as_in_its_surest_title() -> None:
    seen, rates = np.array([[0.6, 0.3], [0.7, 0.1], [0.8, 0.2]]), np.array([0.5, 0.2])
    rule = RankRule(0.0, cuts=surest_cuts(blended(seen, None, 0.0), 1))
    assert rule.scores(np.array([[0.7, 0.31]]), None, rates).argmax() == 1
    assert rule.scores(np.array([[0.7, 0.29]]), None, rates).argmax() == 0
    assert surest_cuts(seen, 2) == (0.7, 0.2)
    assert surest_cuts(seen, 0) == ()


def test_the_rule_is_the_best_one_that_reaches_both_floors() -> None:
    truth = np.array([[True, False]] * 9 + [[True, True]])
    probabilities = np.array([[0.8, 0.3]] * 9 + [[0.6, 0.5]])
    rates = np.array([0.9, 0.1])
    free = choose_rule((probabilities, None), truth, rates, (0.0,), Floors(0.0, 0), 1)
    held = choose_rule((probabilities, None), truth, rates, (0.0,), Floors(0.9, 2), 1)
    assert (free.rule.exponent, free.quality.tags_learned) == (0.0, 1)
    assert (held.rule.exponent > 0, held.quality.tags_learned) == (True, 2)


def test_an_encoder_that_knows_better_gets_a_share() -> None:
    truth = np.array([[True, False], [False, True]])
    wrong, right = np.where(truth, 0.4, 0.6), np.where(truth, 0.9, 0.1)
    choice = choose_rule((wrong, right), truth, truth.mean(axis=0), (0.0, 0.5), Floors(0.0, 0), 1)
    assert choice.rule.encoder_share == 0.5


def test_the_benchmark_stands_beside_its_baselines(mpst: Path) -> None:
    answer = run_benchmark(mpst, Encoders(), with_test=True)
    assert set(answer["test"]) == {"benchmark", "tfidf-lr", "tfidf-lr-balanced"}
    assert set(answer["test"]["benchmark"]) == {"top_3", "top_5"}
    assert answer["test"]["benchmark"]["top_3"]["all"]["tags_learned"] == 3


def test_test_stays_unread_unless_asked_for(mpst: Path, tmp_path: Path) -> None:
    path = tmp_path / "without_test.parquet"
    pl.read_parquet(mpst).filter(pl.col("split") != "test").write_parquet(path)
    assert "test" not in run_benchmark(path, Encoders(), with_test=False)


def test_the_sides_of_the_real_corpus_share_no_title() -> None:
    path = shared_file("data/mpst.parquet")
    rows = pl.read_parquet(path, columns=["imdb_id", "split"])
    assert rows.group_by("imdb_id").agg(pl.col("split").n_unique())["split"].max() == 1
    assert rows["split"].value_counts().sort("split")["count"].to_list() == [2966, 9489, 2373]
