"""`/metrics`: what Prometheus is told of requests, of the catalogue and of its runs."""

from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send

from tests.aside import aside
from tests.invented import HandClock
from tests.loopback import Loopback, as_json
from tests.served import Served, serve_app, settings_for
from trending_now.domain.run import RunCounts, RunState, Violation
from trending_now.errors import FetchRefused
from trending_now.settings import Settings
from trending_now.sources.demo import POLICY
from trending_now.store.runs import RunLog
from trending_now.store.site_ledger import SiteLedger
from trending_now.web.metrics.requests import RequestFigures, RequestMeter
from trending_now.wiring.database import open_database
from trending_now.wiring.sources import build_fetcher

DURATIONS = "http_server_request_duration_seconds_count"


def figures(app: Served, name: str) -> dict[frozenset[tuple[str, str]], float]:
    """Return the values of one figure by their labels."""
    families = text_string_to_metric_families(app.client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples if sample.name == name)
    return {frozenset(sample.labels.items()): sample.value for sample in samples}


def requests(app: Served, method: str, route: str, status: int) -> float:
    labels = {"http_request_method": method, "http_route": route, "http_response_status_code": str(status)}
    return figures(app, DURATIONS).get(frozenset(labels.items()), 0)


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/", "/", 200),
        ("GET", "/titles/1", "/titles/{title_id}", 200),
        ("GET", "/api/v1/titles/1/similar", "/api/v1/titles/{title_id}/similar", 200),
        ("GET", "/api/v1/titles/987654", "/api/v1/titles/{title_id}", 404),
        ("DELETE", "/api/v1/titles/1/locks/War", "/api/v1/titles/{title_id}/locks/{genre}", 403),
        ("GET", "/static/style.css", "/static", 200),
        ("GET", "/wp-login.php", "", 404),
    ],
)
def test_a_request_is_counted_under_its_route(served: Served, method: str, path: str, route: str, status: int) -> None:
    before = requests(served, method, route, status)

    served.client.request(method, path)

    assert requests(served, method, route, status) == before + 1


def test_head_is_counted_as_the_get_that_it_is_answered_as(served: Served) -> None:
    before = requests(served, "GET", "/genres", 200)
    served.client.head("/genres")
    assert requests(served, "GET", "/genres", 200) == before + 1


def test_an_answer_is_counted_once_it_is_sent_though_its_file_has_still_to_be_closed() -> None:
    """Or who has it may ask for the figures before it is in them."""
    figures, counted = RequestFigures(), list[float]()

    async def send(_: Message) -> None:
        """Send at once."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for is_last in (False, True):
            await send({"type": "http.response.body", "body": b"a", "more_body": not is_last})
            counted.append(answered(figures))

    aside(RequestMeter(app, figures)({"type": "http", "method": "GET", "path": "/"}, send, send))  # type: ignore[arg-type]
    assert [*counted, answered(figures)] == [0, 1, 1]


def answered(figures: RequestFigures) -> float:
    samples = (sample for metric in figures.collect() for sample in metric.samples)
    return sum(sample.value for sample in samples if sample.name == DURATIONS)


def test_strangers_cannot_make_figures_without_end(served: Served) -> None:
    for number in range(3):
        served.client.request(f"BREW{number}", f"/{number}")
    methods = {dict(labels)["http_request_method"] for labels in figures(served, DURATIONS)}
    assert "_OTHER" in methods
    assert not any(method.startswith("BREW") for method in methods)


def test_titles_are_counted_by_the_engine_whose_genres_are_shown(served: Served) -> None:
    told = figures(served, "trending_now_titles")
    assert sum(told.values()) == served.client.get("/api/v1/status").json()["titles"]
    assert {dict(labels)["kind"] for labels in told} == {"movie", "tv"}
    assert {dict(labels)["engine"] for labels in told} == {"boosted"}


def test_runs_and_quarantine_are_told_as_they_ended(tmp_path: Path) -> None:
    with (
        serve_app(watching(tmp_path, "tvmaze")) as app,
        closing(open_database(app.settings, writable=True)) as database,
    ):
        runs = RunLog(database, HandClock())
        runs.finish(runs.start("ingest", "tvmaze"), RunCounts(fetched=5, new=3, unchanged=2))
        lost = runs.start("ingest", "tvmaze")
        runs.quarantine(lost, [Violation("tvmaze", "row cannot be read", "7", "it has no name")], POLICY)
        failed = runs.finish(lost, RunCounts(quarantined=1), "it broke off", RunState.FAILED)
        tvmaze = frozenset({("stage", "ingest"), ("subject", "tvmaze")})

        assert figures(app, "trending_now_last_run_failed")[tvmaze] == 1
        assert figures(app, "trending_now_last_run_records")[tvmaze | {("outcome", "quarantined")}] == 1
        assert figures(app, "trending_now_last_done_timestamp_seconds")[tvmaze] <= failed.started_at.timestamp()
        assert figures(app, "trending_now_quarantined_records") == {
            frozenset({("source", "tvmaze"), ("rule", "row cannot be read")}): 1
        }


def test_what_is_switched_off_is_no_source_that_has_failed_for_ever(tmp_path: Path) -> None:
    on = {("ingest", "tvmaze"), ("ingest", "import:films"), ("crawl", "variety"), ("enrich", "boosted")}
    off = {("ingest", "wikidata"), ("ingest", "demo"), ("crawl", "avclub"), ("enrich", "llm")}
    with (
        serve_app(watching(tmp_path, "tvmaze")) as app,
        closing(open_database(app.settings, writable=True)) as database,
    ):
        SiteLedger(database, HandClock()).accept("variety", "https://example.org/terms")
        runs = RunLog(database, HandClock())
        for stage, subject in on | off:
            runs.finish(runs.start(stage, subject), RunCounts())
            runs.finish(runs.start(stage, subject), RunCounts(), "it broke off", RunState.FAILED)

        for figure in ("trending_now_last_run_failed", "trending_now_last_done_timestamp_seconds"):
            told = [dict(labels) for labels in figures(app, figure)]
            assert {(labels["stage"], labels["subject"]) for labels in told} == on


def test_what_was_asked_of_each_host_is_told(served: Served) -> None:
    name = "trending_now_fetch_requests_total"
    host = frozenset({("host", "127.0.0.1")})
    before = figures(served, name).get(host, 0)
    with Loopback({"/a": as_json([])}) as server:
        settings = Settings(tvmaze_url=server.url)  # type: ignore[arg-type]
        with build_fetcher(settings) as fetcher:
            fetcher.get(server.url + "/a")

    assert figures(served, name)[host] == before + 1
    assert figures(served, "trending_now_fetch_received_bytes_total")[host] >= len("[]")


def test_addresses_that_are_not_asked_are_counted_without_the_hosts_that_strangers_name(served: Served) -> None:
    name = "trending_now_fetch_refused_total"
    before = figures(served, name)[frozenset()]
    with build_fetcher(Settings()) as fetcher, pytest.raises(FetchRefused):
        fetcher.get("https://stranger.example/")

    assert figures(served, name)[frozenset()] == before + 1
    assert "stranger.example" not in served.client.get("/metrics").text


def watching(home: Path, *sources: str) -> Settings:
    """Return settings of a folder of its own, with these sources on."""
    return settings_for(home).model_copy(update={"sources": sources})


def test_the_process_tells_what_it_takes(served: Served) -> None:
    (bytes_resident,) = figures(served, "process_resident_memory_bytes").values()
    assert bytes_resident > 10_000_000
