"""Writes the encoder as ONNX, with its weights as 16-bit floats."""

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
from transformers import PreTrainedModel

OPSET = 18
SMALLEST_COMPRESSED = 1024


class _TokenStates(nn.Module):
    """MiniLM without heads: returns the last hidden state of every token."""

    def __init__(self, bert: PreTrainedModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, token_ids: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.bert(input_ids=token_ids, attention_mask=attention).last_hidden_state
        return states


def export_onnx(bert: PreTrainedModel, path: Path) -> None:
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
    """Store large 32-bit weights in 16 bits; a cast node, which the runtime folds, widens each again."""
    large = [
        weight
        for weight in model.graph.initializer
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) >= SMALLEST_COMPRESSED
    ]
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*map(_halved, large), *nodes])
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """Hide torch's warnings about its own internals, which users can do nothing about."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _halved(weight: TensorProto) -> onnx.NodeProto:
    name = weight.name
    half = numpy_helper.to_array(weight).astype(np.float16)
    weight.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
    return helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT)
