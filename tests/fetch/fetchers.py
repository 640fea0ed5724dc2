"""A fetcher for loopback servers that loses no time between tries."""

from functools import cache
from typing import Any

from tests.invented import HandClock
from tests.loopback import Loopback
from trending_now.fetch.client import Fetcher

USER_AGENT = "TrendingNow/0.1 (+https://example.org/contact)"


def quick_fetcher(*servers: Loopback | str, **settings: Any) -> Fetcher:
    """Return a fetcher that may ask these servers or addresses; `settings` replace its own."""
    quick: dict[str, Any] = {
        "base_urls": [server if isinstance(server, str) else server.url for server in servers],
        "user_agent": USER_AGENT,
        "clock": HandClock(),
        "timeout_seconds": 30.0,
        "interval_seconds": 0.0,
        "attempts": 3,
        "backoff_seconds": 0.001,
    }
    return Fetcher(**(quick | settings))


@cache
def idle_fetcher() -> Fetcher:
    """Return a fetcher that may ask nobody, for sources that only read what they are given."""
    return quick_fetcher()
