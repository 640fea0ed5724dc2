"""Asks a provider which models it has, which costs nothing."""

import re
from dataclasses import dataclass
from http import HTTPStatus

import httpx2
from pydantic import BaseModel, ValidationError

from trending_now.errors import FetchFailed, KeyRefused
from trending_now.fetch.certificates import authorities
from trending_now.models.llm.model import ModelChoice
from trending_now.settings import PREFIX

DATE = re.compile("-[0-9]{8}$")


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
    """Where a provider lists its models, as many as it gives at once, and how it is shown the key."""

    home: str
    path: str
    key_header: str
    key_prefix: str = ""
    version: str = ""


OPENAI = Directory("https://api.openai.com/v1", "/models", "Authorization", "Bearer ")
DIRECTORIES = {
    "openai": OPENAI,
    "openai-chat": OPENAI,
    "openai-responses": OPENAI,
    "anthropic": Directory("https://api.anthropic.com", "/v1/models?limit=1000", "x-api-key", version="2023-06-01"),
    "google": Directory(
        "https://generativelanguage.googleapis.com",
        "/v1beta/models?pageSize=1000",
        "x-goog-api-key",
    ),
}


def ask_provider(choice: ModelChoice, timeout_seconds: float) -> tuple[bool, str]:
    """Ask a model's provider which models it has; returns whether all is well, and a sentence that says so.

    Raises:
        KeyRefused: the provider refuses the key.
        FetchFailed: it does not answer, or not with a list of models.
    """
    directory = DIRECTORIES.get(choice.provider)
    if directory is None:
        return True, f"No free question to {choice.provider} is known, so it is not asked."
    url = (choice.base_url or directory.home).rstrip("/") + directory.path
    answer = _get(url, _headers(choice, directory), timeout_seconds)
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


def _headers(choice: ModelChoice, directory: Directory) -> dict[str, str]:
    shown = {directory.key_header: directory.key_prefix + choice.key} if choice.key else {}
    return shown | ({"anthropic-version": directory.version} if directory.version else {})


def _names(content: bytes, url: str) -> set[str]:
    """Return the names in a list of models, those that end in a date without it, too: Anthropic answers to both."""
    try:
        found = ModelList.model_validate_json(content)
    except ValidationError:
        raise FetchFailed(f"{url} answers, but not with a list of models; check {PREFIX}LLM_BASE_URL.") from None
    names = {(entry.id or entry.name).removeprefix("models/") for entry in (*found.data, *found.models)}
    return names | {DATE.sub("", name) for name in names}
