"""Writes the encoder as ONNX, its weights stored small: 8-bit integers where matrices multiply, 16-bit floats else."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from transformers import BertModel

OPSET = 18
SMALLEST_COMPRESSED = 1024
LARGEST_INTEGER = 127


class _TokenStates(nn.Module):
    """MiniLM alone: the state of every token."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, token_ids: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.bert(input_ids=token_ids, attention_mask=attention).last_hidden_state
        return states


def export_onnx(bert: BertModel, path: Path) -> None:
    """Write MiniLM: inputs `token_ids` and `attention` (windows × tokens), output `states` (windows × tokens × 384)."""
    bert.set_attn_implementation("eager")
    ids = torch.randint(1000, 2000, (2, 16))
    axes = {0: torch.export.Dim("windows", min=1), 1: torch.export.Dim("tokens", min=2, max=512)}
    with _quiet():
        program = torch.onnx.export(
            _TokenStates(bert).eval(),
            (ids, torch.ones_like(ids)),
            input_names=["token_ids", "attention"],
            output_names=["states"],
            dynamic_shapes={"token_ids": axes, "attention": axes},
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch made no ONNX program")
    onnx.save(compressed(program.model_proto), path)


def compressed(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large 32-bit weights in 8 or 16 bits, each widened again by a node that the runtime folds or fuses.

    The second factor of a matrix product becomes 8-bit integers with a scale for each of its columns, which OpenVINO
    multiplies as they are where the processor can (VNNI); what that costs is in docs/experiments.md. Word vectors,
    which are only looked up, stay floats.
    """
    factors = {node.input[1] for node in model.graph.node if node.op_type == "MatMul"}
    widening = []
    for weight in list(model.graph.initializer):
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < SMALLEST_COMPRESSED:
            continue
        widening.append(_quantised(model, weight) if weight.name in factors else _halved(weight))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*widening, *nodes])
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from people what torch says about its own parts, which they can do nothing about."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _quantised(model: onnx.ModelProto, weight: TensorProto) -> onnx.NodeProto:
    name, values = weight.name, numpy_helper.to_array(weight)
    scales = np.maximum(np.abs(values).max(axis=0) / LARGEST_INTEGER, np.finfo(np.float32).tiny).astype(np.float32)
    weight.CopyFrom(numpy_helper.from_array(np.rint(values / scales).astype(np.int8), f"{name}_integers"))
    model.graph.initializer.append(numpy_helper.from_array(scales, f"{name}_scales"))
    return helper.make_node("DequantizeLinear", [f"{name}_integers", f"{name}_scales"], [name], axis=1)


def _halved(weight: TensorProto) -> onnx.NodeProto:
    name = weight.name
    half = numpy_helper.to_array(weight).astype(np.float16)
    weight.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
    return helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT)
