"""Each family of providers, in its own wire format on loopback: nothing but settings differs between them."""

from pathlib import Path
from typing import Any

import pytest

from tests.llm_engines import ledger_rows, llm_engine, plots
from tests.llm_provider import GOOD, Fault, LlmProvider
from trending_now.errors import SettingsError
from trending_now.models.llm.model import ModelChoice, build_model
from trending_now.settings import Settings
from trending_now.wiring.llm import model_choice

FAMILIES = {
    "openai-chat:gpt-5-mini": ("/v1", "/v1/chat/completions", "authorization"),
    "openai-responses:gpt-5-mini": ("/v1", "/v1/responses", "authorization"),
    "anthropic:claude-haiku-4-5": ("", "/v1/messages", "authorization"),
    "anthropic:claude-3-haiku-20240307": ("", "/v1/messages", "authorization"),
    "google:gemini-2.5-flash": ("", "/v1beta/models/gemini-2.5-flash:generateContent", "x-goog-api-key"),
}
each_family = pytest.mark.parametrize("model", FAMILIES)


def settings_of(model: str, provider: LlmProvider) -> dict[str, object]:
    published: dict[str, object] = {"llm_input_usd": None, "llm_output_usd": None, "llm_budget_usd_per_day": 9.0}
    return published | {"llm_model": model, "llm_base_url": provider.address + FAMILIES[model][0]}


@each_family
def test_a_title_is_asked_answered_counted_and_priced(model: str, tmp_path: Path) -> None:
    _, path, key_header = FAMILIES[model]
    with LlmProvider() as provider:
        (answer,) = llm_engine(tmp_path, provider, **settings_of(model, provider)).enrich(plots(1))
    assert (answer.engine, answer.version.name) == ("llm", f"{model} enrich-v2")
    (call,), (row,) = provider.calls, ledger_rows(tmp_path)
    assert call.path == path
    assert call.headers[key_header].endswith("a-key")
    assert (row.outcome, row.cached_tokens) == ("valid", 8)
    assert row.input_tokens > row.output_tokens > 0
    assert 0 < row.cost_usd < row.reserved_usd


@each_family
def test_the_form_is_closed_by_the_provider_too(model: str, tmp_path: Path) -> None:
    with LlmProvider() as provider:
        list(llm_engine(tmp_path, provider, **settings_of(model, provider)).enrich(plots(1)))
    sent = str(provider.calls[0].body)
    assert "Science Fiction" in sent
    assert "'additionalProperties': False" in sent


@each_family
def test_a_refusal_is_told_from_an_answer_and_not_asked_again(model: str, tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(refusal="No.")) as provider:
        (answer,) = llm_engine(tmp_path, provider, **settings_of(model, provider)).enrich(plots(1))
    assert answer.warnings[-1] == "The LLM refused to answer."
    assert [row.outcome for row in ledger_rows(tmp_path)] == ["refused"]


@each_family
def test_an_answer_cut_by_the_token_limit_is_repaired(model: str, tmp_path: Path) -> None:
    cut = Fault(finish="length")
    with LlmProvider(lambda call: GOOD if call.is_repair else cut) as provider:
        (answer,) = llm_engine(tmp_path, provider, **settings_of(model, provider)).enrich(plots(1))
    assert answer.engine == "llm"
    assert [row.outcome for row in ledger_rows(tmp_path)] == ["unparseable", "repaired"]


@each_family
def test_the_library_does_not_try_again_on_its_own(model: str, tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(status=503)) as provider:
        engine = llm_engine(tmp_path, provider, llm_attempts=1, **settings_of(model, provider))
        list(engine.enrich(plots(1)))
    assert len(provider.calls) == 1
    assert [row.error for row in ledger_rows(tmp_path)] == ["http_503"]


@each_family
def test_a_wait_that_the_provider_asks_for_is_read(model: str, tmp_path: Path) -> None:
    busy = Fault(status=429, headers={"Retry-After": "77"})
    with LlmProvider(lambda _: busy) as provider:
        engine = llm_engine(tmp_path, provider, **settings_of(model, provider))
        (answer,) = engine.enrich(plots(1))
        assert 60 < engine.desk.pace.wait_seconds(1) <= 77
    assert answer.warnings[-1] == "The LLM did not answer within 15 seconds."


@pytest.mark.parametrize("name", ["served", "llama3.2:3b", "mistral:7b"])
def test_a_name_alone_is_the_model_s_whatever_colon_it_has_and_shows_no_key_of_openai(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-of-openai")
    with LlmProvider() as provider:
        (answer,) = llm_engine(tmp_path, provider, llm_model=name, llm_api_key=None).enrich(plots(1))
    assert (answer.engine, answer.version.name) == ("llm", f"openai-chat:{name} enrich-v2")
    (call,) = provider.calls
    assert (call.path, call.body["model"], call.headers["authorization"]) == (
        "/v1/chat/completions",
        name,
        "Bearer none",
    )


def test_the_key_of_the_settings_is_every_provider_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "another")
    model: Any = build_model(ModelChoice("deepseek:deepseek-chat", api_key="a-key"))
    assert model.client.api_key == "a-key"


def test_a_provider_s_own_variable_may_end_with_a_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "its-own\n")
    with LlmProvider() as provider:
        (answer,) = llm_engine(tmp_path, provider, llm_api_key=None).enrich(plots(1))
    assert (answer.engine, provider.calls[0].headers["authorization"]) == ("llm", "Bearer its-own")


def test_a_provider_s_own_variable_that_holds_no_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "“copied”")
    with pytest.raises(SettingsError, match="ANTHROPIC_API_KEY holds signs that no key has") as caught:
        build_model(ModelChoice("anthropic:claude-haiku-4-5"))
    assert "copied" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai:gpt-5-mini", "OPENAI_API_KEY"),
        ("openai-chat:gpt-5-mini", "OPENAI_API_KEY"),
        ("anthropic:claude-haiku-4-5", "ANTHROPIC_API_KEY"),
        ("google:gemini-2.5-flash", "GOOGLE_API_KEY"),
    ],
)
def test_a_model_without_its_key_says_where_to_put_one(
    name: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for known in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(known, raising=False)
    with pytest.raises(SettingsError) as caught:
        build_model(ModelChoice(name))
    advice = f"set TRENDING_NOW_LLM_API_KEY, or {variable} in the environment (not in .env)."
    assert str(caught.value) == f"The model {name!r} needs a key: {advice}"


@pytest.mark.parametrize("key", [None, "a-key"])
def test_a_provider_that_nobody_knows_is_said_in_a_sentence(key: str | None) -> None:
    with pytest.raises(SettingsError, match="'nonsense:x' cannot be used: Unknown"):
        build_model(ModelChoice("nonsense:x", api_key=key))


def test_a_provider_without_a_model_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="names a provider and no model; write openai:MODEL"):
        model_choice(Settings(home=tmp_path, llm_model="openai:"))
