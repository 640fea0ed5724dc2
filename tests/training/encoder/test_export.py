"""The stored encoder is small, and computes nearly what the weights that it was made of do."""

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is in the train extra")
pytest.importorskip("torch", reason="torch is in the train extra")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from trending_now.models.runtime.openvino import load_openvino  # noqa: E402
from trending_now.training.encoder.export import compressed  # noqa: E402

WIDTH = 64
CHANCE = np.random.default_rng(3)
TABLE = CHANCE.normal(size=(100, WIDTH)).astype(np.float32)
FACTOR = (CHANCE.normal(size=(WIDTH, WIDTH)) * np.linspace(0.01, 3, WIDTH)).astype(np.float32)
BIAS = np.linspace(-1, 1, WIDTH, dtype=np.float32)


def model() -> "onnx.ModelProto":
    """Return a model that looks rows up and multiplies them with a matrix."""
    weights = {"table": TABLE, "factor": FACTOR, "bias": BIAS}
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["found"]),
        helper.make_node("MatMul", ["found", "factor"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["states"]),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [None])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, [None, WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


def test_large_weights_become_16_bit_and_small_ones_stay() -> None:
    kinds = {weight.name: weight.data_type for weight in compressed(model()).graph.initializer}
    assert kinds == {
        "table_half": TensorProto.FLOAT16,
        "factor_half": TensorProto.FLOAT16,
        "bias": TensorProto.FLOAT,
    }


def test_it_computes_nearly_the_same() -> None:
    stored = load_openvino().Core().read_model(compressed(model()).SerializeToString())
    exactly = {"INFERENCE_PRECISION_HINT": "f32"}  # a processor with bf16 would round the product by itself
    compiled = load_openvino().compile_model(stored, "CPU", exactly)
    found = compiled({"ids": np.arange(100)})[0]
    assert np.allclose(found, TABLE @ FACTOR + BIAS, atol=0.05)
