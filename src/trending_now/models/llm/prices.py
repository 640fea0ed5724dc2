"""What a call costs: the published price of its model, or the one that is configured; never nought for not knowing."""

from dataclasses import dataclass

from trending_now.domain.llm import Tokens

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class SetPrice:
    """A price that the operator states, in US dollars for a million tokens."""

    input_usd: float
    output_usd: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one model; without `stated`, those that genai-prices knows of it."""

    provider: str
    model: str
    stated: SetPrice | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether a call's cost can be told."""
        return self.cost(Tokens(MILLION, MILLION)) is not None

    def cost(self, tokens: Tokens) -> float | None:
        """Return what a call cost, in US dollars; None where nobody knows."""
        if self.stated:
            return (tokens.input * self.stated.input_usd + tokens.output * self.stated.output_usd) / MILLION
        return _published(self.provider, self.model, tokens)


def _published(provider: str, model: str, tokens: Tokens) -> float | None:
    from genai_prices import Usage, calc_price

    family = {"openai-chat": "openai", "openai-responses": "openai"}.get(provider, provider)
    usage = Usage(input_tokens=tokens.input, output_tokens=tokens.output, cache_read_tokens=tokens.cached)
    try:
        return float(calc_price(usage, model_ref=model, provider_id=family).total_price)
    except (LookupError, ValueError):  # unknown, or counts that contradict one another
        return None
