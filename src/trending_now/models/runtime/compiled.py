"""Makes the encoder ready for this processor."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from numpy.typing import NDArray

from trending_now.models.artifacts import Artifacts
from trending_now.models.runtime.kept import Bytes, Kept
from trending_now.models.runtime.openvino import load_openvino
from trending_now.models.runtime.quantised import quantise

FORM = "2"  # raised when a model is made ready in another way
CPUINFO = Path("/proc/cpuinfo")
EIGHT_BIT_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni"})
QUANTISED_AT_ONCE = 384  # states share a scale in the product with 8-bit weights: one token's, so in any company


Inputs = Mapping[str, NDArray[Any]]


class CompiledModel:
    """A model ready for this processor, with the bytes that its matrices are read from in place, if there are any.

    It computes as many batches at a time as OpenVINO makes streams of the cores: on two cores one each, which is
    faster than both on one batch. OpenVINO's own queue hung where several threads asked at once, so requests wait here.
    """

    def __init__(self, model: Any, content: Bytes | None = None) -> None:
        self._model = model  # goes before the memory that it reads
        self._content = content
        streams = model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams):
            self._idle.put(model.create_infer_request())
        self._threads = ThreadPoolExecutor(streams, thread_name_prefix="encoder")

    def answers(self, batches: Iterable[Inputs]) -> Iterator[NDArray[Any]]:
        """Return the model's output for each batch, in order; threads may ask at the same time."""
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
    """Return a model file compiled by OpenVINO, as it was kept in the folder `cache` if it was compiled before.

    `precision` is what it computes in, by default the fastest; "i8" = matrices as 8-bit integers, all else f32.

    Raises:
        EngineError: the file is damaged.
    """
    openvino = load_openvino()
    core = openvino.Core()
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = precision or fastest_precision(capabilities, processor_flags())
    hints = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTISED_AT_ONCE,
    }
    kept = Kept(artifacts.digest(name), precision, openvino.__version__, *capabilities, FORM, folder=cache)
    return _kept(core, kept, hints) or _made(core, artifacts.checked(name), precision, hints, kept)


def fastest_precision(capabilities: Sequence[str], flags: Collection[str]) -> str:
    """Return what to compute in on a processor with these flags, of which OpenVINO names these capabilities.

    bf16, where the processor multiplies such numbers itself (AMX, AVX-512 BF16), moves a probability by less than it
    is told with. OpenVINO names 8-bit integers on every processor; one that does not multiply them itself turns them
    back into floats, which is slower than floats from the start, and rounds a text by its company.
    """
    if "BF16" in capabilities:
        return "bf16"
    return "i8" if "INT8" in capabilities and not EIGHT_BIT_PRODUCTS.isdisjoint(flags) else "f32"


def processor_flags(cpuinfo: Path = CPUINFO) -> frozenset[str]:
    """Return the flags that Linux names of an x86 processor; none where there is no such file."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(flag for line in lines if line.startswith("flags") for flag in line.partition(":")[2].split())


def _kept(core: Any, kept: Kept, hints: Mapping[str, Any]) -> CompiledModel | None:
    content = kept.read()
    if content is None:
        return None
    try:
        model = core.import_model(load_openvino().Tensor(content, shared_memory=True), "CPU", hints)
    except RuntimeError:  # made by an OpenVINO that differs in more than its number
        return None
    return CompiledModel(model, content)


def _made(core: Any, source: Path, precision: str, hints: Mapping[str, Any], kept: Kept) -> CompiledModel:
    model = core.read_model(source)
    if precision == "i8":
        quantise(model)
    compiled = core.compile_model(model, "CPU", hints)
    kept.write(compiled.export_model().getvalue())
    return CompiledModel(compiled)
