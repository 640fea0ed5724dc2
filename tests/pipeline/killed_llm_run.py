"""An enrichment by the LLM engine in a process of its own, which tells each of its steps, so that it can be killed."""

import os
from multiprocessing.connection import Connection
from pathlib import Path

from anyio._backends import _asyncio
from genai_prices import data
from openai.resources.chat import completions
from pydantic_ai import direct
from pydantic_ai.models import instrumented, openai
from pydantic_ai.providers import openai as openai_provider
from sqlalchemy import Engine, event

from tests.llm_engines import llm_settings_at
from trending_now.models.llm import desk, engine
from trending_now.models.rules import load_rules
from trending_now.store.llm import ledger
from trending_now.wiring.llm import build_llm
from trending_now.wiring.workshop import open_workshop

# Before processes are forked; otherwise each would load them anew.
LOADED_ONCE = (_asyncio, data, completions, direct, instrumented, openai, openai_provider, engine, desk, ledger)
CONCURRENCY = 4


def enrich(home: Path, url: str, budget_usd: float, steps: Connection) -> None:
    """Enrich every title; each statement sent to the database is a step, told as one byte. Ends when let go."""

    def told(*_: object) -> None:
        os.write(steps.fileno(), b".")

    event.listen(Engine, "before_cursor_execute", told)
    event.listen(Engine, "commit", told)
    settings = llm_settings_at(home, url, llm_concurrency=CONCURRENCY, llm_budget_usd_per_day=budget_usd)
    with open_workshop(settings) as workshop:
        workshop.enriching.run(build_llm(settings, load_rules()))
    os.write(steps.fileno(), b"!")
    steps.recv_bytes()
