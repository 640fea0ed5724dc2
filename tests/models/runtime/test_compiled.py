"""A compiled model is read as it was kept, and made anew where that is not there or damaged."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from trending_now.errors import EngineError
from trending_now.models.artifacts import Artifacts, open_artifacts
from trending_now.models.boosted import BOOSTED_WEIGHTS, ENCODER_FILE
from trending_now.models.runtime.compiled import CompiledModel, fastest_precision, load_compiled, processor_flags


@pytest.fixture(scope="module")
def artifacts() -> Artifacts:
    """Return the shipped model's files."""
    return open_artifacts(BOOSTED_WEIGHTS, unchecked=(ENCODER_FILE,))


@pytest.mark.parametrize(
    ("capabilities", "flags", "precision"),
    [
        (["FP32", "INT8"], {"avx2", "avx512_vnni"}, "i8"),
        (["FP32", "INT8"], {"avx2", "avx_vnni"}, "i8"),
        (["FP32", "INT8"], {"avx2", "fma"}, "f32"),
        (["BF16", "FP32", "INT8"], {"avx512_vnni"}, "bf16"),
        (["FP32", "FP16", "BF16"], set(), "bf16"),
        ([], {"avx512_vnni"}, "f32"),
    ],
)
def test_it_computes_in_what_the_processor_is_fastest_with(
    capabilities: list[str], flags: set[str], precision: str
) -> None:
    assert fastest_precision(capabilities, flags) == precision


def test_the_flags_are_those_of_the_processor_and_none_where_nobody_names_them(tmp_path: Path) -> None:
    written = tmp_path / "cpuinfo"
    written.write_text(
        "processor\t: 0\nvendor_id\t: Written\nflags\t\t: fpu avx2 avx_vnni\n\nprocessor\t: 1\n", "utf-8"
    )
    assert processor_flags(written) == {"fpu", "avx2", "avx_vnni"}
    assert processor_flags(tmp_path / "none") == frozenset()


def test_what_was_kept_answers_as_what_was_made(artifacts: Artifacts, tmp_path: Path) -> None:
    made = states(load_compiled(artifacts, ENCODER_FILE, "i8", tmp_path))
    (path,) = tmp_path.iterdir()
    written = path.stat().st_mtime_ns
    assert np.array_equal(states(load_compiled(artifacts, ENCODER_FILE, "i8", tmp_path)), made)
    assert path.stat().st_mtime_ns == written


def test_a_damaged_one_is_made_anew(artifacts: Artifacts, tmp_path: Path) -> None:
    made = states(load_compiled(artifacts, ENCODER_FILE, "i8", tmp_path))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert np.array_equal(states(load_compiled(artifacts, ENCODER_FILE, "i8", tmp_path)), made)
    (whole,) = tmp_path.iterdir()
    assert whole.name.endswith(hashlib.sha256(whole.read_bytes()).hexdigest())


def test_a_damaged_model_is_not_compiled(artifacts: Artifacts, tmp_path: Path) -> None:
    (tmp_path / ENCODER_FILE).write_bytes(b"no model")
    damaged = Artifacts(tmp_path, artifacts.version, artifacts.digests)
    with pytest.raises(EngineError, match=f"{ENCODER_FILE} is damaged"):
        load_compiled(damaged, ENCODER_FILE, cache=tmp_path / "cache")


def states(model: CompiledModel) -> np.ndarray:
    """Return the states of some tokens."""
    token_ids = np.array([[101, 2054, 2003, 2023, 102]], dtype=np.int64)
    (answer,) = model.answers([{"token_ids": token_ids, "attention": np.ones_like(token_ids)}])
    return answer
