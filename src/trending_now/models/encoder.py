"""The encoder at run time: MiniLM as ONNX on OpenVINO; one pass gives a text's vector and its sentences' vectors."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trending_now.models.inference import load_openvino
from trending_now.models.windows import SPECIAL_TOKENS, Windowing

if TYPE_CHECKING:
    from tokenizers import Encoding

_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_TEXT = 100_000
BATCH_TOKENS = 4096
PADDING_STEP = 16
QUANTISED_AT_ONCE = 384  # states share a scale in the product with 8-bit weights: one token's, so in any company

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What the encoder makes of one text: a state for each token read, and where in the text the token begins."""

    states: Floats
    starts: NDArray[np.int64]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    first: int
    last: int

    @property
    def padded(self) -> int:
        """Return its length in the model, a multiple of a few tokens.

        It depends on nothing but the window: so a text's states are the same to the last digit in any company.
        """
        return -(-(self.last - self.first + SPECIAL_TOKENS) // PADDING_STEP) * PADDING_STEP


class Encoder:
    """Reads texts; safe to share between threads.

    `precision` is what the model computes in, by default bf16 where the processor multiplies such numbers itself
    (AMX, AVX-512 BF16), which moves a probability by less than it is told with, and else f32.
    """

    def __init__(self, model: Path, tokenizer: Path, windowing: Windowing, precision: str | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._frame: tuple[Any, Any] = (self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]"))
        self._windowing = windowing
        core = load_openvino().Core()
        wanted = precision or fastest_precision(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
        hints = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": wanted,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTISED_AT_ONCE,
        }
        self._compiled: Any = core.compile_model(model, "CPU", hints)

    def read(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the token states of each text, in order; a long text is read in some windows at equal distances."""
        encodings = self._tokenizer.encode_batch([_readable(text) for text in texts], add_special_tokens=False)
        windows = [
            _Window(number, first, last)
            for number, encoding in enumerate(encodings)
            for first, last in self._windowing.even(len(encoding))
        ]
        states: list[Floats] = [np.empty(0, dtype=np.float32)] * len(windows)
        for places in _alike(windows):
            for place, found in zip(places, self._states([windows[p] for p in places], encodings), strict=True):
                states[place] = found
        return _joined(texts, encodings, windows, states)

    def _states(self, windows: Sequence[_Window], encodings: Sequence["Encoding"]) -> list[Floats]:
        token_ids = np.zeros((len(windows), windows[0].padded), dtype=np.int64)
        attention = np.zeros_like(token_ids)
        for row, window in enumerate(windows):
            ids = (self._frame[0], *encodings[window.text].ids[window.first : window.last], self._frame[1])
            token_ids[row, : len(ids)] = ids
            attention[row, : len(ids)] = 1
        request = self._compiled.create_infer_request()
        answer = request.infer({"token_ids": token_ids, "attention": attention})[0]
        return [answer[row, : attention[row].sum()].copy() for row in range(len(windows))]


def fastest_precision(capabilities: Sequence[str]) -> str:
    """Return what to compute in on a processor of which OpenVINO names these capabilities."""
    return "bf16" if "BF16" in capabilities else "f32"


def _alike(windows: Sequence[_Window]) -> Iterator[list[int]]:
    """Yield the places of windows of one padded length, so many at once as a batch may hold."""
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
    """Put the windows of each text together; the special tokens belong to the place of their neighbour."""
    found: list[list[Floats]] = [[] for _ in texts]
    starts: list[list[int]] = [[] for _ in texts]
    for window, state in zip(windows, states, strict=True):
        offsets = [start for start, _ in encodings[window.text].offsets[window.first : window.last]] or [0]
        framed = [offsets[0], *offsets, offsets[-1]] if len(state) > SPECIAL_TOKENS else [0] * len(state)
        found[window.text].append(state)
        starts[window.text] += framed
    return [
        TokenStates(np.concatenate(parts), np.array(places), len(text) <= LONGEST_TEXT)
        for text, parts, places in zip(texts, found, starts, strict=True)
    ]


def _readable(text: str) -> str:
    """Cut a text, and put one plain sign in each place of half a surrogate pair."""
    return _SURROGATE.sub("?", text[:LONGEST_TEXT])
