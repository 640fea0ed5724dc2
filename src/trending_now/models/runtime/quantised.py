"""Turns a model's matrices into 8-bit integers as it is loaded: most processors multiply those fastest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.models.runtime.openvino import load_openvino

LARGEST_INTEGER = 127


def quantise(model: Any) -> None:
    """Make the second factor of every matrix product 8-bit integers, with a scale for each of its columns.

    OpenVINO multiplies them as they are where the processor can (VNNI), and makes integers of the first factor as it
    goes. Word vectors, which are only looked up, stay floats. What that costs is in docs/experiments.md.
    """
    for product in model.get_ordered_ops():
        if product.get_type_name() == "MatMul" and (factor := _constant(product.input_value(1))) is not None:
            product.input(1).replace_source_output(_as_integers(factor).output(0))


def _constant(value: Any) -> NDArray[np.float32] | None:
    """Return a value that is known beforehand, such as weights stored as 16-bit floats that are widened; else None."""
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
