"""Chooses and builds the model: one of any provider that pydantic-ai knows, or of a server with OpenAI's chat form."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trending_now.errors import SettingsError

if TYPE_CHECKING:
    from pydantic_ai.models import Model
    from pydantic_ai.providers import Provider

SECONDS_TO_CONNECT = 5.0
GATEWAY = "gateway/"  # reads its key from its own variable
OPENAI_KEY = ("OPENAI_API_KEY",)
KEY_VARIABLES = {
    "openai": OPENAI_KEY,
    "openai-chat": OPENAI_KEY,
    "openai-responses": OPENAI_KEY,
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
}
"""Where each provider that may be served at a base URL has its own key, unless the settings hold one."""

EXTRA = (
    "The LLM engine needs more than the default install: run `make setup` in a checkout, or install trending-now[llm]."
)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model, where: `name` in pydantic-ai's form ("openai:gpt-5-mini"), or bare beside a base URL.

    A bare name may have a colon of its own ("llama3.2:3b"): beside a base URL only `KEY_VARIABLES` names providers.
    """

    name: str
    base_url: str | None = None
    api_key: str | None = None

    @property
    def is_bare(self) -> bool:
        """Tell whether the name is the model's alone."""
        provider, colon, _ = self.name.partition(":")
        return not colon or (self.base_url is not None and provider not in KEY_VARIABLES)

    @property
    def provider(self) -> str:
        """The provider's name; a bare model name beside a base URL speaks OpenAI's chat form."""
        return "openai-chat" if self.is_bare else self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """The model's own name."""
        return self.name if self.is_bare else self.name.partition(":")[2]

    @property
    def full_name(self) -> str:
        """The name that the ledger and enrichments give."""
        return f"openai-chat:{self.name}" if self.is_bare else self.name

    @property
    def key(self) -> str | None:
        """The key to show: that of the settings, else of the provider's own variable; None if there is none.

        A server that is named by its URL and a bare model is shown no provider's own.

        Raises:
            SettingsError: the variable holds what cannot be a key.
        """
        variables = () if self.is_bare else KEY_VARIABLES.get(self.provider, ())
        own = next((name for name in variables if os.environ.get(name, "").strip()), None)
        if self.api_key or own is None:
            return self.api_key
        if not re.fullmatch("[!-~]+", key := os.environ[own].strip()):
            raise SettingsError(f"{own} holds signs that no key has; check it, or set TRENDING_NOW_LLM_API_KEY.")
        return key


def build_model(choice: ModelChoice) -> "Model":
    """Return the model, which keeps its connections open; nothing is asked yet.

    Raises:
        SettingsError: the library or the key is missing, or there is no such provider.
    """
    if choice.is_bare and not choice.base_url:
        raise SettingsError(
            f"TRENDING_NOW_LLM_MODEL is {choice.name!r}, which names no provider; write openai:{choice.name}, "
            "anthropic:…, google:…, or set TRENDING_NOW_LLM_BASE_URL."
        )
    try:
        from pydantic_ai.exceptions import UserError
        from pydantic_ai.models import infer_model
    except ImportError:
        raise SettingsError(EXTRA) from None
    try:
        if choice.provider == "openai-chat" or (choice.provider == "openai" and choice.base_url):
            return _chat_model(choice)
        if choice.provider in KEY_VARIABLES:
            return infer_model(choice.name, lambda name: _provider(name, choice))
        if choice.api_key and not choice.provider.startswith(GATEWAY):
            return infer_model(choice.name, lambda name: _provider_with_key(name, choice.api_key))
        return infer_model(choice.name)
    except (UserError, ValueError) as error:
        raise SettingsError(_refusal(choice, error)) from None
    except ImportError as error:
        raise SettingsError(
            f"The model {choice.name!r} needs a library that is not there: {_one_line(error)}"
        ) from None


def _refusal(choice: ModelChoice, error: Exception) -> str:
    """Say why the library builds no model: where a key is missing, its own words name what our users do not have."""
    variables = KEY_VARIABLES.get(choice.provider)
    if variables and choice.key is None and variables[0] in str(error):
        advice = f"set TRENDING_NOW_LLM_API_KEY, or {variables[0]} in the environment (not in .env)"
        return f"The model {choice.name!r} needs a key: {advice}."
    return f"The model {choice.name!r} cannot be used: {_one_line(error)}"


def _chat_model(choice: ModelChoice) -> "Model":
    from trending_now.models.llm.chat_model import ChatModel

    return ChatModel(choice.model, provider=_provider("openai", choice))


def _provider_with_key(name: str, key: str | None) -> "Provider[Any]":
    from pydantic_ai.providers import infer_provider_class

    build: Callable[..., Provider[Any]] = infer_provider_class(name)
    return build(api_key=key)


def _provider(name: str, choice: ModelChoice) -> "Provider[Any]":
    import httpx2

    from trending_now.fetch.certificates import authorities

    client = httpx2.AsyncClient(
        verify=authorities(trust_env=True),
        timeout=httpx2.Timeout(None, connect=SECONDS_TO_CONNECT),  # the engine's deadline ends what takes too long
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64),
        follow_redirects=False,
    )
    if name == "anthropic":
        from pydantic_ai.providers.anthropic import AnthropicProvider

        return AnthropicProvider(api_key=choice.key, base_url=choice.base_url, http_client=client)
    if name == "google":
        from pydantic_ai.providers.google import GoogleProvider

        return GoogleProvider(api_key=choice.key, base_url=choice.base_url, http_client=client)
    from pydantic_ai.providers.openai import OpenAIProvider

    unneeded = "none" if choice.base_url else None  # the library insists on one
    return OpenAIProvider(api_key=choice.key or unneeded, base_url=choice.base_url, http_client=client)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
