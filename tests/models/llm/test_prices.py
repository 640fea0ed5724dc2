"""What a call costs: by stated prices, by published ones, or nobody knows."""

import pytest

from trending_now.models.llm.prices import Prices, Tokens


def test_counts_that_contradict_one_another_have_no_cost() -> None:
    pytest.importorskip("genai_prices", reason="genai-prices is not installed; install trending-now[llm]")
    prices = Prices("openai", "gpt-5-mini")
    assert prices.cost(Tokens(input=100, output=10)) == pytest.approx(100 * 0.25e-6 + 10 * 2e-6)
    assert prices.cost(Tokens(input=100, output=10, cached=500)) is None
