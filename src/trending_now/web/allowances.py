"""How often a visitor may do something, counted in memory over any 60 seconds."""

from fastapi import HTTPException
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

WAIT = {"Retry-After": "60"}


class Allowance:
    """`per_minute` times in any 60 seconds for each client; `sentence` says so to who goes beyond."""

    def __init__(self, per_minute: int, sentence: str) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)
        self._sentence = sentence

    def take(self, client: str) -> None:
        """Count one time.

        Raises:
            HTTPException: 429, the client has used up its allowance.
        """
        if not self._limiter.hit(self._item, client):
            raise self._refusal()

    def check(self, client: str) -> None:
        """Count nothing.

        Raises:
            HTTPException: 429, the client has used up its allowance.
        """
        if not self._limiter.test(self._item, client):
            raise self._refusal()

    def _refusal(self) -> HTTPException:
        return HTTPException(429, self._sentence, headers=WAIT)
