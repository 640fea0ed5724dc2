"""Who has reached a rate limit is told how long to wait."""

import time

import pytest
from fastapi import HTTPException

from trending_now.web.rate_limits import RateLimit


def wait_told(rate_limit: RateLimit) -> int:
    with pytest.raises(HTTPException) as refused:
        rate_limit.take("somebody")
    assert refused.value.headers is not None
    return int(refused.value.headers["Retry-After"])


@pytest.mark.parametrize(("passed", "least", "most"), [(0, 55, 60), (45, 10, 15), (59.9, 1, 1), (75, 1, 1)])
def test_the_wait_is_as_long_as_the_window_is_still_full(passed: float, least: int, most: int) -> None:
    rate_limit = RateLimit(2, "Wait.", lambda: time.time() + passed)
    rate_limit.take("somebody")
    rate_limit.take("somebody")

    assert least <= wait_told(rate_limit) <= most


def test_another_client_s_window_does_not_count() -> None:
    rate_limit = RateLimit(1, "Wait.")
    rate_limit.take("somebody")
    rate_limit.take("somebody else")

    assert wait_told(rate_limit) >= 1


def test_a_look_counts_nothing_and_is_refused_once_the_limit_is_reached() -> None:
    rate_limit = RateLimit(1, "Wait.")
    rate_limit.check("somebody")
    rate_limit.take("somebody")

    with pytest.raises(HTTPException) as refused:
        rate_limit.check("somebody")
    assert (refused.value.status_code, refused.value.detail) == (429, "Wait.")
