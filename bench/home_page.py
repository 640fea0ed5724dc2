"""What the home page weighs and how long it keeps a browser busy: bytes, hosts, blocking, layout shift, ticks."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.browse_latency import served_address
from bench.catalogues import build_catalogue
from bench.comparison import Comparison, show_all

FEW, MANY = 70, 2_000
MOST_BYTES = 250_000
MOST_BLOCKING_MS = 200
MOST_TICK_MS = 8
MOST_SHIFT = 0.02
SLOW_DOWN = 4
ROUNDS = 7
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROGRAMS = ("chromium", "chromium-headless-shell")
OBSERVE = """
window.seen = {blocking: 0, shift: 0};
const watch = (type, see) =>
  new PerformanceObserver(list => list.getEntries().forEach(see)).observe({type, buffered: true});
watch("longtask", entry => window.seen.blocking += Math.max(entry.duration - 50, 0));
watch("layout-shift", entry => window.seen.shift += entry.hadRecentInput ? 0 : entry.value);
"""
DRAWN = ".stage.drawn"
TICKS = "performance.getEntriesByName('bubble tick').map(entry => entry.duration)"


def measure(corpus: Path) -> bool:
    """Print each figure beside its bound; returns whether all are kept.

    Bytes are those on the wire, compressed, of all that the first visit asks for without posters. Blocking is what the
    page's long tasks take beyond 50 ms each, on a processor slowed down four times; a tick is one step of the
    simulation with its painting, at full speed. Blocking is the median of seven visits.
    """
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, PROGRAMS)), None), args=FLAGS
        )
        kept = True
        for titles in (FEW, MANY):
            settings = build_catalogue(corpus, Path(folder) / str(titles), titles)
            with served_address(settings) as address:
                visits = sorted(
                    (_visit(browser, address, SLOW_DOWN) for _ in range(ROUNDS)), key=lambda one: one["blocking"]
                )
                ticks = _ticks(browser, address)
            kept &= _tell(titles, visits[ROUNDS // 2], ticks)
        browser.close()
    return kept


def _tell(titles: int, visit: dict[str, Any], ticks: list[float]) -> bool:
    told = [
        Comparison("bytes without posters", visit["bytes"] / 1e3, "allowed", MOST_BYTES / 1e3, "kB", 1),
        Comparison("other hosts asked", float(visit["hosts"] - 1) + 1, "own host", 1, "hosts", 1),
        Comparison("cumulative layout shift", visit["shift"], "allowed", MOST_SHIFT, "", 1),
        Comparison(
            f"blocking, {SLOW_DOWN} × slowed down", visit["blocking"], "allowed", MOST_BLOCKING_MS, "ms",
            1 if titles == FEW else None,
        ),
    ]  # fmt: skip
    if ticks:
        p95 = quantiles(ticks, n=20)[-1]
        told.append(Comparison(f"tick, p95 of {len(ticks)}", p95, "allowed", MOST_TICK_MS, "ms", 1))
    return show_all(f"home page, {titles:,} titles", told)


def _visit(browser: Browser, address: str, slow_down: float) -> dict[str, Any]:
    with _opened(browser) as page:
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (playwright writes on what it is given)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow_down})
        page.goto(address)
        page.locator(DRAWN).wait_for()
        page.wait_for_timeout(1_500)
        seen: dict[str, Any] = page.evaluate("window.seen")
        weighed = [one for one in answers if "/posters/" not in one.url]
        sizes = [one.request.sizes() for one in weighed]
        return seen | {
            "bytes": sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes),
            "hosts": len({one.url.split("/")[2] for one in answers}),
        }


def _ticks(browser: Browser, address: str) -> list[float]:
    """Return how long each step took while the bubbles move into groups."""
    with _opened(browser) as page:
        page.goto(address)
        page.locator(DRAWN).wait_for()
        page.get_by_role("button", name="Genre", exact=True).click()
        page.wait_for_timeout(6_000)
        found: list[float] = page.evaluate(TICKS)
        return found


@contextmanager
def _opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(OBSERVE)
    try:
        yield context.new_page()
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1])) else 1)
