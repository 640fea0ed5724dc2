"""The encoder at run time: MiniLM as ONNX on OpenVINO; one pass gives a text's vector and its sentences' vectors."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trending_now.models.runtime.compiled import CompiledModel, Inputs
from trending_now.models.texts.windows import SPECIAL_TOKENS, Windowing

if TYPE_CHECKING:
    from tokenizers import Encoding

_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_TEXT = 100_000
BATCH_TOKENS = 1024  # few enough that a batch's states stay in the processor's cache
PADDING_STEP = 8

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenStates:
    """One text's token states (tokens × width), and where in the text each token starts.

    `whole` is False for a text of which only the first `LONGEST_TEXT` characters were looked at.
    """

    states: Floats
    starts: NDArray[np.int64]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    first: int
    last: int

    @property
    def length(self) -> int:
        """Return its number of tokens, with the special ones."""
        return self.last - self.first + SPECIAL_TOKENS

    @property
    def padded(self) -> int:
        """Return its length in the model, a multiple of a few tokens.

        It depends only on the window, so that a text's states are the same to the last digit in every batch.
        """
        return -(-self.length // PADDING_STEP) * PADDING_STEP


class Encoder:
    """Reads texts with a compiled model; safe to share between threads."""

    def __init__(self, compiled: CompiledModel, tokenizer: Path, windowing: Windowing) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._frame: tuple[Any, Any] = (self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]"))
        self._windowing = windowing
        self._compiled = compiled

    def read(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the token states of each text, in order; of a very long text, only of evenly spaced windows."""
        encodings = self._tokenizer.encode_batch([_readable(text) for text in texts], add_special_tokens=False)
        windows = [
            _Window(number, first, last)
            for number, encoding in enumerate(encodings)
            for first, last in self._windowing.even(len(encoding))
        ]
        states: list[Floats] = [np.empty(0, dtype=np.float32)] * len(windows)
        batches = list(_alike(windows))
        ids = [encoding.ids for encoding in encodings]
        inputs = [self._inputs([windows[place] for place in places], ids) for places in batches]
        for places, answer in zip(batches, self._compiled.answers(inputs), strict=True):
            for place, found in zip(places, answer, strict=True):
                states[place] = found[: windows[place].length]
        return _joined(texts, encodings, windows, states)

    def _inputs(self, windows: Sequence[_Window], ids: Sequence[Sequence[int]]) -> Inputs:
        token_ids = np.zeros((len(windows), windows[0].padded), dtype=np.int64)
        attention = np.zeros_like(token_ids)
        for row, window in enumerate(windows):
            framed = (self._frame[0], *ids[window.text][window.first : window.last], self._frame[1])
            token_ids[row, : len(framed)] = framed
            attention[row, : len(framed)] = 1
        return {"token_ids": token_ids, "attention": attention}


def _alike(windows: Sequence[_Window]) -> Iterator[list[int]]:
    """Yield batches: places of windows of one padded length, as many as a batch may hold."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, window in enumerate(windows):
        groups[window.padded].append(place)
    for padded, group in groups.items():
        at_once = max(1, BATCH_TOKENS // padded)
        for start in range(0, len(group), at_once):
            yield group[start : start + at_once]


def _joined(
    texts: Sequence[str], encodings: Sequence["Encoding"], windows: Sequence[_Window], states: Sequence[Floats]
) -> list[TokenStates]:
    """Join the windows of each text; a special token gets the start of the token next to it."""
    found: list[list[Floats]] = [[] for _ in texts]
    starts: list[list[int]] = [[] for _ in texts]
    of_tokens = [[start for start, _ in encoding.offsets] for encoding in encodings]
    for window, state in zip(windows, states, strict=True):
        offsets = of_tokens[window.text][window.first : window.last] or [0]
        framed = [offsets[0], *offsets, offsets[-1]] if len(state) > SPECIAL_TOKENS else [0] * len(state)
        found[window.text].append(state)
        starts[window.text] += framed
    return [
        TokenStates(parts[0] if len(parts) == 1 else np.concatenate(parts), np.array(places), len(text) <= LONGEST_TEXT)
        for text, parts, places in zip(texts, found, starts, strict=True)
    ]


def _readable(text: str) -> str:
    """Cut a text at its longest length, and replace each lone surrogate by a question mark."""
    return _SURROGATE.sub("?", text[:LONGEST_TEXT])
