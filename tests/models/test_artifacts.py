"""Model files are checked against their manifest before anything is loaded."""

import json
from pathlib import Path

import pytest

from tests.shared_files import shared_file
from trending_now.domain.enrichment import ModelVersion, TrainingSet
from trending_now.errors import EngineError
from trending_now.models.artifacts import WEIGHTS, joint_version, open_artifacts, sha256, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of two model files with its manifest."""
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees" / "drama.ubj").write_bytes(b"tree")
    (tmp_path / "heads.json").write_text("{}", "utf-8")
    write_manifest(tmp_path, "boosted")
    return tmp_path


def test_a_whole_folder_opens(folder: Path) -> None:
    artifacts = open_artifacts(folder)
    assert artifacts.version.name == "boosted"
    assert artifacts.path("heads.json").is_file()


def test_another_content_is_another_version(folder: Path) -> None:
    before = open_artifacts(folder).version
    (folder / "heads.json").write_text('{"a": 1}', "utf-8")
    write_manifest(folder, "boosted")
    assert open_artifacts(folder).version != before


def test_what_a_model_was_fitted_with_is_named_and_changes_no_version(folder: Path) -> None:
    before = open_artifacts(folder).version
    told = TrainingSet("corpus.parquet", "a" * 64, "20261126T013545Z-2@0123456789ab")
    write_manifest(folder, "boosted", [told])
    after = open_artifacts(folder).version
    assert (before.training_sets, after.training_sets) == ((), (told,))
    assert after == before


def test_a_manifest_of_before_training_sets_were_named_keeps_its_version(folder: Path) -> None:
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    content = json.dumps({"name": told["name"], "files": told["files"]}, indent=1) + "\n"
    manifest.write_text(content, "utf-8")
    assert open_artifacts(folder).version == ModelVersion("boosted", sha256(manifest))


@pytest.mark.parametrize("name", ["boosted", "vibe"])
def test_the_shipped_models_name_the_files_that_they_were_fitted_with(name: str) -> None:
    sets = open_artifacts(WEIGHTS / name).version.training_sets
    assert {(one.name, one.sha256) for one in sets} == {
        (path.name, sha256(path)) for path in (shared_file(f"data/{one.name}") for one in sets)
    }
    assert sets


def test_a_model_made_of_several_names_what_each_was_fitted_with() -> None:
    texts, reviews = TrainingSet("texts", "a"), TrainingSet("reviews", "b")
    joint = joint_version(ModelVersion("one", "1", (texts,)), ModelVersion("other", "2", (texts, reviews)))
    assert joint.training_sets == (texts, reviews)


@pytest.mark.parametrize("sets", ['[{"name": "corpus"}]', "3"])
def test_malformed_training_sets_are_refused(folder: Path, sets: str) -> None:
    (folder / "manifest.json").write_text(f'{{"name": "boosted", "files": {{}}, "training_sets": {sets}}}', "utf-8")
    with pytest.raises(EngineError, match="cannot be read"):
        open_artifacts(folder)


def test_a_damaged_file_is_refused(folder: Path) -> None:
    (folder / "trees" / "drama.ubj").write_bytes(b"other")
    with pytest.raises(EngineError, match=r"drama\.ubj is damaged"):
        open_artifacts(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "heads.json").unlink()
    with pytest.raises(EngineError, match="cannot be read"):
        open_artifacts(folder)


def test_a_file_that_the_manifest_does_not_name_is_refused_in_a_sentence(folder: Path) -> None:
    artifacts = open_artifacts(folder)
    for ask in (artifacts.checked, artifacts.digest):
        with pytest.raises(EngineError, match=f"manifest of {folder} does not name encoder.onnx; install it again"):
            ask("encoder.onnx")


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        open_artifacts(tmp_path)
