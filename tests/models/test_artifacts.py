"""Model files are checked against their manifest before anything is loaded."""

from pathlib import Path

import pytest

from trending_now.errors import EngineError
from trending_now.models.artifacts import open_artifacts, write_manifest


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


def test_a_damaged_file_is_refused(folder: Path) -> None:
    (folder / "trees" / "drama.ubj").write_bytes(b"other")
    with pytest.raises(EngineError, match=r"drama\.ubj is damaged"):
        open_artifacts(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "heads.json").unlink()
    with pytest.raises(EngineError, match="cannot be read"):
        open_artifacts(folder)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        open_artifacts(tmp_path)
