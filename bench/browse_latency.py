"""Latency of `GET /api/v1/titles` with a full catalogue against the same questions with 70 titles."""

import json
import multiprocessing
import random
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.catalogues import build_catalogue
from bench.comparison import Comparison, show_all
from bench.questions import SORTS, questions
from trending_now.settings import Settings

FEW = 70
MOST_TIMES_THE_PEER = 2
ROUNDS = 4
DEEP_PAGES = 40
SLOWEST_SHOWN = 8
SEED = 3

Asked = dict[str, Any]
Ask = Callable[[Asked], str | None]


def measure(corpus: Path) -> bool:
    """Print the p95 of both catalogues, through the app on a loopback socket; returns whether the bound is kept.

    Every question is asked of both in turn, in an order that chance mixes anew in each round, so that other work on
    the machine slows both alike. Deep pages are reached by following cursors.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        asks = {
            size: stack.enter_context(_served(build_catalogue(corpus, Path(folder) / size, titles)))
            for size, titles in (("few", FEW), ("many", None))
        }
        asked = questions() + [page for sort in SORTS for page in _deep_pages(asks["many"], sort)]
        times = _time(asks, asked)
    p95 = {size: _p95([t for one in named.values() for t in one]) for size, named in times.items()}
    p50 = {size: statistics.median(t for one in named.values() for t in one) for size, named in times.items()}
    told = [
        Comparison("p95", p95["many"] * 1e3, f"{FEW} titles", p95["few"] * 1e3, "ms", MOST_TIMES_THE_PEER),
        Comparison("median", p50["many"] * 1e3, f"{FEW} titles", p50["few"] * 1e3, "ms"),
    ]
    kept = show_all(f"GET /api/v1/titles, {len(asked)} questions, {ROUNDS} times each", told)
    slowest = sorted(times["many"], key=lambda name: -statistics.median(times["many"][name]))[:SLOWEST_SHOWN]
    for name in slowest:
        many, few = (statistics.median(times[size][name]) * 1e3 for size in ("many", "few"))
        print(f"    slow: {name}: median {many:.1f} ms; {FEW} titles: {few:.1f} ms")
    return kept


def _time(asks: dict[str, Ask], asked: list[tuple[str, Asked]]) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each answer, by catalogue and question; the first round only warms up."""
    times: dict[str, dict[str, list[float]]] = {size: defaultdict(list) for size in asks}
    chance = random.Random(SEED)
    for turn in range(ROUNDS + 1):
        for name, parameters in chance.sample(asked, len(asked)):
            for size, ask in asks.items():
                began = time.perf_counter()
                ask(parameters)
                if turn:
                    times[size][name].append(time.perf_counter() - began)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _deep_pages(ask: Ask, sort: str) -> Iterator[tuple[str, Asked]]:
    """Yield the last of many pages, reached by following cursors."""
    after = None
    for _ in range(DEEP_PAGES):
        after = ask({"sort": sort, "limit": "200"} | ({"after": after} if after else {})) or after
    yield f"page {DEEP_PAGES * 200 // 48}, {sort}", {"sort": sort, "after": after}


@contextmanager
def _served(settings: Settings) -> Iterator[Ask]:
    """Serve a catalogue in a process of its own; yields what asks it, and returns the next page's cursor."""
    with served_address(settings) as address:

        def ask(parameters: Asked) -> str | None:
            with urllib.request.urlopen(f"{address}/api/v1/titles?{urlencode(parameters, doseq=True)}") as answer:
                cursor: str | None = json.load(answer)["next_cursor"]
            return cursor

        ask({})
        yield ask


@contextmanager
def served_address(settings: Settings) -> Iterator[str]:
    """Serve a catalogue in a process of its own; yields its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(settings, listening), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.terminate()
        server.join()
        listening.close()


def _serve(settings: Settings, listening: socket.socket) -> None:
    from trending_now.web.serve import build_server, open_parts

    with open_parts(settings, None) as parts:
        build_server(parts).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1])) else 1)
