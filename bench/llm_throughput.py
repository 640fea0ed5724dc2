"""Titles a second at 16 calls at a time against 1, a provider of 500 ms on loopback."""

import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from tests.llm_engines import llm_settings_at, plots
from tests.llm_provider import LlmProvider

from trending_now.models.boosted import load_boosted
from trending_now.wiring.llm import build_llm

LATENCY_SECONDS = 0.5
TITLES = {1: 12, 16: 192}
LEAST_GAIN = 12.0


def serve(told: Connection) -> None:
    """Be the provider, in a process of its own, until the other end says so."""
    with LlmProvider(latency_seconds=LATENCY_SECONDS) as provider:
        told.send(provider.url)
        told.recv()


def titles_a_second(url: str, concurrency: int) -> float:
    """Return how many titles a second are answered, once the connections are open."""
    with tempfile.TemporaryDirectory() as home:
        settings = llm_settings_at(Path(home), url, llm_concurrency=concurrency, llm_budget_usd_per_day=1000.0)
        engine = build_llm(settings, load_boosted())
        documents = plots(TITLES[concurrency] + concurrency)
        list(engine.enrich(documents[:concurrency]))
        began = time.perf_counter()
        answers = list(engine.enrich(documents[concurrency:]))
        took = time.perf_counter() - began
    assert all(answer.engine == "llm" for answer in answers)
    return len(answers) / took


def main() -> int:
    """Print the gain; exit code 1 if it is too small."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    process.start()
    url = ours.recv()
    speeds = {concurrency: titles_a_second(url, concurrency) for concurrency in TITLES}
    ours.send("stop")
    process.join()
    gain = speeds[16] / speeds[1]
    print(f"1 call at a time: {speeds[1]:.2f} titles/s; 16: {speeds[16]:.2f} titles/s; gain {gain:.1f} ×")
    return int(gain < LEAST_GAIN)


if __name__ == "__main__":
    sys.exit(main())
