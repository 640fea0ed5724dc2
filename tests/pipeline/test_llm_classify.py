"""What classify asks of a language model: many lines at the same time, and their answers in order."""

import json
from io import BytesIO
from pathlib import Path

from tests.llm_engines import llm_engine
from tests.llm_provider import LlmProvider, together
from trending_now.pipeline.classify import classify_lines


def test_lines_of_a_file_are_asked_about_at_the_same_time(tmp_path: Path) -> None:
    lines = [json.dumps({"id": number, "text": f"Ghost number {number} haunts the mill."}) for number in range(12)]
    broken: dict[int, str] = {}
    with LlmProvider(together(3), latency_seconds=0.1) as provider:
        engine = llm_engine(tmp_path, provider, llm_concurrency=3)
        answers = list(classify_lines(BytesIO("\n".join(lines).encode()), engine, broken.__setitem__))
    assert [(answer.id, answer.engine) for answer in answers] == [(number, "llm") for number in range(12)]
    assert (provider.busiest, broken) == (3, {})
