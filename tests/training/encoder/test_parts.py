"""The loss, the windows and the batches that the encoder learns from."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra")
from trending_now.models.texts.windows import Windowing  # noqa: E402
from trending_now.training.encoder.batches import shuffled_batches, sorted_batches  # noqa: E402
from trending_now.training.encoder.loss import asymmetric_loss  # noqa: E402
from trending_now.training.encoder.windows import Framing  # noqa: E402


def loss(logit: float, truth: float, mask: float = 1.0, gamma: float = 2.0) -> float:
    """Return the loss of one label."""
    one = (torch.tensor([[value]]) for value in (logit, truth, mask))
    return float(asymmetric_loss(*one, gamma))


def test_without_gamma_it_is_the_cross_entropy() -> None:
    expected = torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor(0.7), torch.tensor(0.0))
    assert loss(0.7, 0.0, gamma=0.0) == pytest.approx(float(expected))


def test_an_easy_negative_counts_little_and_a_positive_in_full() -> None:
    assert loss(-3.0, 0.0) < loss(-3.0, 0.0, gamma=0.0) / 100
    assert loss(-3.0, 1.0) == loss(-3.0, 1.0, gamma=0.0)


def test_a_masked_label_does_not_count() -> None:
    assert loss(5.0, 0.0, mask=0.0) == 0


@pytest.mark.parametrize("tokens", [0, 1, 7, 8, 9, 100])
def test_random_windows_are_pieces_of_the_text(tokens: int) -> None:
    framing, text = Framing(Windowing(10, most=2), 101, 102), list(range(tokens))
    for window in framing.random(text, np.random.default_rng(1)):
        assert (window[0], window[-1]) == (101, 102)
        body = list(window[1:-1])
        assert not body or body == text[body[0] : body[0] + len(body)]


def test_every_text_is_in_one_batch_with_all_its_windows() -> None:
    windows = [[tuple(range(1, 3 + row % 5))] * (1 + row % 2) for row in range(50)]
    for batches in (shuffled_batches(windows, 8, np.random.default_rng(1)), sorted_batches(windows, 40)):
        found = [(int(batch.rows[owner]), int(batch.attention[place].sum()))
                 for batch in batches for place, owner in enumerate(batch.owner)]  # fmt: skip
        assert sorted(found) == sorted((row, len(w)) for row, text in enumerate(windows) for w in text)
