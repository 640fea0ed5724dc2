"""Cuts a stream into batches that are worth a transaction, without holding back what comes slowly."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from trending_now.domain.ports import Clock

Value = TypeVar("Value")


def timely_batches(values: Iterable[Value], clock: Clock, most: int, longest_seconds: float) -> Iterator[list[Value]]:
    """Yield the values in lists of at most `most`; one begun longer ago than `longest_seconds` ends with the next.

    If the stream breaks off, what came before is yielded first: an answer may have cost money, or one of a day's calls.
    """
    batch: list[Value] = []
    begun = clock()
    try:
        for value in values:
            batch.append(value)
            if len(batch) >= most or (clock() - begun).total_seconds() > longest_seconds:
                yield batch
                batch, begun = [], clock()
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
