"""The log of a run's epochs is whole whenever it is looked at."""

import json
from pathlib import Path

import pytest

from trending_now.training.encoder.val_log import ValLog


def test_each_epoch_has_one_line(tmp_path: Path) -> None:
    path = tmp_path / "val.jsonl"
    for epoch in (1, 2):
        ValLog(path).add({"epoch": epoch, "train_loss": 0.5})
    assert [json.loads(line)["epoch"] for line in path.read_text("utf-8").splitlines()] == [1, 2]
    assert [ValLog(path).holds(epoch) for epoch in (1, 2, 3)] == [True, True, False]
    assert [each.name for each in tmp_path.iterdir()] == ["val.jsonl"]


@pytest.mark.parametrize("rest", ['{"epoch": 2, "train_lo', "[2]", "\x00", "7"])
def test_a_line_that_was_cut_off_does_not_count_and_is_written_again(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "val.jsonl"
    path.write_text(f'{{"epoch": 1}}\n{rest}', "utf-8")
    assert not ValLog(path).holds(2)
    ValLog(path).add({"epoch": 2})
    assert path.read_text("utf-8") == '{"epoch": 1}\n{"epoch": 2}\n'
