"""Sets Python's collector of reference cycles for a program that loads much and mostly ends soon."""

import atexit
import gc

YOUNG_OBJECTS = 50_000
YOUNG_ROUNDS, OLDER_ROUNDS = 20, 100


def collect_seldom() -> None:
    """Look for cycles seldom, and not at all at the end, when the system takes all memory back anyhow.

    Loading libraries makes some hundred thousand objects that stay; reading them over and over again takes a third of
    the time that a short command needs.
    """
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_ROUNDS, OLDER_ROUNDS)
    atexit.register(gc.freeze)
