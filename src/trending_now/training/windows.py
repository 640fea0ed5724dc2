"""Windows of tokens to read a text whole, or to learn from it at random places."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from tokenizers import Tokenizer

from trending_now.errors import EngineError
from trending_now.models.windows import Windowing

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Framing:
    """Cuts windows and puts each between its two special tokens."""

    windowing: Windowing
    first_id: int
    last_id: int

    def even(self, tokens: Sequence[int]) -> list[Tokens]:
        """Return a text's windows as the engine reads them."""
        return [self._framed(tokens[start:end]) for start, end in self.windowing.even(len(tokens))]

    def random(self, tokens: Sequence[int], rng: np.random.Generator) -> list[Tokens]:
        """Cut as many windows as the windowing allows, in their order, each at a random place of its own stretch."""
        body = self.windowing.body
        count = max(1, min(self.windowing.most, -(-len(tokens) // body)))
        edges = [number * len(tokens) // count for number in range(count + 1)]
        starts = [int(rng.integers(start, max(start, end - body) + 1)) for start, end in pairwise(edges)]
        return [self._framed(tokens[start : start + body]) for start in starts]

    def _framed(self, tokens: Sequence[int]) -> Tokens:
        return (self.first_id, *tokens, self.last_id)


def tokenise(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text, without special tokens."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return [list(encoding.ids) for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def frame_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the ids of the two special tokens between which a window stands."""
    return token_id(tokenizer, "[CLS]"), token_id(tokenizer, "[SEP]")


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """Return the id of a special token.

    Raises:
        EngineError: the tokenizer has none of that name.
    """
    number = tokenizer.token_to_id(token)
    if number is None:
        raise EngineError(f"The tokenizer has no {token}; install MiniLM again.")
    return int(number)
