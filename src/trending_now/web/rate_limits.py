"""How often a visitor may do something, counted in memory over any 60 seconds."""

import time
from collections.abc import Callable
from math import ceil

from fastapi import HTTPException
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class RateLimit:
    """`per_minute` times in any 60 seconds for each client; `sentence` says so to who goes beyond.

    `clock` tells the seconds since 1970 from which a refusal says how long to wait.
    """

    def __init__(self, per_minute: int, sentence: str, clock: Callable[[], float] = time.time) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)
        self._sentence = sentence
        self._clock = clock

    def take(self, client: str) -> None:
        """Count one time.

        Raises:
            HTTPException: 429, the client has reached its limit.
        """
        if not self._limiter.hit(self._item, client):
            raise self._refusal(client)

    def check(self, client: str) -> None:
        """Count nothing.

        Raises:
            HTTPException: 429, the client has reached its limit.
        """
        if not self._limiter.test(self._item, client):
            raise self._refusal(client)

    def _refusal(self, client: str) -> HTTPException:
        free_at = self._limiter.get_window_stats(self._item, client).reset_time
        wait = max(1, ceil(free_at - self._clock()))
        return HTTPException(429, self._sentence, headers={"Retry-After": str(wait)})
