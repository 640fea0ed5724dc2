"""How much work something is, told by what is done and not by a clock: a busy machine makes it no more."""

import sys
from collections.abc import Callable


def calls_during(work: Callable[[], object]) -> int:
    """Return how many functions Python calls, and generators it goes on with, while the work is done."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
