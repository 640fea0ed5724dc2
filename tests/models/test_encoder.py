"""The encoder at run time: in what it computes, and that company changes nothing."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.models.plain_plots import PLAIN_PLOTS
from trending_now.models.artifacts import Artifacts, open_artifacts
from trending_now.models.boosted import BOOSTED_WEIGHTS, load_encoder
from trending_now.models.heads.genre_heads import Features, load_heads
from trending_now.models.runtime.openvino import load_openvino
from trending_now.models.texts.words import word_count

TEXTS = [plot for plots in PLAIN_PLOTS.values() for plot in plots]
LARGEST_SHIFT, LARGEST_SHIFT_OF_8_BITS = 0.02, 0.08


@pytest.fixture(scope="module")
def artifacts() -> Artifacts:
    """Return the shipped model's files."""
    return open_artifacts(BOOSTED_WEIGHTS)


def test_bf16_moves_no_probability_much(artifacts: Artifacts) -> None:
    if "BF16" not in load_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        pytest.skip("this processor does not compute in bf16")
    exact, quick = (probabilities(artifacts, precision) for precision in ("f32", "bf16"))
    assert np.abs(exact - quick).max() < LARGEST_SHIFT


def test_8_bit_matrices_move_no_probability_much(artifacts: Artifacts) -> None:
    exact, quick = (probabilities(artifacts, precision) for precision in ("f32", "i8"))
    assert np.abs(exact - quick).max() < LARGEST_SHIFT_OF_8_BITS


def test_a_text_has_the_same_states_to_the_last_digit_in_any_company(artifacts: Artifacts) -> None:
    encoder = load_encoder(artifacts)
    for text, together in zip(TEXTS[:40], encoder.read(TEXTS + TEXTS[::-1]), strict=False):
        (alone,) = encoder.read([text])
        assert np.array_equal(alone.states, together.states)


def test_many_threads_may_read_at_once(artifacts: Artifacts) -> None:
    encoder = load_encoder(artifacts)
    alone = encoder.read(TEXTS)
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(encoder.read, [TEXTS] * 16, timeout=300))
    for read in together:
        assert all(np.array_equal(one.states, same.states) for one, same in zip(alone, read, strict=True))


def probabilities(artifacts: Artifacts, precision: str) -> np.ndarray:
    """Return texts × genres by an encoder that computes in a precision."""
    heads, lexical = load_heads(artifacts)
    vectors = np.stack([read.states.mean(axis=0) for read in load_encoder(artifacts, precision).read(TEXTS)])
    logits = np.stack([lexical.logits([(text, 1.0)]) for text in TEXTS])
    return heads.probabilities(Features(vectors, logits, np.array([word_count(text) for text in TEXTS])))
