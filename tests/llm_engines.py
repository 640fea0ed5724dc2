"""Builds the engine `llm` as the program does, against a provider on loopback, in a folder of its own."""

from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from tests.llm_provider import LlmProvider
from tests.served import settings_for
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.llm.engine import LlmEngine
from trending_now.models.rules import load_rules
from trending_now.pipeline.prompts.versions import Label
from trending_now.settings import Settings
from trending_now.store.llm.tables import LlmCallRow
from trending_now.wiring.database import open_database
from trending_now.wiring.llm import build_llm, build_prompt_shelf

SHERIFF = "A sheriff rides out at dawn. The outlaws who robbed the stagecoach wait in the canyon."
GHOST = "A family moves into a haunted house. At night a ghost walks, and the children scream."


def llm_settings(home: Path, provider: LlmProvider, **changed: object) -> Settings:
    """Return settings that name a model of the provider, whose price is known."""
    return llm_settings_at(home, provider.url, **changed)


def llm_settings_at(home: Path, url: str, **changed: object) -> Settings:
    """Return settings that name a model of the provider at an address."""
    chosen: dict[str, object] = {
        "llm_model": "openai-chat:served",
        "llm_base_url": url,
        "llm_api_key": SecretStr("a-key"),
        "llm_input_usd": 1.0,
        "llm_output_usd": 4.0,
    }
    return settings_for(home, **(chosen | changed))


def llm_engine(home: Path, provider: LlmProvider, candidate: str = "", **changed: object) -> LlmEngine:
    """Return the engine; the keyword rules stand in for it, which load quicker than the trained engine."""
    settings = llm_settings(home, provider, **changed)
    if candidate:
        with closing(open_database(settings, writable=True)) as database:
            build_prompt_shelf(settings, database).promote(candidate, Label.CANDIDATE)
    return build_llm(settings, load_rules())


def plot(text: str, document_id: str = "1") -> Document:
    """Return a document of a plot alone."""
    return Document(document_id, (Text("plot", TextRole.PLOT, text),))


def plots(number: int) -> list[Document]:
    """Return so many documents, no two alike."""
    return [plot(f"{SHERIFF} It is the ride number {count}.", str(count)) for count in range(number)]


def ledger_rows(home: Path) -> list[Any]:
    """Return every call of the ledger, in order."""
    with closing(open_database(settings_for(home), writable=False)) as database, database.read() as connection:
        return list(connection.execute(select(LlmCallRow.__table__).order_by(LlmCallRow.id)))
