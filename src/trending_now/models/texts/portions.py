"""Cuts what is to be read into portions, so that memory stays small however much comes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

MOST_AT_ONCE, CHARACTERS_AT_ONCE = 512, 100_000  # enough that windows of one length fill a batch

Value = TypeVar("Value")


def portions(values: Iterable[Value], characters: Callable[[Value], int]) -> Iterator[list[Value]]:
    """Yield the values in lists; one ends at `MOST_AT_ONCE` values, or once they reach `CHARACTERS_AT_ONCE`."""
    portion: list[Value] = []
    length = 0
    for value in values:
        portion.append(value)
        length += characters(value)
        if len(portion) == MOST_AT_ONCE or length >= CHARACTERS_AT_ONCE:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion
