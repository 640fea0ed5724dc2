"""An encoder computes all of it in bf16, and nothing else is changed."""

import numpy as np
import pytest

from trending_now.models.artifacts import open_artifacts
from trending_now.models.boosted import BOOSTED_WEIGHTS, ENCODER_FILE
from trending_now.models.runtime.bf16 import end_in_a_product
from trending_now.models.runtime.openvino import load_openvino

NORMS, LAYERS = "MVN", 6
INPUTS = {"token_ids": np.array([[101, 2054, 2003, 2023, 102]]), "attention": np.ones((1, 5), dtype=np.int64)}


def encoder() -> object:
    """Return the shipped encoder, not yet compiled."""
    artifacts = open_artifacts(BOOSTED_WEIGHTS, unchecked=(ENCODER_FILE,))
    return load_openvino().Core().read_model(artifacts.checked(ENCODER_FILE))


def test_the_product_at_the_end_changes_no_state() -> None:
    before, after = encoder(), encoder()
    end_in_a_product(after)
    core, exact = load_openvino().Core(), {"INFERENCE_PRECISION_HINT": "f32"}
    told, found = (core.compile_model(model, "CPU", exact)(INPUTS)[0] for model in (before, after))
    assert found.shape == told.shape
    assert np.allclose(found, told, atol=1e-6)


def test_with_it_no_norm_is_computed_in_f32() -> None:
    core = load_openvino().Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        pytest.skip("this processor does not compute in bf16")
    model = encoder()
    end_in_a_product(model)
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "bf16"})
    kinds = [node.get_rt_info() for node in compiled.get_runtime_model().get_ops()]
    norms = [kind["runtimePrecision"].astype(str) for kind in kinds if kind["layerType"].astype(str) == NORMS]
    assert norms == ["bf16"] * (1 + 2 * LAYERS)
