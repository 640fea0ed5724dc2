"""Training begins with the very weights that our figures were measured with, or not at all."""

from pathlib import Path

import pytest

from trending_now.errors import EngineError
from trending_now.training.pretrained import FILES, check_files


def test_other_files_under_the_same_names_are_refused(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("something else", "utf-8")
    with pytest.raises(EngineError, match="is not all-MiniLM-L6-v2's"):
        check_files(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"config\.json cannot be read .*make train-setup"):
        check_files(tmp_path)
