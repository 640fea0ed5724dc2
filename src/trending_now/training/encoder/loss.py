"""The asymmetric loss for many labels of which most are rare."""

import torch


def asymmetric_loss(
    logits: torch.Tensor, truth: torch.Tensor, mask: torch.Tensor, gamma_negative: float
) -> torch.Tensor:
    """Return the loss summed over the labels that count, as a mean over rows.

    Easy negatives count less, by their probability to the power of `gamma_negative`; positives count in full.
    Source: Ridnik et al., "Asymmetric Loss For Multi-Label Classification" (2021), with gamma+ = 0 and no shift.
    """
    positive = truth * torch.nn.functional.logsigmoid(logits)
    easy = torch.sigmoid(logits) ** gamma_negative
    negative = (1 - truth) * easy * torch.nn.functional.logsigmoid(-logits)
    return -((positive + negative) * mask).sum() / len(logits)
