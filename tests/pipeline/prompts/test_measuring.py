"""What measuring a prompt may cost, and which failures are no measure of it."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.llm_engines import ledger_rows, llm_settings
from tests.llm_provider import GOOD, Fault, LlmProvider
from trending_now.errors import CallNotAllowed
from trending_now.settings import Settings
from trending_now.store.llm.scores import StoredScore, newest_scores
from trending_now.wiring.database import open_database
from trending_now.wiring.prompts import Sample, open_jury


def kept_scores(settings: Settings) -> list[StoredScore]:
    """Return the measurements in the database."""
    with closing(open_database(settings, writable=False)) as database:
        return newest_scores(database)


def test_two_prompts_that_are_compared_share_the_budget_of_the_run(tmp_path: Path) -> None:
    with LlmProvider() as provider:
        settings = llm_settings(tmp_path, provider, llm_budget_usd_per_run=0.03, llm_concurrency=1)
        with open_jury(settings, Sample(None, "test", 20), lambda *_: None) as jury:
            with pytest.raises(CallNotAllowed, match=r"this run's budget of 0\.03 USD is spent\. Nothing was measured"):
                jury.measuring.compare(jury.shelf.find("enrich-v3"), jury.shelf.find("enrich-v2"))
            assert kept_scores(settings) == []
    assert 0.015 < sum(row.cost_usd for row in ledger_rows(tmp_path)) <= 0.03


@pytest.mark.parametrize(
    ("fault", "changed", "said"),
    [
        (Fault(status=401), {}, r"The LLM did not answer \(http_401\)"),
        (Fault(status=503), {"llm_attempts": 1}, r"The LLM did not answer \(http_503\)"),
        (Fault(status=429), {"llm_deadline_seconds": 3.0, "llm_attempts": 10}, "did not answer within 3 seconds"),
        (
            Fault(status=429, headers={"Retry-After": "7200"}),
            {"llm_concurrency": 1},
            "did not answer within 15 seconds",
        ),
        (Fault(hang_up=True), {"llm_attempts": 1}, r"The LLM did not answer \(connection\)"),
    ],
    ids=["wrong key", "down", "rate limit", "a long rest", "lost connections"],
)
def test_what_the_provider_fails_in_is_no_measure_of_a_prompt(
    fault: Fault, changed: dict[str, object], said: str, tmp_path: Path
) -> None:
    with LlmProvider(lambda call: GOOD if call.number == 0 else fault) as provider:
        settings = llm_settings(tmp_path, provider, **({"llm_concurrency": 1} | changed))
        with open_jury(settings, Sample(None, "test", 3), lambda *_: None) as jury:
            with pytest.raises(CallNotAllowed, match=rf"{said}.*Nothing was measured"):
                jury.measuring.score(jury.shelf.find("enrich-v3"))
            assert kept_scores(settings) == []


@pytest.mark.parametrize("fault", [Fault(stall_seconds=9.0), Fault(refusal="No."), Fault(content="no JSON")], ids=repr)
def test_what_the_model_itself_fails_in_is_measured(fault: Fault, tmp_path: Path) -> None:
    with LlmProvider(lambda call: fault if call.number == 0 else GOOD) as provider:
        settings = llm_settings(tmp_path, provider, llm_concurrency=1, llm_deadline_seconds=1.0, llm_attempts=1)
        with open_jury(settings, Sample(None, "test", 8), lambda *_: None) as jury:
            assert jury.measuring.score(jury.shelf.find("enrich-v3")).rows == 8
