"""UBJSON is read as XGBoost writes it, and nothing else is taken for it."""

import json
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import xgboost
from hypothesis import given
from hypothesis import strategies as st

from trending_now.errors import EngineError
from trending_now.models.heads.ubjson import read_ubjson


@pytest.fixture(scope="module")
def model() -> xgboost.Booster:
    """Return a model of two small trees."""
    rows = np.arange(60, dtype=np.float32).reshape(20, 3)
    return xgboost.train({"max_depth": 2, "nthread": 1}, xgboost.DMatrix(rows, label=rows[:, 0] % 4), 2)


def plain(value: Any) -> Any:
    """Return a value with its arrays as lists."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | np.ndarray) else value


def test_a_model_reads_as_the_json_that_xgboost_writes_of_it(model: xgboost.Booster) -> None:
    read, written = (
        plain(found) for found in (read_ubjson(bytes(model.save_raw("ubj"))), json.loads(model.save_raw("json")))
    )
    trees, expected = (found["learner"]["gradient_booster"]["model"]["trees"] for found in (read, written))
    assert trees == [
        {name: pytest.approx(value) if isinstance(value, list) else value for name, value in tree.items()}
        for tree in expected
    ]
    assert read["learner"]["objective"] == written["learner"]["objective"]
    assert read["version"] == written["version"]


def test_a_file_cut_anywhere_is_refused(model: xgboost.Booster) -> None:
    content = bytes(model.save_raw("ubj"))
    for end in range(len(content)):
        with pytest.raises(EngineError, match="no UBJSON"):
            read_ubjson(content[:end])


def test_bytes_behind_the_end_are_refused(model: xgboost.Booster) -> None:
    with pytest.raises(EngineError, match="1 bytes too many"):
        read_ubjson(bytes(model.save_raw("ubj")) + b"}")


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(EngineError):
        read_ubjson(content)


def test_lengths_below_nought_and_endless_nesting_are_refused() -> None:
    below = b"[#L" + (-1).to_bytes(8, "big", signed=True)
    one = b"[#L" + (1).to_bytes(8, "big")
    for content in (below, one * 100_000):
        with pytest.raises(EngineError, match="no UBJSON"):
            read_ubjson(content)
