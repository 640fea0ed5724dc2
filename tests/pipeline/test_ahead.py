"""Taking values one step ahead."""

from collections.abc import Iterator
from itertools import islice
from threading import Event, current_thread, main_thread

import pytest

from trending_now.errors import FetchError
from trending_now.pipeline.ahead import one_ahead


def test_values_come_in_their_order() -> None:
    assert list(one_ahead(iter(range(50)))) == list(range(50))


def test_the_next_value_is_made_while_the_last_is_worked_on() -> None:
    begun = Event()

    def values() -> Iterator[int]:
        yield 1
        assert current_thread() is not main_thread()
        begun.set()
        yield 2

    ahead = one_ahead(values())
    assert next(ahead) == 1
    assert begun.wait(10)
    assert list(ahead) == [2]


def test_what_making_a_value_raises_is_raised_in_its_place() -> None:
    def values() -> Iterator[int]:
        yield 1
        raise FetchError("The invented service is gone.")

    ahead = one_ahead(values())
    assert next(ahead) == 1
    with pytest.raises(FetchError, match="is gone"):
        next(ahead)


def test_no_more_than_one_value_is_made_ahead() -> None:
    made: list[int] = []
    second = Event()

    def values() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    assert list(islice(one_ahead(values()), 1)) == [0]
    assert second.wait(10)
    assert made == [0, 1]


def test_whoever_stops_early_waits_for_nothing() -> None:
    let_go = Event()

    def values() -> Iterator[int]:
        yield 1
        let_go.wait(60)
        yield 2

    ahead = one_ahead(values())
    next(ahead)
    ahead.close()  # type: ignore[attr-defined]
    assert not let_go.is_set()
    let_go.set()
