"""OpenAI's chat form, where an answer without a choice still tells what it cost."""

from openai.types import chat
from pydantic_ai.models.openai import OpenAIChatModel

from trending_now.models.llm.asker import counted_tokens
from trending_now.models.llm.failures import NoChoice


class ChatModel(OpenAIChatModel):
    """A model asked in OpenAI's chat form."""

    def _validate_completion(self, response: chat.ChatCompletion) -> chat.ChatCompletion:  # type: ignore[override]
        """Refuse an answer without a choice, which the library would fail on with its usage lost.

        Raises:
            NoChoice: there is none; it carries the tokens that the server counted.
        """
        if not response.choices:
            raise NoChoice(counted_tokens(self._map_usage(response)))
        return super()._validate_completion(response)
