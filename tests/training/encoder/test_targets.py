"""What is learned of a text: its labels, softened by teachers, and by teachers alone where no label counts."""

import numpy as np

from trending_now.training.encoder.targets import Targets

TRUTH = np.array([[True, False]])
TAUGHT = np.array([[0.4, 0.2]])


def test_labels_as_they_stand() -> None:
    targets = Targets.hard(TRUTH, np.array([[True, False]]))
    assert (targets.probability.tolist(), targets.mask.tolist()) == ([[1, 0]], [[True, False]])


def test_labels_and_what_is_taught_are_weighed() -> None:
    softened = Targets.hard(TRUTH, np.ones_like(TRUTH)).softened(TAUGHT, 0.5)
    np.testing.assert_allclose(softened.probability, [[0.7, 0.1]], rtol=1e-6)


def test_where_no_label_counts_the_teacher_alone_is_learned() -> None:
    softened = Targets.hard(TRUTH, np.zeros_like(TRUTH)).softened(TAUGHT, 0.5)
    np.testing.assert_allclose(softened.probability, TAUGHT, rtol=1e-6)
    assert softened.mask.all()
