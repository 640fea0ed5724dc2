"""8-bit matrices compute nearly what the floats that they were made of do."""

import numpy as np

from trending_now.models.runtime.openvino import load_openvino
from trending_now.models.runtime.quantised import quantise

WIDTH = 64
CHANCE = np.random.default_rng(3)
ROWS = CHANCE.normal(size=(100, WIDTH)).astype(np.float32)
FACTOR = (CHANCE.normal(size=(WIDTH, WIDTH)) * np.linspace(0.01, 3, WIDTH)).astype(np.float16)


def model() -> object:
    """Return a model that multiplies rows with a matrix of 16-bit floats whose columns differ in scale."""
    load_openvino()
    from openvino import Model, opset13

    rows = opset13.parameter([-1, WIDTH], np.float32, name="rows")
    product = opset13.matmul(rows, opset13.convert(opset13.constant(FACTOR), "f32"), False, False)
    return Model([product], [rows])


def test_the_second_factor_becomes_integers() -> None:
    quantised = model()
    quantise(quantised)
    kinds = {node.get_element_type().get_type_name() for node in quantised.get_ordered_ops() if is_constant(node)}
    assert "i8" in kinds
    assert "f16" not in kinds


def test_each_column_keeps_its_own_scale() -> None:
    quantised = model()
    quantise(quantised)
    found = load_openvino().compile_model(quantised, "CPU")({"rows": ROWS})[0]
    error = np.abs(found - ROWS @ FACTOR.astype(np.float32)).max(axis=0) / np.abs(FACTOR).max(axis=0)
    assert error.max() < 0.15


def is_constant(node: object) -> bool:
    """Tell whether a node of the model is known beforehand."""
    return bool(node.get_type_name() == "Constant")  # type: ignore[attr-defined]
