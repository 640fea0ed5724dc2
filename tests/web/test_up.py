"""`trending-now up` as a process of its own: pages from the first second, the demo, real titles, a clean end."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from tests.cli.commands import TrendingNow
from tests.llm_provider import Call, Fault, LlmProvider
from tests.loopback import Asked, Loopback, Reply, as_json

QUICK = {"REQUEST_INTERVAL_SECONDS": "0", "REQUEST_ATTEMPTS": "1", "COUNTRIES": "GB", "SOURCES": "tvmaze,tmdb"}
SOON_LOADED = {"ENGINE": "rules"}
COMMAND = [str(Path(sys.executable).with_name("trending-now")), "up", "--port", "0"]
SHOW = {
    "id": 7,
    "name": "The Tin Orchard",
    "type": "Scripted",
    "language": "English",
    "genres": ["Drama"],
    "premiered": "2026-01-05",
    "summary": "<p>A widow inherits an orchard where nothing grows but metal.</p>",
    "url": "https://www.tvmaze.com/shows/7/the-tin-orchard",
    "externals": {"imdb": "tt0000007"},
    "network": {"name": "Harbour TV", "country": {"code": "GB"}},
    "updated": 1,
    "weight": 50,
}
PICTURE = b"\x89PNG\r\n\x1a\n"
SCHEDULE = [{"id": 1, "airdate": "2026-11-20", "season": 1, "number": 1, "show": SHOW}]


@contextmanager
def running(home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command on a folder of its own; yields the process and its address."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRENDING_NOW_")}
    chosen = QUICK | SOON_LOADED | {"HOME": str(home)} | settings
    environment = own | {f"TRENDING_NOW_{name}": value for name, value in chosen.items()}
    process = subprocess.Popen(
        COMMAND, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def line_with(process: subprocess.Popen[str], words: str) -> str:
    """Read on until a line that holds these words."""
    assert process.stdout
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return line
    pytest.fail(f"{words!r} was never said, but: {seen}")


def get(address: str) -> httpx2.Response:
    """Ask the program, which may be busy with its start on a busy machine."""
    return httpx2.get(address, timeout=60)


def fill(process: subprocess.Popen[str]) -> None:
    """Leave no room in the pipe that takes what a process says."""
    assert process.stdout
    pipe = os.open(f"/proc/self/fd/{process.stdout.fileno()}", os.O_WRONLY | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        while True:
            os.write(pipe, b"\n")
    os.close(pipe)


def test_with_no_source_within_reach_it_says_so_in_one_line_and_serves_the_demo(tmp_path: Path) -> None:
    with running(tmp_path, TVMAZE_URL="http://127.0.0.1:9") as (process, url):
        said = line_with(process, "demo")
        page = get(url).text
        titles = get(f"{url}/readyz").json()["titles"]

    assert "tvmaze: 127.0.0.1 cannot be reached" in said
    assert "no key in TRENDING_NOW_TMDB_TOKEN" in said
    assert "Demo catalogue." in page
    assert 60 <= titles <= 80


def test_pages_are_answered_while_the_first_titles_are_still_on_their_way(tmp_path: Path) -> None:
    with (
        Loopback({"*": Reply(b"[]", pause_seconds=300)}) as slow,
        running(tmp_path, TVMAZE_URL=slow.url, REQUEST_TIMEOUT_SECONDS="300") as (process, url),
    ):
        assert get(f"{url}/healthz").status_code == 200
        assert get(url).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_demo_leaves_the_page_once_a_real_title_is_stored(tmp_path: Path) -> None:
    with (
        Loopback({"*": as_json(SCHEDULE)}) as tvmaze,
        running(tmp_path, TVMAZE_URL=tvmaze.url, ENGINE="boosted") as (process, url),
    ):
        line_with(process, "tvmaze: 1 new")
        titles = get(f"{url}/api/v1/titles").json()["titles"]
        page = get(url).text

    assert [title["name"] for title in titles] == [SHOW["name"]]
    assert titles[0]["engine"] == "boosted"
    assert "Demo catalogue." not in page


def test_two_on_one_catalogue_take_turns_and_the_second_asks_nothing_again(tmp_path: Path) -> None:
    settings = {"SOURCES": "tvmaze", "LOG_LEVEL": "debug", "OPERATOR_TOKEN": "a-token"}
    settings["REQUEST_TIMEOUT_SECONDS"] = "120"  # the first waits for an answer until the second has started
    first_asks, second_waits = threading.Event(), threading.Event()

    def schedule(_: Asked) -> Reply:
        first_asks.set()
        assert second_waits.wait(60)
        return as_json(SCHEDULE)

    with Loopback({"*": schedule}) as tvmaze, running(tmp_path, TVMAZE_URL=tvmaze.url, **settings) as (first, _):
        assert first_asks.wait(60)
        with running(tmp_path, TVMAZE_URL=tvmaze.url, **settings) as (second, url):
            line_with(second, "another program's refresh")
            second_waits.set()
            line_with(first, "tvmaze: 1 new")
            run = {"stage": "ingest", "source": "tvmaze"}  # which begins when its own refresh has ended
            operator = {"Authorization": "Bearer a-token"}
            httpx2.post(f"{url}/api/v1/runs", json=run, headers=operator, timeout=60).raise_for_status()
            line_with(second, "tvmaze: 0 new")
    assert max(Counter((asked.path, *asked.query.items()) for asked in tvmaze.asked).values()) == 2


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to(tmp_path: Path, stop: signal.Signals) -> None:
    with running(tmp_path, SOURCES="", ENGINE="boosted") as (process, url):
        line_with(process, "demo")
        assert get(f"{url}/readyz").status_code == 200
        process.send_signal(stop)

        assert process.wait(20) == 0
        assert process.stdout
        assert "Traceback" not in process.stdout.read()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_well_though_it_is_told_so_again_while_it_does(tmp_path: Path, stop: signal.Signals) -> None:
    asked = threading.Event()

    def never_answer(_: Asked) -> Reply:
        asked.set()
        return Reply(b"[]", pause_seconds=15)

    with Loopback({"*": never_answer}) as slow, running(tmp_path, TVMAZE_URL=slow.url) as (process, _):
        assert asked.wait(60)
        process.send_signal(stop)
        line_with(process, "Stopped.")
        process.send_signal(stop)
        said, _ = process.communicate(timeout=20)

    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize("log_level", ["warning", "info"])
def test_it_does_all_of_its_work_though_nobody_reads_any_more_what_it_says(tmp_path: Path, log_level: str) -> None:
    program, asked = TrendingNow(tmp_path), threading.Event()
    program("policy", "accept", "variety")

    def forbid(_: Asked) -> Reply:
        asked.set()
        return Reply(b"User-agent: *\nDisallow: /", media_type="text/plain")

    with Loopback({"*": forbid}) as site, running(program.home, **_with_a_site_at(site, log_level)) as (process, _):
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        assert asked.wait(60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_it_ends_though_what_it_says_is_not_taken_as_by_a_pager_that_waits(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/poster.png":
            return Reply(PICTURE, media_type="image/png")
        return as_json([SCHEDULE[0] | {"show": SHOW | {"image": {"original": f"{tvmaze.url}/poster.png"}}}])

    settings = {"SOURCES": "tvmaze", "LOG_LEVEL": "info"}
    with (
        Loopback({"*": answer}) as tvmaze,
        running(tmp_path, TVMAZE_URL=tvmaze.url, TVMAZE_IMAGE_URL=tvmaze.url, **settings) as (process, url),
    ):
        line_with(process, "tvmaze: 1 new")
        (title,) = get(f"{url}/api/v1/titles").json()["titles"]
        assert get(f"{url}{title['poster']}").content == PICTURE
        fill(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_whoever_waits_for_a_language_model_when_it_ends_is_told_so(tmp_path: Path, stop: signal.Signals) -> None:
    asked = threading.Event()

    def never_answer(_: Call) -> Fault:
        asked.set()
        return Fault(stall_seconds=60)

    with (
        LlmProvider(never_answer) as provider,
        running(tmp_path, **_llm_at(provider)) as (process, url),
        ThreadPoolExecutor(1) as reader,
    ):
        line_with(process, "demo")
        waiting = reader.submit(_classify, url)
        assert asked.wait(60)
        process.send_signal(stop)
        said, _ = process.communicate(timeout=20)
        answer = waiting.result()
    assert process.returncode == 0
    assert (answer.status_code, answer.json()["detail"]) == (503, "The program is ending; try again in a minute.")
    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if line != "Stopped."]) <= 1


def _with_a_site_at(site: Loopback, log_level: str) -> dict[str, str]:
    return {"SOURCES": "", "SITE_URLS": f"variety={site.url}", "LOG_LEVEL": log_level}


def _llm_at(provider: LlmProvider) -> dict[str, str]:
    price = {"LLM_INPUT_USD": "0", "LLM_OUTPUT_USD": "0", "LLM_DEADLINE_SECONDS": "60"}
    return price | {"SOURCES": "", "LLM_MODEL": "served", "LLM_BASE_URL": provider.url, "LLM_CLASSIFY_KEY": "a-key"}


def _classify(url: str) -> httpx2.Response:
    text = {"text": "A sheriff rides out at dawn.", "engine": "llm"}
    headers = {"Authorization": "Bearer a-key"}
    return httpx2.post(f"{url}/api/v1/classify", json=text, headers=headers, timeout=120)
