"""Boosted trees: what is read from XGBoost's files answers as XGBoost does."""

import json
from pathlib import Path

import numpy as np
import pytest
import xgboost

from tests.models.plain_plots import PLAIN_PLOTS
from trending_now.domain.genre import Genre
from trending_now.errors import EngineError
from trending_now.models.artifacts import open_artifacts
from trending_now.models.boosted import BOOSTED_WEIGHTS, load_encoder
from trending_now.models.heads.genre_heads import Features, load_heads, sigmoid
from trending_now.models.heads.trees import load_forests
from trending_now.models.runtime.file_cache import CachedFile
from trending_now.models.texts.words import word_count

CLOSE = 1e-6
ROWS, COLUMNS = 300, 12


def grown(folder: Path, name: str, **settings: object) -> Path:
    """Grow a small forest on invented rows and return its file."""
    chance = np.random.default_rng(len(name))
    rows = chance.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    labels = rows[:, 0] + rows[:, 1] * rows[:, 2] > chance.normal(size=ROWS)
    wanted = {"objective": "binary:logistic", "base_score": 0.5, "nthread": 1, **settings}
    path = folder / f"{name}.ubj"
    xgboost.train(wanted, xgboost.DMatrix(rows, label=labels), 15).save_model(path)
    return path


def by_xgboost(paths: list[Path], inputs: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Return rows × files log-odds."""
    matrices = [xgboost.DMatrix(inputs, base_margin=column) for column in margin.T]
    return np.stack(
        [xgboost.Booster(model_file=p).predict(m, output_margin=True) for p, m in zip(paths, matrices, strict=True)], 1
    )


def test_the_shipped_trees_answer_real_texts_as_xgboost_does() -> None:
    artifacts = open_artifacts(BOOSTED_WEIGHTS)
    heads, lexical = load_heads(artifacts)
    texts = [plot for plots in PLAIN_PLOTS.values() for plot in plots]
    vectors = np.stack([read.states.mean(axis=0) for read in load_encoder(artifacts).read(texts)])
    features = Features(
        vectors,
        np.stack([lexical.logits([(text, 1.0)]) for text in texts]),
        np.array([word_count(text) for text in texts]),
    )
    inputs, margin = heads.inputs(features)
    correcting, refining = (
        [artifacts.path(f"{folder}/{genre.name.lower()}.ubj") for genre in Genre] for folder in ("trees", "refining")
    )
    calibrated = heads.calibrated(by_xgboost(correcting, inputs, margin) + heads.nearby(features), features)
    expected = sigmoid(by_xgboost(refining, heads.refining_inputs(features), calibrated))
    assert np.abs(heads.probabilities(features) - expected).max() < CLOSE


@pytest.mark.parametrize("depth", range(1, 7))
def test_trees_of_any_depth_answer_as_xgboost_does(tmp_path: Path, depth: int) -> None:
    paths = [grown(tmp_path, name, max_depth=depth, min_child_weight=8) for name in ("one", "other")]
    inputs = np.random.default_rng(1).normal(size=(40, COLUMNS)).astype(np.float32)
    margin = np.random.default_rng(2).normal(size=(40, 2)).astype(np.float32)
    found = margin + load_forests(paths).sums(inputs)
    assert np.abs(sigmoid(found) - sigmoid(by_xgboost(paths, inputs, margin))).max() < CLOSE


def test_trees_that_split_nowhere_answer_as_xgboost_does(tmp_path: Path) -> None:
    path = grown(tmp_path, "stumps", min_child_weight=1e9, base_score=0.7)
    inputs, nothing = np.zeros((2, COLUMNS), dtype=np.float32), np.zeros((2, 1), dtype=np.float32)
    assert np.abs(load_forests([path]).sums(inputs) - by_xgboost([path], inputs, nothing)).max() < CLOSE


def test_what_is_kept_of_the_files_answers_without_them_to_the_last_bit(tmp_path: Path) -> None:
    paths = [grown(tmp_path, name) for name in ("one", "other")]
    inputs = np.random.default_rng(1).normal(size=(40, COLUMNS)).astype(np.float32)
    cached = CachedFile("trees", folder=tmp_path / "cached")
    first = load_forests(paths, cached).sums(inputs)
    for path in paths:
        path.unlink()

    assert load_forests(paths, cached).sums(inputs).tolist() == first.tolist()


def test_a_row_on_the_very_bound_of_a_split_goes_where_xgboost_sends_it(tmp_path: Path) -> None:
    path = grown(tmp_path, "stump", max_depth=1)
    forests = load_forests([path])
    inputs = np.zeros((15, COLUMNS), dtype=np.float32)
    inputs[np.arange(15), forests.columns[0]] = forests.bounds[0]
    nothing = np.zeros((15, 1), dtype=np.float32)
    assert np.abs(forests.sums(inputs) - by_xgboost([path], inputs, nothing)).max() < CLOSE


def test_trees_that_are_too_deep_are_refused(tmp_path: Path) -> None:
    path = grown(tmp_path, "deep", max_depth=12, min_child_weight=0, gamma=0)
    with pytest.raises(EngineError, match="deeper than 8 levels"):
        load_forests([path])


@pytest.mark.parametrize(
    "settings", [{"booster": "dart", "rate_drop": 0.5}, {"objective": "multi:softprob", "num_class": 2}], ids=str
)
def test_another_kind_of_model_is_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    with pytest.raises(EngineError, match="another kind of model"):
        load_forests([grown(tmp_path, "other", **settings)])


def test_splits_by_category_are_refused(tmp_path: Path) -> None:
    rows = np.arange(40.0).reshape(-1, 1) % 4
    matrix = xgboost.DMatrix(rows, label=rows[:, 0] % 2, feature_types=["c"], enable_categorical=True)
    xgboost.train({"objective": "binary:logistic", "nthread": 1}, matrix, 2).save_model(tmp_path / "categories.ubj")
    with pytest.raises(EngineError, match="another kind of model"):
        load_forests([tmp_path / "categories.ubj"])


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    text, number = json.dumps({"learner": {}}).encode(), b"{L" + (7).to_bytes(8) + b"learneri\x01}"
    for name, content in (("text", text), ("number", number), ("empty object", b"{}"), ("nothing", b"")):
        path = tmp_path / f"{name}.ubj"
        path.write_bytes(content)
        with pytest.raises(EngineError, match=f"{name}.ubj"):
            load_forests([path])
