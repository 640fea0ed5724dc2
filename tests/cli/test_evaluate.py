"""`evaluate` prints the figures of section 7 for a corpus, and says what is wrong with one that has none."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.commands import TrendingNow
from tests.training.invented_corpus import write_corpus
from trending_now.domain.genre import Genre

ROWS = [
    ("The sheriff hunts the outlaws.", ["Western"], [], "test", "plot", "invented:a"),
    ("A ghost haunts the house.", ["Horror"], ["Fantasy"], "test", "blurb", "invented:b"),
    ("Two people meet.", None, None, "test", "blurb", None),
    ("A wizard counts to three.", ["Fantasy"], [], "val", "blurb", "invented:a"),
]
COLUMNS = ("text", "genres", "genres_uncertain", "split", "text_kind", "source")


def corpus(folder: Path, **changed: Any) -> Path:
    """Write a corpus of invented rows; `changed` replaces or (None) leaves out columns."""
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(COLUMNS)} | changed
    types = {name: pl.List(pl.String) for name in ("genres", "genres_uncertain") if name not in changed}
    path = folder / "corpus.parquet"
    kept = {name: values for name, values in columns.items() if values is not None}
    pl.DataFrame(kept, schema_overrides=types).write_parquet(path)
    return path


def test_the_figures_come_as_json_with_the_keys_of_the_design(trending_now: TrendingNow) -> None:
    outcome = trending_now("evaluate", corpus(trending_now.folder), "--engine", "rules", "--json")
    report = json.loads(outcome.out)
    assert set(report) == {"engine", "version", "split", "overall", "slices"}
    assert (report["engine"], report["split"], report["overall"]["rows"]) == ("rules", "test", 3)
    assert {"macro_f1", "micro_f1", "mean_average_precision", "expected_calibration_error"} < set(report["overall"])
    assert [genre["genre"] for genre in report["overall"]["genres"]] == list(Genre)
    assert {"precision", "recall", "support"} < set(report["overall"]["genres"][0])
    assert set(report["slices"]) == {
        "text_kind=plot", "text_kind=blurb", "source=invented:a", "source=invented:b", "source=unknown",
    }  # fmt: skip


def test_the_figures_come_as_tables_for_people(trending_now: TrendingNow) -> None:
    shown = trending_now("evaluate", corpus(trending_now.folder)).out
    assert "macro-F1" in shown
    assert all(genre in shown for genre in Genre)


def test_another_split_and_fewer_rows_can_be_asked_for(trending_now: TrendingNow) -> None:
    path = corpus(trending_now.folder)
    val = json.loads(trending_now("evaluate", path, "--split", "val", "--json").out)
    fewer = json.loads(trending_now("evaluate", path, "--limit", "2", "--json").out)
    assert (val["split"], val["overall"]["rows"], fewer["overall"]["rows"]) == ("val", 1, 2)


@pytest.mark.parametrize(
    ("changed", "split", "said"),
    [
        ({"text_kind": None}, "test", "lacks the column 'text_kind'"),
        ({}, "holdout", "has no rows of split 'holdout'"),
        ({"genres": [["Noir"]] * 4}, "test", "names a genre 'Noir' in 'genres'"),
    ],
    ids=["column", "split", "genre"],
)
def test_a_corpus_that_cannot_be_measured_is_wrong_use(
    trending_now: TrendingNow, changed: dict[str, Any], split: str, said: str
) -> None:
    path = corpus(trending_now.folder, **changed)
    assert trending_now("evaluate", path, "--split", split).failed_with(2, said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--bias", "--labels"), "--bias and --labels ask for different things"),
        (("--reviews", "r.parquet", "--split", "val"), "leave --split and --limit out"),
        (("--labels", "--engine", "rules"), "--labels asks no engine"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(
    trending_now: TrendingNow, options: tuple[str, ...], said: str
) -> None:
    assert trending_now("evaluate", corpus(trending_now.folder), *options).failed_with(2, said)


def test_a_file_that_is_missing_or_no_corpus_is_wrong_use(trending_now: TrendingNow) -> None:
    assert trending_now("evaluate", "nowhere.parquet").failed_with(2, "There is no corpus nowhere.parquet")
    assert trending_now("evaluate", trending_now.write("x.parquet", "")).failed_with(2, "is not a Parquet file")
    assert trending_now("evaluate", trending_now.folder).failed_with(2, "There is no corpus")


def test_beside_the_baselines_every_contender_is_measured_on_the_same_rows(trending_now: TrendingNow) -> None:
    path, _ = write_corpus(trending_now.folder)
    found = json.loads(trending_now("evaluate", path, "--baselines", "--limit", "20", "--json").out)
    assert (found["split"], found["rows"], found["baseline"]) == ("test", 20, "tfidf-lr")
    assert {"majority", "tfidf-lr", "rules"} <= set(found["standings"])
    rules = found["standings"]["rules"]
    assert set(rules) == {"report", "gain", "operating", "operating_slices", "abstention", "reliability"}
    assert set(rules["gain"]) == {"difference", "low", "high"}


def test_the_comparison_comes_as_tables_for_people(trending_now: TrendingNow) -> None:
    path, _ = write_corpus(trending_now.folder)
    shown = trending_now("evaluate", path, "--baselines", "--limit", "20").out
    assert all(words in shown for words in ("tfidf-lr", "majority", "Aimed at precision 0.70", "Western"))


def test_what_reviews_add_comes_as_a_table_and_as_json(trending_now: TrendingNow) -> None:
    corpus, reviews = write_reviewed_corpus(trending_now.folder)

    shown = trending_now("evaluate", corpus, "--reviews", reviews, "--engine", "rules").out
    found = json.loads(trending_now("evaluate", corpus, "--reviews", reviews, "--engine", "rules", "--json").out)

    assert "+ reviews" in shown
    assert set(found["worth"]) == {"all", "val and test"}
    assert found["reviews"] == 2


def test_the_doubtful_labels_are_counted_by_source_and_named(trending_now: TrendingNow) -> None:
    pytest.importorskip("cleanlab", reason="the label audit needs the train extra")
    path = write_corpus(trending_now.folder)[0]
    shown = trending_now("evaluate", path, "--labels", "--split", "train")
    found = json.loads(trending_now("evaluate", path, "--labels", "--split", "train", "--json").out)
    assert "labels are doubtful" in shown.out
    assert set(found) == {"counts", "labels"}
    assert {count["genre"] for count in found["counts"]} == set(Genre)


def write_reviewed_corpus(folder: Path) -> tuple[Path, Path]:
    """Write two titles of a corpus, and a file that has a review of each."""
    ids = ["tt0000011", "tt0000012"]
    corpus = {
        "id": [f"mpst:{one}" for one in ids],
        "text": ["A ghost haunts the old house.", "Two strangers fall in love."],
        "genres": [["Horror"], ["Romance"]],
        "genres_uncertain": [[], []],
        "split": ["train", "test"],
    }
    reviews = {"review_id": ["a", "b"], "imdb_id": ids, "rating10": [8, 3], "review": ["So scary.", "So sweet."]}
    paths = folder / "reviewed.parquet", folder / "reviews.parquet"
    pl.DataFrame(corpus, schema_overrides={"genres_uncertain": pl.List(pl.String)}).write_parquet(paths[0])
    pl.DataFrame(reviews).write_parquet(paths[1])
    return paths
