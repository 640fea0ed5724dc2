"""Figures of calls of language models, read from their ledger when they are asked for."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from trending_now.domain.llm import CallOutcome
from trending_now.store.llm.totals import LATENCY_BOUNDS_SECONDS, CallTotal
from trending_now.web.app_parts import WebParts

LABELS = ("prompt", "model", "outcome", "error")


class LlmCalls(Collector):
    """What the ledger of language-model calls says; calls of the command line count, too."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        everything = self._parts.reader.call_totals()
        flying = [total for total in everything if total.outcome == CallOutcome.IN_FLIGHT]
        totals = [total for total in everything if total not in flying]  # a counter takes nothing back
        yield _in_flight(flying)
        yield _calls(totals)
        yield from _tokens(totals)
        yield from _costs(totals)
        yield _latencies(totals)
        today = self._parts.clock().date()
        spent = "US dollars that today's calls (UTC) cost, what is set aside for calls in flight included."
        yield GaugeMetricFamily("trending_now_llm_spent_today_usd", spent, self._parts.reader.spent_on(today))


def _in_flight(flying: list[CallTotal]) -> Metric:
    family = GaugeMetricFamily(
        "trending_now_llm_calls_in_flight", "Calls of language models without an answer yet.", labels=LABELS[:2]
    )
    for total in flying:
        family.add_metric((total.prompt, total.model), total.calls)
    return family


def _calls(totals: list[CallTotal]) -> Metric:
    family = CounterMetricFamily("trending_now_llm_calls", "Calls of language models.", labels=LABELS)
    for total in totals:
        family.add_metric((total.prompt, total.model, total.outcome, total.error), total.calls)
    return family


def _tokens(totals: list[CallTotal]) -> Iterator[Metric]:
    family = CounterMetricFamily(
        "trending_now_llm_tokens", "Tokens of language models.", labels=("prompt", "model", "kind")
    )
    for (prompt, model), some in _grouped(totals):
        for kind in ("input", "output", "cached"):
            family.add_metric((prompt, model, kind), sum(getattr(total, f"{kind}_tokens") for total in some))
    yield family


def _costs(totals: list[CallTotal]) -> Iterator[Metric]:
    known = CounterMetricFamily(
        "trending_now_llm_cost_usd", "US dollars that calls of known cost took.", labels=("prompt", "model")
    )
    unknown = CounterMetricFamily(
        "trending_now_llm_calls_of_unknown_cost", "Calls whose cost nobody knows.", labels=("prompt", "model")
    )
    for names, some in _grouped(totals):
        known.add_metric(names, sum(total.cost_usd for total in some))
        unknown.add_metric(names, sum(total.unknown_costs for total in some))
    yield known
    yield unknown


def _latencies(totals: list[CallTotal]) -> Metric:
    family = HistogramMetricFamily(
        "trending_now_llm_latency_seconds", "How long calls of language models took.", labels=("prompt", "model")
    )
    for names, some in _grouped(totals):
        within = [sum(counts) for counts in zip(*(total.within for total in some), strict=True)]
        buckets = [(str(bound), float(count)) for bound, count in zip(LATENCY_BOUNDS_SECONDS, within, strict=True)]
        timed = float(sum(total.timed for total in some))
        family.add_metric(names, [*buckets, ("+Inf", timed)], sum(total.latency_seconds for total in some))
    return family


def _grouped(totals: list[CallTotal]) -> Iterator[tuple[tuple[str, str], list[CallTotal]]]:
    for names in dict.fromkeys((total.prompt, total.model) for total in totals):
        yield names, [total for total in totals if (total.prompt, total.model) == names]
