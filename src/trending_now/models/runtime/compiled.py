"""Compiles the encoder for this processor, and runs it on several batches at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from numpy.typing import NDArray

from trending_now.models.artifacts import Artifacts
from trending_now.models.runtime.bf16 import end_in_a_product
from trending_now.models.runtime.file_cache import Bytes, CachedFile
from trending_now.models.runtime.openvino import load_openvino
from trending_now.models.runtime.quantised import quantise

FORM = "3"  # raised when the way of compiling changes, so that cached models are made anew
CPUINFO = Path("/proc/cpuinfo")
EIGHT_BIT_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni"})
QUANTISED_AT_ONCE = 384  # one token's states: each token has a scale of its own, whatever else is in its batch


Inputs = Mapping[str, NDArray[Any]]


class CompiledModel:
    """A compiled model, with the memory-mapped bytes that its matrices lie in, if it came from the cache.

    It computes as many batches at a time as OpenVINO has streams: on two cores one each, which is faster than both on
    one batch. OpenVINO's own queue hung when several threads used it at once, so requests wait in a queue of ours.
    """

    def __init__(self, model: Any, content: Bytes | None = None) -> None:
        self._model = model  # set first, so that it is freed before the memory that it reads
        self._content = content
        streams = model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams):
            self._idle.put(model.create_infer_request())
        self._threads = ThreadPoolExecutor(streams, thread_name_prefix="encoder")

    def answers(self, batches: Iterable[Inputs]) -> Iterator[NDArray[Any]]:
        """Return the model's output for each batch, in order; safe to call from several threads."""
        return self._threads.map(self._answer, batches)

    def _answer(self, inputs: Inputs) -> NDArray[Any]:
        request = self._idle.get()
        try:
            answer: NDArray[Any] = request.infer(inputs)[0]
            return answer
        finally:
            self._idle.put(request)


def load_compiled(
    artifacts: Artifacts, name: str, precision: str | None = None, cache: Path | None = None
) -> CompiledModel:
    """Return a model file compiled by OpenVINO, from the folder `cache` if it was compiled before.

    `precision` is "f32", "bf16" or "i8" (8-bit integer matrices, all else f32); by default the fastest.

    Raises:
        EngineError: the file is damaged.
    """
    openvino = load_openvino()
    core = openvino.Core()
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = precision or fastest_precision(capabilities, processor_flags())
    hints = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "ENABLE_CPU_PINNING": False,  # a stream may move to the core that other work leaves free
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTISED_AT_ONCE,
    }
    cached = CachedFile(artifacts.digest(name), precision, openvino.__version__, *capabilities, FORM, folder=cache)
    return _from_cache(core, cached, hints) or _compiled(core, artifacts.checked(name), precision, hints, cached)


def precision_here() -> str:
    """Return the precision in which this processor computes fastest."""
    capabilities = load_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return fastest_precision(capabilities, processor_flags())


def fastest_precision(capabilities: Sequence[str], flags: Collection[str]) -> str:
    """Return the precision for a processor with these flags, and with these capabilities according to OpenVINO.

    bf16, where the processor multiplies it natively (AMX, AVX-512 BF16), changes hardly any probability by the digits
    that are shown. OpenVINO names INT8 on every processor; but without native products it converts back to floats,
    which is slower than f32, and rounds a text differently in different batches.
    """
    if "BF16" in capabilities:
        return "bf16"
    return "i8" if "INT8" in capabilities and not EIGHT_BIT_PRODUCTS.isdisjoint(flags) else "f32"


def processor_flags(cpuinfo: Path = CPUINFO) -> frozenset[str]:
    """Return an x86 processor's flags as Linux lists them; empty if there is no such file."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(flag for line in lines if line.startswith("flags") for flag in line.partition(":")[2].split())


def _from_cache(core: Any, cached: CachedFile, hints: Mapping[str, Any]) -> CompiledModel | None:
    content = cached.read()
    if content is None:
        return None
    try:
        model = core.import_model(load_openvino().Tensor(content, shared_memory=True), "CPU", hints)
    except RuntimeError:  # made by another build of OpenVINO of the same version
        return None
    return CompiledModel(model, content)


def _compiled(core: Any, source: Path, precision: str, hints: Mapping[str, Any], cached: CachedFile) -> CompiledModel:
    model = core.read_model(source)
    if precision == "i8":
        quantise(model)
    elif precision == "bf16":
        end_in_a_product(model)
    compiled = core.compile_model(model, "CPU", hints)
    cached.write(compiled.export_model().getvalue())
    return CompiledModel(compiled)
