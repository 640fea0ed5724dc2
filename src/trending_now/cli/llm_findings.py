"""Looks at what the engine llm would be built of, without using a prompt up or buying an answer."""

import os
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus

import httpx2
from pydantic import BaseModel, ValidationError

from trending_now.cli.findings import Finding, Verdict
from trending_now.errors import FetchFailed, KeyRefused
from trending_now.fetch.certificates import authorities
from trending_now.models.llm_model import ModelChoice, build_model
from trending_now.models.llm_prices import Prices
from trending_now.models.local_llm import find_weights
from trending_now.settings import PREFIX, Settings
from trending_now.wiring.database import open_database
from trending_now.wiring.llm import build_shelf, model_choice, model_prices


class ListedModel(BaseModel):
    """A model in a provider's list: all but Google call its name `id`."""

    id: str = ""
    name: str = ""


class ModelList(BaseModel):
    """A provider's list of models: all but Google call it `data`."""

    data: list[ListedModel] = []
    models: list[ListedModel] = []


@dataclass(frozen=True, slots=True)
class Directory:
    """Where a provider lists its models, which costs nothing, and how it is shown the key that `variables` hold."""

    home: str
    path: str
    variables: tuple[str, ...]
    key_header: str
    key_prefix: str = ""
    version: str = ""


OPENAI = Directory("https://api.openai.com/v1", "/models", ("OPENAI_API_KEY",), "Authorization", "Bearer ")
DIRECTORIES = {
    "openai": OPENAI,
    "openai-chat": OPENAI,
    "openai-responses": OPENAI,
    "anthropic": Directory(
        "https://api.anthropic.com", "/v1/models", ("ANTHROPIC_API_KEY",), "x-api-key", version="2023-06-01"
    ),
    "google": Directory(
        "https://generativelanguage.googleapis.com",
        "/v1beta/models",
        ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        "x-goog-api-key",
    ),
}


def check_llm(settings: Settings, *, live: bool) -> list[Finding]:
    """Return how the engine llm stands; its provider is asked for its list of models if `live`.

    Raises:
        TrendingNowError: something that the settings name is missing, wrong, or does not answer.
    """
    if settings.llm_gguf:
        find_weights(settings.llm_gguf)
    if settings.llm_model is None:
        return [Finding("llm", Verdict.OFF, f"set {PREFIX}LLM_MODEL to let a language model answer.")]
    said = _described(settings)
    if not live:
        return [Finding("llm", Verdict.OK, f"{said} `doctor --live` asks its provider which models it has.")]
    is_listed, told = _asked(settings)
    return [Finding("llm", Verdict.OK if is_listed else Verdict.NOTE, f"{said} {told}")]


def _described(settings: Settings) -> str:
    """Build all that the engine needs, and say what it is."""
    choice = model_choice(settings)
    with closing(open_database(settings, writable=True)) as database:
        shelf = build_shelf(settings, database)
        prompts = [shelf.find(settings.llm_prompt), shelf.candidate() if settings.llm_candidate_share else None]
    build_model(choice)
    told = " and ".join(str(prompt.version) for prompt in prompts if prompt)
    return f"{choice.full_name} is asked with {told}, {_money(settings, model_prices(settings, choice))}."


def _asked(settings: Settings) -> tuple[bool, str]:
    """Ask the provider which models it has: whether ours is among them, and what to say of it."""
    choice = model_choice(settings)
    directory = DIRECTORIES.get(choice.provider)
    if directory is None:
        return True, f"No free question to {choice.provider} is known, so it is not asked."
    url = (choice.base_url or directory.home).rstrip("/") + directory.path
    answer = _get(url, _headers(choice, directory), settings.request_timeout_seconds)
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise KeyRefused(f"{url} refuses the key; set {PREFIX}LLM_API_KEY.", answer.status_code)
    if answer.status_code != HTTPStatus.OK:
        return False, f"Its provider answers {answer.status_code} to {url}, so whether it has the model is not known."
    if choice.model in _names(answer.content, url):
        return True, "Its provider answers, and lists the model."
    return False, f"Its provider answers, but does not list {choice.model}; check {PREFIX}LLM_MODEL."


def _get(url: str, headers: dict[str, str], timeout_seconds: float) -> httpx2.Response:
    """Ask as the engine does: unlike other services, a model may be served in a private network."""
    try:
        with httpx2.Client(verify=authorities(trust_env=True), timeout=timeout_seconds) as client:
            return client.get(url, headers=headers)
    except httpx2.HTTPError as error:
        raise FetchFailed(f"{url} cannot be reached: {error}; check {PREFIX}LLM_BASE_URL.") from None


def _money(settings: Settings, prices: Prices) -> str:
    price = "at the price that is set" if prices.stated else "at published prices"
    if not prices.is_known:
        price = "at a price that nobody knows"
    calls = f" and {settings.llm_calls_per_day:,} calls" if settings.llm_calls_per_day is not None else ""
    return f"{price}, for at most ${settings.llm_budget_usd_per_day:g}{calls} a day"


def _headers(choice: ModelChoice, directory: Directory) -> dict[str, str]:
    """Return what shows the key; a server named by its URL beside a bare model is not shown a provider's own."""
    own = () if choice.is_bare else directory.variables
    key = choice.api_key or next(filter(None, map(os.environ.get, own)), None)
    shown = {directory.key_header: directory.key_prefix + key} if key else {}
    return shown | ({"anthropic-version": directory.version} if directory.version else {})


def _names(content: bytes, url: str) -> set[str]:
    try:
        found = ModelList.model_validate_json(content)
    except ValidationError:
        raise FetchFailed(f"{url} answers, but not with a list of models; check {PREFIX}LLM_BASE_URL.") from None
    return {(entry.id or entry.name).removeprefix("models/") for entry in (*found.data, *found.models)}
