"""Quantises a model's matrices to 8-bit integers as it is loaded, since most processors multiply those fastest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.models.runtime.openvino import load_openvino

LARGEST_INTEGER = 127


def quantise(model: Any) -> None:
    """Turn the constant second factor of every matrix product into 8-bit integers, with a scale for each column.

    Where the processor can (VNNI), OpenVINO multiplies integers, and quantises the first factor at run time. Word
    embeddings, which are only looked up, stay floats. docs/experiments.md says what accuracy this costs.
    """
    for product in model.get_ordered_ops():
        if product.get_type_name() == "MatMul" and (factor := _constant(product.input_value(1))) is not None:
            product.input(1).replace_source_output(_as_integers(factor).output(0))


def _constant(value: Any) -> NDArray[np.float32] | None:
    """Return a constant as f32, also if it is stored as 16-bit floats and converted; None if it is no constant."""
    node = value.get_node()
    while node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return node.get_data().astype(np.float32) if node.get_type_name() == "Constant" else None


def _as_integers(factor: NDArray[np.float32]) -> Any:
    load_openvino()
    from openvino import opset13

    scales = np.maximum(np.abs(factor).max(axis=0) / LARGEST_INTEGER, np.finfo(np.float32).tiny)
    integers = opset13.constant(np.rint(factor / scales).astype(np.int8))
    return opset13.multiply(opset13.convert(integers, "f32"), opset13.constant(scales.astype(np.float32)))
