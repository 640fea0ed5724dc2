"""A title's page says which engine answered, with which model and prompt, and why another stands in its place."""

from pathlib import Path

from tests.llm_engines import llm_settings
from tests.llm_provider import GOOD, Fault, LlmProvider
from tests.served import serve_app
from trending_now.models.rules import load_rules
from trending_now.wiring.llm import build_llm
from trending_now.wiring.sources import source_builder
from trending_now.wiring.workshop import open_workshop


def test_the_page_names_engine_model_prompt_and_reason(tmp_path: Path) -> None:
    with LlmProvider(lambda call: GOOD if call.number else Fault(refusal="No.")) as provider:
        settings = llm_settings(tmp_path, provider, engine="llm", llm_concurrency=1)
        with open_workshop(settings) as workshop, source_builder(settings) as build:
            workshop.refreshing.ingest(build("demo"))
            workshop.enriching.run(build_llm(settings, load_rules()), limit=2)
            refused, answered = workshop.enriching.enrichments.all_titles()[:2]
        with serve_app(settings) as app:
            pages = [app.client.get(f"/titles/{title}").text for title in (refused, answered)]
    assert "engine <strong>rules</strong>" in pages[0]
    assert "The LLM refused to answer." in pages[0]
    assert "engine <strong>llm</strong>, version <code>openai-chat:served enrich-v2@" in pages[1]
    assert "the engine&#39;s own estimates, not calibrated" in pages[1]
    assert "As in <q>" in pages[1]
