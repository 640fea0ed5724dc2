"""Frees memory as suits a program that loads much and mostly ends soon."""

import atexit
import gc

SELDOM = (50_000, 20, 100)  # young objects, rounds of young ones, rounds of older ones

_kept: list[object] = []


def collect_seldom() -> None:
    """Look for cycles seldom, and not at all at the end, when the system takes all memory back anyhow.

    Loading libraries makes some hundred thousand objects that stay; reading them over and over again takes a third of
    the time that a short command needs.
    """
    gc.set_threshold(*SELDOM)
    atexit.register(gc.freeze)


def keep_to_the_end(large: object) -> None:
    """Let the system take back the memory of something large that a command needs to its end.

    To free a model piece by piece takes as long as to answer with it. Where commands are called by a program that goes
    on after them, they free what they loaded.
    """
    if gc.get_threshold() == SELDOM:
        _kept.append(large)
