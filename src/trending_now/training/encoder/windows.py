"""Cuts texts into windows of tokens: evenly spaced for inference, at random places for training."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from trending_now.errors import EngineError
from trending_now.models.texts.windows import Windowing
from trending_now.training.encoder.pretrained import Pretrained

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Framing:
    """Cuts windows, and puts the two special tokens around each."""

    windowing: Windowing
    first_id: int
    last_id: int

    def even(self, tokens: Sequence[int]) -> list[Tokens]:
        """Return a text's windows as the engine reads them."""
        return [self._framed(tokens[start:end]) for start, end in self.windowing.even(len(tokens))]

    def random(self, tokens: Sequence[int], rng: np.random.Generator) -> list[Tokens]:
        """Return as many windows as needed and allowed, each at a random place in its own equal part of the text."""
        body = self.windowing.body
        count = max(1, min(self.windowing.most, -(-len(tokens) // body)))
        edges = [number * len(tokens) // count for number in range(count + 1)]
        starts = [int(rng.integers(start, max(start, end - body) + 1)) for start, end in pairwise(edges)]
        return [self._framed(tokens[start : start + body]) for start in starts]

    def _framed(self, tokens: Sequence[int]) -> Tokens:
        return (self.first_id, *tokens, self.last_id)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A pretrained encoder's tokenizer, with the ids of its special tokens."""

    tokenizer: Tokenizer
    first_id: int
    last_id: int
    mask_id: int

    @classmethod
    def of(cls, pretrained: Pretrained) -> "Vocabulary":
        """Read the tokenizer of an installed encoder."""
        return cls.read(pretrained, pretrained.folder())

    @classmethod
    def read(cls, pretrained: Pretrained, folder: Path) -> "Vocabulary":
        """Read an encoder's tokenizer from a folder.

        Raises:
            EngineError: the tokenizer lacks a special token.
        """
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        first, last, mask = (tokenizer.token_to_id(token) for token in (*pretrained.frame, pretrained.mask))
        if first is None or last is None or mask is None:
            raise EngineError(f"{folder} has a tokenizer without {pretrained.title}'s tokens; {pretrained.install}.")
        return cls(tokenizer, first, last, mask)

    def framing(self, length: int, most: int) -> Framing:
        """Return a framing that cuts at most `most` windows of `length` tokens."""
        return Framing(Windowing(length, most), self.first_id, self.last_id)

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, without special tokens."""
        return [list(encoding.ids) for encoding in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]
