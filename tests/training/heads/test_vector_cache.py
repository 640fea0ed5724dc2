"""Vectors are computed once a text, whatever run asks for them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("safetensors", reason="safetensors is in the train extra")
from trending_now.training.heads.vector_cache import TEXTS_A_PART, VectorCache


class Counting:
    """Makes a vector of a text's length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts × 2."""
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def nothing(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def test_each_text_is_read_once_and_answered_in_order(tmp_path: Path) -> None:
    reader = Counting()
    first = VectorCache(tmp_path).vectors(["a", "bbb", "a"], reader.read, nothing)
    second = VectorCache(tmp_path).vectors(["bbb", "cc"], reader.read, nothing)
    assert reader.asked == ["a", "bbb", "cc"]
    assert (first[:, 0].tolist(), second[:, 0].tolist()) == ([1, 3, 1], [3, 2])


def test_what_was_read_before_a_run_was_stopped_is_kept(tmp_path: Path) -> None:
    texts, reader = ["x" * length for length in range(TEXTS_A_PART + 5)], Counting()

    def stopped(asked: Sequence[str]) -> np.ndarray:
        if reader.asked:
            raise KeyboardInterrupt
        return reader.read(asked)

    with pytest.raises(KeyboardInterrupt):
        VectorCache(tmp_path).vectors(texts, stopped, nothing)
    VectorCache(tmp_path).vectors(texts, reader.read, nothing)
    assert reader.asked == texts


def test_what_another_run_is_writing_of_the_same_texts_is_left_to_it(tmp_path: Path) -> None:
    reader = Counting()
    VectorCache(tmp_path / "first").vectors(["a", "bbb"], reader.read, nothing)
    (written,) = (tmp_path / "first").iterdir()
    unfinished = tmp_path / "shared" / written.with_suffix(".part").name
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"half of it")
    VectorCache(tmp_path / "shared").vectors(["a", "bbb"], reader.read, nothing)
    assert unfinished.read_bytes() == b"half of it"
    assert (tmp_path / "shared" / written.name).read_bytes() == written.read_bytes()


def test_a_damaged_file_of_vectors_is_computed_again(tmp_path: Path) -> None:
    reader = Counting()
    VectorCache(tmp_path).vectors(["a", "bbb"], reader.read, nothing)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-3])
    again = [VectorCache(tmp_path).vectors(["a", "bbb"], reader.read, nothing)[:, 0].tolist() for _ in range(2)]
    assert again == [[1, 3], [1, 3]]
    assert reader.asked == ["a", "bbb", "a", "bbb"]
