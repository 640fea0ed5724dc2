"""A program that ends with its command leaves its memory to the system; a command called by another frees it."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from trending_now.cli import memory


class Large:
    """Stands for a model."""


@pytest.fixture
def usual_collector() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
    memory._kept.clear()


def is_there_after_use() -> bool:
    large = Large()
    memory.keep_to_the_end(large)
    seen = weakref.ref(large)
    del large
    return seen() is not None


def test_a_command_called_by_another_program_frees_what_it_loaded(usual_collector: None) -> None:
    assert not is_there_after_use()


def test_a_program_of_its_own_keeps_it_to_the_end(usual_collector: None) -> None:
    memory.collect_seldom()
    assert is_there_after_use()
