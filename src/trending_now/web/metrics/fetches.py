"""Figures of the requests that this process sent to the services, the review sites and the hosts of pictures."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from trending_now.fetch.counts import FetchCounts

HELP = {
    "requests": "Requests sent, redirects and further tries included.",
    "retries": "Tries after the first one.",
    "received_bytes": "Bytes of answers, after decompression.",
    "failed": "Addresses of which no answer could be had.",
}


class FetchFigures(Collector):
    """What was asked of each host since the process started.

    Addresses that were refused have no host here: whoever writes a page that is crawled may name any.
    """

    def __init__(self, counts: FetchCounts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        told = self._counts.told()
        for name, meaning in HELP.items():
            family = CounterMetricFamily(f"trending_now_fetch_{name}", meaning, labels=("host",))
            for host, counts in told.items():
                if counts.requests:
                    family.add_metric((host,), getattr(counts, name))
            yield family
        refused = sum(counts.refused for counts in told.values())
        yield CounterMetricFamily(
            "trending_now_fetch_refused", "Addresses that were not asked, or not followed.", refused
        )
