"""Averages the weights of checkpoints; the mean of a run's late checkpoints often does better than any of them."""

from collections.abc import Sequence
from pathlib import Path

import torch

from trending_now.training.encoder.checkpoint import read_tensors


def averaged(checkpoints: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the checkpoints' weights; they are of one run, or of runs that began with the same weights.

    Source: Wortsman et al., "Model soups" (2022); for checkpoints of one run Izmailov et al. (2018).

    Raises:
        WrongUse: a checkpoint is missing or damaged.
    """
    mean: dict[str, torch.Tensor] = {}
    for path in checkpoints:
        for name, value in read_tensors(path, f"delete {path.parent} to fit the run again").items():
            mean[name] = mean.get(name, torch.zeros_like(value)) + value / len(checkpoints)
    return mean
