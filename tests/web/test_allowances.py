"""Who has used up an allowance is told how long to wait."""

import time

import pytest
from fastapi import HTTPException

from trending_now.web.allowances import Allowance


def wait_told(allowance: Allowance) -> int:
    with pytest.raises(HTTPException) as refused:
        allowance.take("somebody")
    assert refused.value.headers is not None
    return int(refused.value.headers["Retry-After"])


@pytest.mark.parametrize(("passed", "least", "most"), [(0, 55, 60), (45, 10, 15), (59.9, 1, 1), (75, 1, 1)])
def test_the_wait_is_as_long_as_the_window_is_still_full(passed: float, least: int, most: int) -> None:
    allowance = Allowance(2, "Wait.", lambda: time.time() + passed)
    allowance.take("somebody")
    allowance.take("somebody")

    assert least <= wait_told(allowance) <= most


def test_another_client_s_window_does_not_count() -> None:
    allowance = Allowance(1, "Wait.")
    allowance.take("somebody")
    allowance.take("somebody else")

    assert wait_told(allowance) >= 1
