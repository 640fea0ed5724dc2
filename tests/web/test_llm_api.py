"""The engine llm over HTTP: closed without a key, limited, and counted in the figures for Prometheus."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.invented import HandClock
from tests.llm_engines import ledger_rows, llm_settings
from tests.llm_provider import LlmProvider
from tests.served import Served, serve_app
from trending_now.domain.llm import CallOutcome, PlannedCall, PromptVersion, Question, Usage
from trending_now.store.llm.ledger import DayLimits, LlmLedger
from trending_now.wiring.database import open_database
from trending_now.wiring.workshop import open_workshop

PLOT = {"text": "A sheriff rides out alone to face the gang of outlaws that robbed the stagecoach.", "engine": "llm"}
KEY = {"Authorization": "Bearer a-reader's-key"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Served]:
    """Serve an empty catalogue beside a model on loopback; three texts a minute may be classified by it."""
    with LlmProvider() as provider:
        settings = llm_settings(
            tmp_path, provider, llm_classify_key=SecretStr("a-reader's-key"), llm_classify_per_minute=3
        )
        with open_workshop(settings):
            pass
        with serve_app(settings) as served:
            served.client.timeout = 120  # the first answer loads two engines
            yield served


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_engine_answers_who_has_the_key(app: Served, scheme: str) -> None:
    answer = app.client.post("/api/v1/classify", json=PLOT, headers={"Authorization": f"{scheme} a-reader's-key"})
    assert answer.status_code == 200
    assert (answer.json()["engine"], answer.json()["genres"][0]["genre"]) == ("llm", "Western")
    assert answer.json()["version"].startswith("openai-chat:served enrich-v2@")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}, {"Authorization": "Basic a-reader's-key"}])
def test_nobody_else_is_answered_and_nothing_is_bought(app: Served, headers: dict[str, str]) -> None:
    answer = app.client.post("/api/v1/classify", json=PLOT, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert ledger_rows(app.settings.home) == []


def test_it_has_a_limit_of_its_own(app: Served) -> None:
    texts = [PLOT | {"text": f"A sheriff rides alone for the {number}th time."} for number in range(4)]
    found = [app.client.post("/api/v1/classify", json=body, headers=KEY).status_code for body in texts]
    assert found == [200, 200, 200, 429]
    assert app.client.post("/api/v1/classify", json=PLOT | {"engine": "rules"}).status_code == 200


def test_an_empty_name_is_no_way_round_the_key(tmp_path: Path) -> None:
    with LlmProvider() as provider:
        with serve_app(llm_settings(tmp_path, provider, engine="llm")) as app:
            answer = app.client.post("/api/v1/classify", json=PLOT | {"engine": ""})
        assert answer.status_code == 422
        assert provider.calls == []


def test_without_a_key_in_the_settings_it_is_closed(served: Served) -> None:
    answer = served.client.post("/api/v1/classify", json=PLOT, headers=KEY)
    assert answer.status_code == 403
    assert "TRENDING_NOW_LLM_CLASSIFY_KEY" in answer.json()["detail"]


def test_the_page_for_everybody_does_not_offer_it(app: Served) -> None:
    page = app.client.get("/try").text
    assert 'value="rules"' in page
    assert 'value="llm"' not in page
    app.client.post("/try", data={"text": PLOT["text"], "engine": "llm"})
    app.client.post("/try", data={"text": PLOT["text"], "engine": "all"})
    assert ledger_rows(app.settings.home) == []


def test_who_names_no_engine_does_not_get_the_one_that_costs(tmp_path: Path) -> None:
    with LlmProvider() as provider:
        settings = llm_settings(tmp_path, provider, engine="llm")
        with serve_app(settings) as app:
            app.client.timeout = 120
            answer = app.client.post("/api/v1/classify", json={"text": PLOT["text"]})
        assert answer.json()["engine"] == "boosted"
        assert provider.calls == []


def test_prometheus_is_told_what_the_ledger_says(app: Served) -> None:
    app.client.post("/api/v1/classify", json=PLOT, headers=KEY)
    figures = app.client.get("/metrics").text
    names = ['prompt="enrich-v2"', 'model="openai-chat:served"']
    calls = next(line for line in figures.splitlines() if line.startswith("trending_now_llm_calls_total{"))
    assert all(name in calls for name in (*names, 'outcome="valid"'))
    assert calls.endswith(" 1.0")
    (row,) = ledger_rows(app.settings.home)
    assert f"trending_now_llm_spent_today_usd {row.cost_usd}" in figures
    assert 'trending_now_llm_latency_seconds_bucket{le="+Inf"' in figures
    assert f'kind="input",model="openai-chat:served",prompt="enrich-v2"}} {float(row.input_tokens)}' in figures


def test_a_call_that_is_being_made_is_in_no_counter(app: Served) -> None:
    question = Question(PromptVersion("enrich", 1, "a" * 64), "openai:invented", "d" * 64)
    with closing(open_database(app.settings, writable=True)) as database:
        book = LlmLedger(database, HandClock(), DayLimits(1.0, None))
        call = book.reserve(PlannedCall(question, "1", 1, is_repair=False, most_cost_usd=0.1))
        before = counters(app)
        book.settle(call, Usage(CallOutcome.FAILED, 1.0, None, 0.0, "http_500"), None)
    in_flight = 'trending_now_llm_calls_in_flight{model="openai:invented",prompt="enrich-v1"}'
    assert before.pop(in_flight) == 1.0
    assert before == {}
    assert 'trending_now_llm_calls_total{error="http_500",' in str(counters(app))


def counters(app: Served) -> dict[str, float]:
    """Return the figures of calls, without the moments at which each began."""
    lines = (line.rpartition(" ") for line in app.client.get("/metrics").text.splitlines())
    return {name: float(value) for name, _, value in lines if name.startswith("trending_now_llm_calls")}


def test_the_board_is_there_for_programs(served: Served) -> None:
    board = served.client.get("/api/v1/board").json()["board"]
    assert [line["macro_f1"] for line in board] == sorted((line["macro_f1"] for line in board), reverse=True)
