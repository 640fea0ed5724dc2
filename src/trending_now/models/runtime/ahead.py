"""Reads the next portion of documents while one is being answered, so that no core waits."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

Portion = TypeVar("Portion")
Read = TypeVar("Read")


def one_ahead(portions: Iterable[Portion], read: Callable[[Portion], Read]) -> Iterator[tuple[Portion, Read]]:
    """Yield each portion with what `read` makes of it; a thread reads the next while the caller works on one.

    Portions are taken in the caller's thread, and a portion that is alone is also read there. As several threads are
    at work, NumPy's matrix products use one each; they are small, and OpenBLAS's own threads would spin between them.
    """
    coming = iter(portions)
    begun = list(islice(coming, 2))
    if len(begun) < 2:
        yield from ((portion, read(portion)) for portion in begun)
        return
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(1, thread_name_prefix="reading") as aside:
        portion = begun[0]
        reading: Future[Read] = aside.submit(read, portion)
        for following in chain(begun[1:], coming):
            ready = portion, reading.result()
            portion, reading = following, aside.submit(read, following)
            yield ready
        yield portion, reading.result()
