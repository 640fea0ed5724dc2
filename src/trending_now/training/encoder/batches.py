"""Batches of texts of similar length, so that little computation is spent on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from trending_now.training.encoder.windows import Tokens

POOL_BATCHES = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids of some texts (windows × longest window); `owner` has the position in `rows` of each window's text."""

    rows: torch.Tensor
    token_ids: torch.Tensor
    attention: torch.Tensor
    owner: torch.Tensor

    def on(self, device: torch.device) -> "Batch":
        """Return the batch on a device; the row numbers stay where they are."""
        return Batch(self.rows, self.token_ids.to(device), self.attention.to(device), self.owner.to(device))


def shuffled_batches(windows: Sequence[list[Tokens]], size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Yield batches of `size` texts in random order, sorted by length inside pools of `POOL_BATCHES` batches."""
    order = rng.permutation(len(windows))
    costs = np.array([sum(map(len, text)) for text in windows])
    batches = []
    for start in range(0, len(order), size * POOL_BATCHES):
        near = order[start : start + size * POOL_BATCHES]
        near = near[np.argsort(costs[near], kind="stable")]
        batches += [near[first : first + size] for first in range(0, len(near), size)]
    for number in rng.permutation(len(batches)):
        yield collate(windows, batches[number])


def sorted_batches(windows: Sequence[list[Tokens]], most_tokens: int) -> Iterator[Batch]:
    """Yield all texts, the shortest first, in batches of about `most_tokens` tokens."""
    rows: list[int] = []
    tokens = 0
    for row in sorted(range(len(windows)), key=lambda row: sum(map(len, windows[row]))):
        cost = sum(map(len, windows[row]))
        if rows and tokens + cost > most_tokens:
            yield collate(windows, np.array(rows))
            rows, tokens = [], 0
        rows.append(row)
        tokens += cost
    if rows:
        yield collate(windows, np.array(rows))


def collate(windows: Sequence[list[Tokens]], rows: np.ndarray) -> Batch:
    """Return some texts as one batch, with their windows padded to one length."""
    flat = [(place, window) for place, row in enumerate(rows) for window in windows[row]]
    longest = max(len(window) for _, window in flat)
    token_ids = torch.zeros((len(flat), longest), dtype=torch.long)
    attention = torch.zeros((len(flat), longest), dtype=torch.long)
    for number, (_, window) in enumerate(flat):
        token_ids[number, : len(window)] = torch.tensor(window)
        attention[number, : len(window)] = 1
    owner = torch.tensor([place for place, _ in flat])
    return Batch(torch.from_numpy(np.asarray(rows)), token_ids, attention, owner)
