"""Runs and models are written down in a real MLflow on a SQLite file, as plain files."""

import json
from pathlib import Path

import pytest

pytest.importorskip("mlflow", reason="MLflow is in the train extra")
from trending_now.errors import StoreError, WrongUse
from trending_now.models.artifacts import version_of, write_manifest
from trending_now.pipeline.key_figures import FILE_NAME, load_key_figures
from trending_now.pipeline.promote import promote
from trending_now.training.registry import COMMIT_TAG, MODEL, ModelRegistry, TrainingRecord

COMMIT = "0123456789ab-dirty"
REPORT = Path(__file__).parents[2] / "docs" / "model_report.json"


def opened(home: Path) -> ModelRegistry:
    """Return a registry in a folder."""
    return ModelRegistry(f"sqlite:///{home / 'mlflow.sqlite'}", home, COMMIT)


def trained(folder: Path, words: str) -> TrainingRecord:
    """Write what a training leaves, and return its record."""
    model = folder / "boosted"
    (model / "trees").mkdir(parents=True)
    (model / "trees" / "war.ubj").write_text(words, "utf-8")
    write_manifest(model, "boosted")
    documents = [folder / name for name in ("model_card.md", "model_report.json")]
    documents[0].write_text(words, "utf-8")
    report = json.loads(REPORT.read_text("utf-8"))
    report["comparison"]["standings"]["boosted"]["report"]["version"] = str(version_of(model))
    documents[1].write_text(json.dumps(report), "utf-8")
    params = {"rows": None, "encoder": {"runs": [{"name": "a", "average": [2, 4]}]}}
    return TrainingRecord("all", params, {"macro_f1": 0.5}, documents, model)


def test_each_training_is_a_version_and_the_newest_is_the_candidate_until_it_is_promoted(tmp_path: Path) -> None:
    from mlflow import MlflowClient

    registry, weights = opened(tmp_path / "registry"), tmp_path / "weights" / "boosted"
    assert registry.record(TrainingRecord("encoder", {}, {}, [])) is None
    versions = [registry.record(trained(tmp_path / words, words)) for words in ("first", "second")]
    done = promote(registry, weights, tmp_path / "docs")
    assert (versions, done.version) == (["1", "2"], "2")
    assert (weights / "trees" / "war.ubj").read_text("utf-8") == "second"
    assert (tmp_path / "docs" / "model_card.md").read_text("utf-8") == "second"
    assert load_key_figures(weights.with_name(FILE_NAME)) is not None
    client = MlflowClient(f"sqlite:///{tmp_path / 'registry' / 'mlflow.sqlite'}")
    model = client.get_model_version_by_alias(MODEL, "promoted")
    run = client.get_run(model.run_id)
    assert (str(model.version), run.data.params["encoder.runs.0.average.1"], run.data.metrics) == (
        "2",
        "4",
        {"macro_f1": 0.5},
    )
    assert run.data.tags[COMMIT_TAG] == COMMIT
    assert {path.suffix for path in (tmp_path / "registry").rglob("*") if path.is_file()}.isdisjoint({".pkl", ".pt"})


def test_a_training_whose_files_cannot_be_recorded_is_told_and_ends_as_failed(tmp_path: Path) -> None:
    from mlflow import MlflowClient

    registry = opened(tmp_path / "registry")
    with pytest.raises(StoreError, match=r"none\.json"):
        registry.record(TrainingRecord("all", {}, {}, [tmp_path / "none.json"]))
    client = MlflowClient(f"sqlite:///{tmp_path / 'registry' / 'mlflow.sqlite'}")
    (run,) = client.search_runs([experiment.experiment_id for experiment in client.search_experiments()])
    assert run.info.status == "FAILED"


def test_without_a_candidate_nothing_is_promoted(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"has no candidate; run `trending-now train`"):
        promote(opened(tmp_path), tmp_path / "weights", tmp_path / "docs")
    assert not (tmp_path / "weights").exists()


def test_a_candidate_that_read_some_rows_only_is_not_promoted(tmp_path: Path) -> None:
    registry, record = opened(tmp_path / "registry"), trained(tmp_path / "few", "few")
    report = json.loads(REPORT.read_text("utf-8"))
    report["params"]["rows"] = 120
    record.files[1].write_text(json.dumps(report), "utf-8")
    registry.record(record)
    with pytest.raises(WrongUse, match="version 1, was fitted on 120 rows at most"):
        promote(registry, tmp_path / "weights" / "boosted", tmp_path / "docs")
    assert not (tmp_path / "weights").exists()
    assert not (tmp_path / "docs").exists()
