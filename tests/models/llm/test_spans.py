"""Spans carry OpenTelemetry's attributes for generative AI, and nothing of what was said."""

from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.llm_engines import SHERIFF, llm_engine, plot
from tests.llm_provider import LlmProvider


@pytest.fixture(scope="module")
def spans() -> InMemorySpanExporter:
    """Collect the spans of this process; only one collector can ever be set."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


def test_a_call_is_a_span_with_model_and_tokens_and_without_text(spans: InMemorySpanExporter, tmp_path: Path) -> None:
    with LlmProvider() as provider:
        list(llm_engine(tmp_path, provider).enrich([plot(SHERIFF)]))
    (span,) = spans.get_finished_spans()
    attributes = dict(span.attributes or {})
    assert attributes["gen_ai.request.model"] == "served"
    assert attributes["gen_ai.usage.input_tokens"] > attributes["gen_ai.usage.output_tokens"] > 0  # type: ignore[operator]
    assert "sheriff" not in str(attributes).casefold()
    assert "Western" not in str(attributes)
