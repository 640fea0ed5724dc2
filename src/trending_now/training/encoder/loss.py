"""The asymmetric loss, for multi-label classification with rare labels."""

import torch


def asymmetric_loss(
    logits: torch.Tensor, truth: torch.Tensor, mask: torch.Tensor, gamma_negative: float
) -> torch.Tensor:
    """Return the loss summed over the labels that `mask` counts, as a mean over rows.

    A negative is weighted by its probability to the power of `gamma_negative`, so that easy ones count less.
    Source: Ridnik et al., "Asymmetric Loss For Multi-Label Classification" (2021), with gamma+ = 0 and no shift.
    """
    positive = truth * torch.nn.functional.logsigmoid(logits)
    easy = torch.sigmoid(logits) ** gamma_negative
    negative = (1 - truth) * easy * torch.nn.functional.logsigmoid(-logits)
    return -((positive + negative) * mask).sum() / len(logits)
