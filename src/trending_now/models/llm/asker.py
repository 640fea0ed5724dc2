"""Asks a model for one filled form, in pydantic-ai's own messages, and tells what came back and what it took."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trending_now.domain.llm import Tokens

if TYPE_CHECKING:
    from pydantic_ai.models import Model, ModelRequestParameters

MOST_TOKENS = 10**9  # no call reads as many: beyond it a server's count is none


@dataclass(frozen=True, slots=True)
class Received:
    """What came back: the text of the answer, which is of no use where it was cut off or refused, and its tokens."""

    content: str
    is_cut: bool
    is_refused: bool
    tokens: Tokens | None


class Asker:
    """Asks one model for one filled form, once: retries, limits and money are others' concern."""

    def __init__(self, model: "Model") -> None:
        from pydantic_ai.models.instrumented import InstrumentationSettings

        # A temperature that a reasoning model has no use for is left out, and that need not be said for each title.
        warnings.filterwarnings("ignore", "Sampling parameters", UserWarning, "pydantic_ai")
        self._model = model
        self._traced = InstrumentationSettings(include_content=False, include_model_request_parameters=False)

    async def ask(
        self, messages: list[Any], schema: dict[str, Any], most_output_tokens: int, temperature: float | None
    ) -> Received:
        """Return what one request for a form of the schema brings.

        Raises:
            Exception: whatever pydantic-ai and the provider's library raise; `failure_of` tells what it means.
        """
        from pydantic_ai.direct import model_request
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(max_tokens=most_output_tokens, max_retries=0)
        if temperature is not None:
            settings["temperature"] = temperature
        response = await model_request(
            self._model,
            messages,
            model_settings=settings,
            model_request_parameters=self._output(schema),
            instrument=self._traced,
        )
        return _received(response)

    def _output(self, schema: dict[str, Any]) -> "ModelRequestParameters":
        """Return how the form is asked for: as the answer, or as a tool's arguments where a provider needs that."""
        from pydantic_ai.models import ModelRequestParameters
        from pydantic_ai.output import OutputObjectDefinition
        from pydantic_ai.tools import ToolDefinition

        if self._model.profile.get("supports_json_schema_output"):
            form = OutputObjectDefinition(json_schema=schema, name="answer", strict=True)
            return ModelRequestParameters(output_mode="native", output_object=form)
        tool = ToolDefinition(name="answer", parameters_json_schema=schema, kind="output", strict=True)
        return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def conversation(system: str, turns: list[tuple[str, str]], question: str) -> list[Any]:
    """Return the messages of one request: what it is about, examples as turns, the question."""
    from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, TextPart, UserPromptPart

    messages: list[Any] = []
    opening: list[Any] = [SystemPromptPart(system)]
    for asked, answered in turns:
        messages += [ModelRequest([*opening, UserPromptPart(asked)]), ModelResponse([TextPart(answered)])]
        opening = []
    return [*messages, ModelRequest([*opening, UserPromptPart(question)])]


def said_by_user(content: str) -> Any:
    """Return a message of the side that asks."""
    from pydantic_ai.messages import ModelRequest, UserPromptPart

    return ModelRequest([UserPromptPart(content)])


def counted_tokens(usage: Any) -> Tokens | None:
    """Return the tokens that a server counted; None where it counted none, or tells numbers that cannot be."""
    counted = (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens)
    is_told = any(counted[:2]) and all(0 <= number <= MOST_TOKENS for number in counted)
    return Tokens(*counted) if is_told else None


def _received(response: Any) -> Received:
    from pydantic_ai.messages import TextPart, ToolCallPart

    filled = [part.args_as_json_str() for part in response.parts if isinstance(part, ToolCallPart)]
    written = [part.content for part in response.parts if isinstance(part, TextPart)]
    return Received(
        content=filled[0] if filled else "".join(written),
        is_cut=response.finish_reason == "length",
        is_refused=response.finish_reason == "content_filter",
        tokens=counted_tokens(response.usage),
    )
