"""Tunes garbage collection for commands that load much and end soon."""

import atexit
import gc

SELDOM = (50_000, 20, 100)  # young objects, rounds of young ones, rounds of older ones

_kept: list[object] = []


def collect_seldom() -> None:
    """Collect garbage less often, and not at all at the program's end, when the system frees all memory anyhow.

    Loading libraries makes some hundred thousand objects that stay. Going through them again and again would take a
    third of a short command's time.
    """
    gc.set_threshold(*SELDOM)
    atexit.register(gc.freeze)


def keep_to_the_end(large: object) -> None:
    """Keep something large until the program ends, and leave it to the system to free.

    Freeing a model piece by piece takes as long as answering with it. A program that goes on after a command (the
    tests, for one) does not collect seldom, and there the command frees what it loaded as usual.
    """
    if gc.get_threshold() == SELDOM:
        _kept.append(large)
