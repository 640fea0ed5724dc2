"""Training begins with the very weights that our figures were measured with, or not at all."""

from pathlib import Path

import pytest

from trending_now.errors import EngineError
from trending_now.training.encoder.pretrained import PRETRAINED, Pretrained, pretrained_of_width

EACH = pytest.mark.parametrize("pretrained", PRETRAINED.values(), ids=PRETRAINED)


@EACH
def test_other_files_under_the_same_names_are_refused(pretrained: Pretrained, tmp_path: Path) -> None:
    for name in pretrained.files:
        (tmp_path / name).write_text("something else", "utf-8")
    with pytest.raises(EngineError, match=f"is not {pretrained.title}'s"):
        pretrained.check(tmp_path)


@EACH
def test_a_missing_file_is_named(pretrained: Pretrained, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=rf"config\.json cannot be read .*{pretrained.install}"):
        pretrained.check(tmp_path)


@EACH
def test_an_encoder_is_known_by_its_width(pretrained: Pretrained) -> None:
    assert pretrained_of_width(pretrained.width) is pretrained
