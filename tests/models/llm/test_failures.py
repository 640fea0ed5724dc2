"""What becomes of a request decides what it counts: never sent, led elsewhere, or answered with what is no answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.llm_engines import GHOST, SHERIFF, ledger_rows, llm_engine, llm_settings_at, plot, plots
from tests.llm_provider import Fault, LlmProvider, honest
from trending_now.models.rules import load_rules
from trending_now.wiring.llm import build_llm


def noted(home: Path) -> list[tuple[object, ...]]:
    return [(row.outcome, row.error, row.cost_usd) for row in ledger_rows(home)]


def counted(usage: dict[str, Any], choices: bool = True) -> Fault:
    """Return an answer whose server counts tokens so."""
    message = {"role": "assistant", "content": json.dumps(honest(plot(SHERIFF)))}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    told = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
    return Fault(body=json.dumps(told | {"choices": [choice] if choices else []}).encode())


def test_a_call_that_never_left_this_machine_costs_nothing(tmp_path: Path) -> None:
    with LlmProvider() as gone:
        url = gone.url
    settings = llm_settings_at(tmp_path, url, llm_calls_per_day=1, llm_attempts=2, llm_concurrency=1)
    answers = list(build_llm(settings, load_rules()).enrich([plot(SHERIFF), plot(GHOST, "2")]))
    assert [answer.warnings[-1] for answer in answers] == ["The LLM did not answer (connection)."] * 2
    assert noted(tmp_path) == [("failed", "connection", 0.0)] * 4


def test_an_answer_that_was_lost_on_its_way_may_have_cost_something(tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(hang_up=True)) as provider:
        list(llm_engine(tmp_path, provider, llm_attempts=1).enrich(plots(1)))
    assert noted(tmp_path) == [("failed", "connection", None)]


def test_an_address_that_leads_elsewhere_is_named_and_not_tried_again(tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(status=302, headers={"Location": "/elsewhere"})) as provider:
        list(llm_engine(tmp_path, provider).enrich(plots(1)))
    assert noted(tmp_path) == [("failed", "http_302", 0.0)]


def test_an_answer_without_a_choice_is_a_malformed_one_and_is_paid_for(tmp_path: Path) -> None:
    empty = counted({"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}, choices=False)
    with LlmProvider(lambda _: empty) as provider:
        (answer,) = llm_engine(tmp_path, provider, llm_attempts=1).enrich(plots(1))
    assert answer.warnings[-1] == "The LLM did not answer (malformed_answer)."
    (row,) = ledger_rows(tmp_path)
    assert (row.outcome, row.error) == ("failed", "malformed_answer")
    assert (row.input_tokens, row.output_tokens, row.cost_usd) == (10, 2, pytest.approx(18e-6))


def test_an_answer_without_a_choice_whose_tokens_nobody_counted_may_have_cost_something(tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(body=b'{"choices": []}')) as provider:
        list(llm_engine(tmp_path, provider, llm_attempts=1).enrich(plots(1)))
    assert noted(tmp_path) == [("failed", "malformed_answer", None)]


@pytest.mark.parametrize(("read", "written"), [(-1_000_000, -2), (10**20, 2), (10, 10**400)], ids=["-", "+", "++"])
def test_a_count_of_tokens_that_cannot_be_is_unknown(read: int, written: int, tmp_path: Path) -> None:
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": 12}
    with LlmProvider(lambda _: counted(usage)) as provider:
        (answer,) = llm_engine(tmp_path, provider).enrich([plot(SHERIFF)])
    assert answer.engine == "llm"
    assert [(row.input_tokens, row.output_tokens, row.cost_usd) for row in ledger_rows(tmp_path)] == [
        (None, None, None)
    ]
