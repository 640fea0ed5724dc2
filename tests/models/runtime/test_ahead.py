"""The next portion is read while the caller works on one."""

from collections.abc import Iterator
from threading import Event, current_thread, main_thread

import pytest
from threadpoolctl import threadpool_info

from trending_now.models.runtime.ahead import one_ahead

PATIENCE = 30


def test_each_portion_comes_in_order_with_what_was_read_of_it() -> None:
    assert list(one_ahead("abcd", str.upper)) == [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]
    assert list(one_ahead([], str.upper)) == []


def test_the_next_is_read_while_the_caller_works() -> None:
    works = Event()

    def read(portion: str) -> bool:
        return portion == "first" or works.wait(PATIENCE)

    each = one_ahead(["first", "second"], read)
    assert next(each) == ("first", True)
    works.set()
    assert next(each) == ("second", True)


def test_a_portion_that_is_alone_needs_no_thread() -> None:
    assert list(one_ahead(["only"], lambda _: current_thread() is main_thread())) == [("only", True)]


def test_no_portion_is_taken_before_the_one_before_it_is_being_read() -> None:
    taken: list[int] = []

    def portions() -> Iterator[int]:
        for number in range(5):
            taken.append(number)
            yield number

    each = one_ahead(portions(), lambda number: number)
    for number in range(4):
        next(each)
        assert taken == list(range(number + 2))


def test_what_fails_to_be_read_fails_in_its_turn() -> None:
    each = one_ahead([1, 0, 2], lambda number: 1 // number)
    assert next(each) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(each)


def test_matrix_products_use_one_thread_meanwhile_and_as_many_as_before_afterwards() -> None:
    before = blas_threads()
    assert [threads for threads, _ in one_ahead([1, 2], lambda _: None) if blas_threads() != {1}] == []
    assert blas_threads() == before


def blas_threads() -> set[int]:
    """Return the numbers of threads of the linear algebra libraries that are loaded."""
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}
