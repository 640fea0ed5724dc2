"""Averages the weights of checkpoints: the mean of a run's late points often reads better than any of them."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file


def averaged(checkpoints: Mapping[Path, float]) -> dict[str, torch.Tensor]:
    """Return the weighted mean of the weights in some checkpoints of one run.

    Source: Wortsman et al., "Model soups" (2022), with points of one run, as in Izmailov et al. (2018).
    """
    total = sum(checkpoints.values())
    mean: dict[str, torch.Tensor] = {}
    for path, share in checkpoints.items():
        for name, value in load_file(path).items():
            mean[name] = mean.get(name, torch.zeros_like(value)) + value * (share / total)
    return mean
