"""A language model on this machine, for as long as the program runs."""

import atexit
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trending_now.settings import Settings

DEADLINE_SECONDS = 120.0  # one core writes some 30 tokens a second


def with_local_llm(settings: "Settings") -> "Settings":
    """Start the model, wait until it is ready, and return settings by which the engine llm asks it, at no price.

    Raises:
        SettingsError: llama.cpp or the weights are not installed.
        EngineError: the weights are damaged, or cannot be served.
    """
    from pydantic import AnyHttpUrl

    from trending_now.models.llm.local_server import PROMPT, find_weights, start_local_model

    path, name = find_weights(settings.llm_gguf)
    model = start_local_model(path, name)
    atexit.register(model.close)
    return settings.model_copy(
        update={
            "engine": "llm",
            "llm_model": f"openai-chat:{name}",
            "llm_base_url": AnyHttpUrl(model.base_url),
            "llm_api_key": None,
            "llm_prompt": settings.llm_prompt if "llm_prompt" in settings.model_fields_set else PROMPT,
            "llm_input_usd": 0.0,
            "llm_output_usd": 0.0,
            "llm_concurrency": 1,
            "llm_deadline_seconds": max(settings.llm_deadline_seconds, DEADLINE_SECONDS),
        }
    )
