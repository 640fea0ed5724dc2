"""`doctor` looks at the settings of the language model, and buys nothing."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.cli.commands import TrendingNow
from tests.loopback import Asked, Loopback, Reply, as_json
from trending_now.models.llm.model import ModelChoice
from trending_now.models.prompt_files import SHIPPED_PROMPTS, load_prompts
from trending_now.settings import Settings
from trending_now.wiring.llm import calibration_file

PRICED = {"LLM_INPUT_USD": 1, "LLM_OUTPUT_USD": 4, "SOURCES": "", "ENGINE": "rules"}
LIST = as_json({"object": "list", "data": [{"id": "served", "object": "model"}]})


def finding(program: TrendingNow, *arguments: str, **settings: object) -> dict[str, Any]:
    """Return what doctor says of the language model."""
    checks = json.loads(program("doctor", "--json", *arguments, **settings).out)["checks"]
    (found,) = [check for check in checks if check["subject"] == "llm"]
    return dict(found)


def used_prompts(program: TrendingNow) -> int:
    """Return how many versions of prompts are used, and so may not be changed any more."""
    with closing(sqlite3.connect(program.catalogue)) as database:
        return int(database.execute("SELECT count(*) FROM prompt_uses").fetchone()[0])


def test_without_a_model_it_is_off(trending_now: TrendingNow) -> None:
    found = finding(trending_now)
    assert (found["verdict"], "TRENDING_NOW_LLM_MODEL" in found["sentence"]) == ("off", True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"LLM_MODEL": "served"}, "which names no provider"),
        ({"LLM_MODEL": "openai:served"}, "OPENAI_API_KEY"),
        ({"LLM_MODEL": "openai:served", "LLM_API_KEY": "k", "LLM_INPUT_USD": ""}, "Set both TRENDING_NOW_LLM_INPUT"),
        ({"LLM_MODEL": "openai:served", "LLM_API_KEY": "k", "LLM_PROMPT": "enrich-v99"}, "no prompt 'enrich-v99'"),
        ({"LLM_GGUF": "nowhere.gguf"}, "There is no file nowhere.gguf"),
    ],
)
def test_what_is_missing_is_told_whatever_engine_is_shown(
    trending_now: TrendingNow, settings: dict[str, object], said: str
) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    found = finding(trending_now, **(PRICED | settings))
    assert (found["verdict"], said in found["sentence"]) == ("broken", True), found


def test_what_is_set_up_is_told_in_a_sentence(trending_now: TrendingNow) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    settings = PRICED | {"LLM_MODEL": "served", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_CALLS_PER_DAY": 2000}
    found = finding(trending_now, **settings)
    assert found["verdict"] == "ok"
    assert found["sentence"].startswith(
        "openai-chat:served is asked with enrich-v2, at the price that is set, for at most $1 and 2,000 calls a day."
    )
    assert used_prompts(trending_now) == 0


def test_a_prompt_of_the_engine_that_is_shown_may_still_be_corrected_afterwards(trending_now: TrendingNow) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    served = {"ENGINE": "llm", "LLM_MODEL": "served", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_API_KEY": "k"}
    outcome = trending_now("doctor", **(PRICED | served))
    assert "OK       engine: llm: openai-chat:served is asked with enrich-v2, at the price that is set" in outcome.out
    assert used_prompts(trending_now) == 0


def test_a_damaged_calibration_is_broken(trending_now: TrendingNow) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    settings = PRICED | {"LLM_MODEL": "served", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "HOME": trending_now.home}
    for prompt in load_prompts((SHIPPED_PROMPTS,)).values():
        path = calibration_file(Settings(home=trending_now.home), prompt, ModelChoice("openai-chat:served", None, None))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{", "utf-8")
    found = finding(trending_now, **settings)
    assert (found["verdict"], "is damaged; remove it" in found["sentence"]) == ("broken", True), found


@pytest.mark.parametrize(
    ("model", "reply", "verdict", "said"),
    [
        ("served", LIST, "ok", "lists the model"),
        ("sevred", LIST, "note", "does not list sevred; check TRENDING_NOW_LLM_MODEL"),
        ("served", as_json({}, 401), "broken", "refuses the key; set TRENDING_NOW_LLM_API_KEY"),
        ("served", as_json([1]), "broken", "not with a list of models; check TRENDING_NOW_LLM_BASE_URL"),
        ("served", as_json({}, 404), "note", "answers 404"),
    ],
)
def test_a_provider_is_asked_for_its_list_only_when_wanted(
    trending_now: TrendingNow, model: str, reply: Any, verdict: str, said: str
) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    with Loopback({"/v1/models": reply}) as server:
        settings = PRICED | {"LLM_MODEL": model, "LLM_BASE_URL": f"{server.url}/v1", "LLM_API_KEY": "llm-secret"}
        finding(trending_now, **settings)
        assert server.asked == []
        found = finding(trending_now, "--live", **settings)

    assert (found["verdict"], said in found["sentence"]) == (verdict, True), found
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer llm-secret"}
    assert "llm-secret" not in json.dumps(found)


def test_a_provider_that_is_not_there_is_broken(trending_now: TrendingNow) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")
    found = finding(trending_now, "--live", **PRICED, LLM_MODEL="served", LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert (found["verdict"], "127.0.0.1:9/v1/models cannot be reached" in found["sentence"]) == ("broken", True)


@pytest.mark.parametrize(
    ("model", "path", "listed"),
    [
        ("google:gemini-9-flash", "/v1beta/models", {"models": [{"name": "models/gemini-9-flash"}]}),
        ("anthropic:claude-9", "/v1/models", {"data": [{"id": "claude-9-20310520"}]}),
    ],
)
def test_a_model_far_down_a_long_list_or_listed_with_its_date_is_found(
    trending_now: TrendingNow, model: str, path: str, listed: dict[str, Any]
) -> None:
    pytest.importorskip("pydantic_ai", reason="the llm extra is not installed")

    def page(asked: Asked) -> Reply:
        return as_json(listed if {asked.query.get("pageSize"), asked.query.get("limit")} & {"1000"} else {"data": []})

    with Loopback({path: page}) as server:
        settings = PRICED | {"LLM_MODEL": model, "LLM_BASE_URL": server.url, "LLM_API_KEY": "llm-secret"}
        found = finding(trending_now, "--live", **settings)

    assert (found["verdict"], "lists the model" in found["sentence"]) == ("ok", True), found
