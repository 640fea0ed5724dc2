"""Takes values from an iterator one step ahead, in a thread: the next is made while the last is worked on."""

from collections.abc import Iterator
from concurrent.futures import Future
from threading import Thread
from typing import Final, TypeVar

Value = TypeVar("Value")

_END: Final = object()


def one_ahead(values: Iterator[Value]) -> Iterator[Value]:
    """Yield the values in their order; what making one raises is raised in its place.

    Whoever stops early does not wait for the value that is being made: no thread holds the program back at its end.
    """
    coming = _begin(values)
    while (value := coming.result()) is not _END:
        coming = _begin(values)
        yield value  # type: ignore[misc]  # it is not the end


def _begin(values: Iterator[Value]) -> "Future[Value | object]":
    coming: Future[Value | object] = Future()
    Thread(target=_take, args=(values, coming), name="one-ahead", daemon=True).start()
    return coming


def _take(values: Iterator[Value], coming: "Future[Value | object]") -> None:
    try:
        coming.set_result(next(values, _END))
    except BaseException as error:  # it is raised where the value is asked for
        coming.set_exception(error)
